#include <gtest/gtest.h>

#include <map>
#include <set>

#include "bt/store/manifest.hpp"
#include "bt/store/numbered_logs.hpp"
#include "bt/system/file_reader.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::two_writers_test {
namespace {

const Date day = *Date::parse("2026-03-31");
const AppName tree("tree");
const DeviceId phone("phone");

TEST(TwoWriters, NeverGetTheSameNumberAndOverwriteNothing) {
    const test::TemporaryFolder folder;
    const LogSeries series = Layout(folder.path()).raw_logs(day, tree, phone, Backend::vk);
    constexpr int logs = 40;
    const auto writer = [&](char who) {
        return [&series, who](auto) {
            for (int i = 0; i < logs; ++i) {
                BegunLog begun = begin_log(series, Resume::no);
                begun.log.append(std::string(1, who) + " " + std::to_string(begun.number) + "\n");
                i % 3 == 0 ? begun.log.abort() : begun.log.complete();
            }
        };
    };
    test::ForkedProcess a(writer('a')), b(writer('b')), c(writer('c'));
    EXPECT_EQ(a.exit_status(), 0);
    EXPECT_EQ(b.exit_status(), 0);
    EXPECT_EQ(c.exit_status(), 0);
    std::set<int> numbers;
    std::map<char, int> written;
    for (const NumberedLog& log : logs_of(series)) {
        EXPECT_TRUE(numbers.insert(log.number).second) << log.file;
        EXPECT_NE(log.state, LogState::part) << log.file;
        const std::string text = system::read_file(log.file, 100);
        if (text.empty()) continue;  // aborted by another one before its writer could lock it
        EXPECT_EQ(text.substr(2), std::to_string(log.number) + "\n");
        ++written[text.front()];
    }
    EXPECT_EQ(written, (std::map<char, int>{{'a', logs}, {'b', logs}, {'c', logs}}));
}

TEST(TwoWriters, OnlyOneOfThemResumesALog) {
    const test::TemporaryFolder folder;
    const LogSeries series = Layout(folder.path()).result_logs(day, phone, tree);
    for (int round = 0; round < 20; ++round) {
        const std::size_t before = logs_of(series).size();
        begin_log(series, Resume::no).log.append("half\n### Python End ###\n");
        const auto resume = [&](auto step) {
            BegunLog begun = begin_log(series, Resume::yes);
            begun.log.append("more\n");
            step();
            ::pause();  // holds the log: whoever comes second must take another one
        };
        test::ForkedProcess a(resume), b(resume);
        ASSERT_TRUE(a.await_step());
        ASSERT_TRUE(b.await_step());
        int resumed = 0, fresh = 0;
        for (const NumberedLog& log : logs_of(series)) {
            if (log.state != LogState::part) continue;
            const std::string text = system::read_file(log.file, 100);
            resumed += text == "half\n### Python End ###\nmore\n" ? 1 : 0;
            fresh += text == "more\n" ? 1 : 0;
        }
        EXPECT_EQ(resumed, 1);
        EXPECT_EQ(fresh, 1);
        EXPECT_GE(logs_of(series).size(), before + 2);
        a.kill();
        b.kill();
    }
}

TEST(TwoWriters, OfOneManifestLoseNoLine) {
    const test::TemporaryFolder folder;
    const Layout layout(folder.path());
    constexpr std::size_t steps = 60;
    const auto writer = [&](const char* who) {
        return [&layout, who](auto) {
            for (std::size_t i = 0; i < steps; ++i) {
                StepRecord record;
                record.step = who;
                record.seed = i;
                record.result = std::string(i * 100, 'r');
                append_step(layout, day, record);
            }
        };
    };
    test::ForkedProcess a(writer("benchmark")), b(writer("run"));
    EXPECT_EQ(a.exit_status(), 0);
    EXPECT_EQ(b.exit_status(), 0);
    const Manifest manifest = read_manifest(layout, day);
    EXPECT_TRUE(manifest.unread.empty());
    std::map<std::string, std::size_t> next;
    for (const StepRecord& step : manifest.steps) EXPECT_EQ(step.seed, next[step.step]++) << step.step;
    EXPECT_EQ(next, (std::map<std::string, std::size_t>{{"benchmark", steps}, {"run", steps}}));
}

}  // namespace
}  // namespace bt::store::two_writers_test
