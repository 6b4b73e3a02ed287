#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "bt/store/inventory.hpp"
#include "bt/store/manifest.hpp"
#include "bt/store/numbered_logs.hpp"
#include "bt/store/store.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "integration/store/seeded_kill.hpp"
#include "support/temporary_folder.hpp"

// Every test here kills writers without warning and then asks what a person asks: does the store open, is anything
// half written, is anything older lost?
namespace bt::store::killed_writers_test {
namespace {

namespace fs = std::filesystem;

constexpr int rounds = 100;

const Date day = *Date::parse("2026-03-31");
const AppName tree("tree");
const DeviceId phone("phone");

class KilledWriters : public testing::Test {
protected:
    test::TemporaryFolder folder_;
    Store store_{folder_.path()};
    const Layout& layout_ = store_.layout();
    std::mt19937 random_{20260331};
};

// A file that shows by itself whether it is whole: its first line says how many follow.
std::string table_with(int version) {
    const int rows = 1 + version * 37 % 500;
    std::string text = std::to_string(rows) + "\n";
    for (int row = 0; row < rows; ++row) text += "row " + std::to_string(version) + "\n";
    return text;
}

int version_of_whole_table(const std::string& text) {
    const std::size_t row = text.find("row ");
    if (row == std::string::npos) return -1;
    const int version = std::stoi(text.substr(row + 4));
    return text == table_with(version) ? version : -1;
}

TEST_F(KilledWriters, OfADerivedFileLeaveTheOldOneOrTheNewOneWhole) {
    const fs::path file = layout_.table(day, tree, phone, TableKind::normal);
    int newest = 0;
    system::write_file_atomically(file, table_with(newest));
    for (int round = 0; round < rounds; ++round) {
        const int steps = test::run_and_kill(random_, [&](auto step) {
            for (int version = newest + 1;; ++version) {
                system::write_file_atomically(file, table_with(version));
                step();
            }
        });
        ASSERT_GE(steps, 0);
        const int version = version_of_whole_table(system::read_file(file, 1 << 20));
        ASSERT_GE(version, newest + steps) << "round " << round << ": lost, or half written";
        newest = version;
    }
    store_.open_day(day);
    const auto left = std::distance(fs::directory_iterator(file.parent_path()), fs::directory_iterator());
    EXPECT_EQ(left, 1) << "temporaries are swept";
}

TEST_F(KilledWriters, OfATableThatGrowsLoseNoRowThatWasReported) {
    const fs::path file = layout_.table(day, tree, phone, TableKind::fully);
    int rows = 0;
    for (int round = 0; round < rounds; ++round) {
        const int steps = test::run_and_kill(random_, [&](auto step) {
            for (int row = rows;; ++row) {
                system::update_file(file, 1 << 24, [&](std::optional<std::string_view> before) {
                    return std::string(before.value_or("")) + std::to_string(row) + "\n";
                });
                step();
            }
        });
        ASSERT_GE(steps, 0);
        const std::string text = system::read_file_if_there(file, 1 << 24).value_or("");
        std::string expected;
        const auto written = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
        for (int row = 0; row < written; ++row) expected += std::to_string(row) + "\n";
        ASSERT_EQ(text, expected);
        ASSERT_GE(written, rows + steps);
        rows = written;
    }
}

std::string section(int number) {
    std::string text = "begin " + std::to_string(number) + "\n";
    for (int line = 0; line < number % 50; ++line) text += "line " + std::to_string(line) + "\n";
    return text + "### Python End ###\n";
}

TEST_F(KilledWriters, OfALogThatIsResumedLoseAtMostTheSectionInFlight) {
    const LogSeries series = layout_.result_logs(day, phone, tree);
    int whole = 0;
    std::string expected;
    for (int round = 0; round < rounds; ++round) {
        const int steps = test::run_and_kill(random_, [&](auto step) {
            BegunLog begun = begin_log(series, Resume::yes);
            for (int number = whole;; ++number) {
                begun.log.append(section(number));
                step();
            }
        });
        ASSERT_GE(steps, 0);
        // Every section that was reported is there; of the one in flight there may be a beginning, which the next round
        // must take off before it goes on.
        const std::string text = system::read_file_if_there(system::part_of(series.file(0)), 1 << 26).value_or("");
        int sections = whole;
        while (expected.size() + section(sections).size() <= text.size()) expected += section(sections++);
        ASSERT_TRUE(text.starts_with(expected)) << "round " << round;
        ASSERT_TRUE(section(sections).starts_with(text.substr(expected.size()))) << "round " << round;
        ASSERT_GE(sections, whole + steps);
        whole = sections;
    }
    EXPECT_LE(logs_of(series).size(), 1U) << "it was one log all the time";
}

TEST_F(KilledWriters, OfNumberedLogsLeaveEveryCompleteOneAndNeverFreeANumber) {
    const LogSeries series = layout_.raw_logs(day, tree, phone, Backend::vk);
    const std::string head = R"({"kind":"bench-log","version":1,"device":"phone","app":"tree","backend":"vk"})";
    std::set<int> complete;
    for (int round = 0; round < rounds; ++round) {
        const int steps = test::run_and_kill(random_, [&](auto step) {
            for (;;) {
                BegunLog begun = begin_log(series, Resume::no);
                begun.log.append(head + "\n" + std::to_string(begun.number) + "\n");
                begun.log.complete();
                step();
            }
        });
        ASSERT_GE(steps, 0);
        std::set<int> numbers, now;
        for (const NumberedLog& log : logs_of(series)) {
            ASSERT_TRUE(numbers.insert(log.number).second) << "number " << log.number << " is used twice";
            if (log.state != LogState::complete) continue;
            now.insert(log.number);
            ASSERT_EQ(system::read_file(log.file, 1000), head + "\n" + std::to_string(log.number) + "\n");
        }
        ASSERT_TRUE(std::includes(now.begin(), now.end(), complete.begin(), complete.end()));
        ASSERT_GE(now.size(), complete.size() + static_cast<std::size_t>(steps));
        complete = now;
    }
    const Inventory inventory = take_inventory(layout_);
    ASSERT_EQ(inventory.holdings.size(), 1U);
    EXPECT_EQ(inventory.holdings[0].raw_logs.at(Backend::vk).complete, static_cast<int>(complete.size()));
    EXPECT_LE(inventory.not_read.size(), static_cast<std::size_t>(rounds))
        << "only logs killed before their first line";
}

TEST_F(KilledWriters, OfTheManifestLoseNoStepThatWasReported) {
    std::size_t known = 0;
    for (int round = 0; round < rounds; ++round) {
        const int steps = test::run_and_kill(random_, [&](auto step) {
            for (std::size_t number = known;; ++number) {
                StepRecord record;
                record.step = "benchmark";
                record.seed = number;
                record.result = std::string(number % 7000, 'r');
                append_step(layout_, day, record);
                step();
            }
        });
        ASSERT_GE(steps, 0);
        const Manifest manifest = read_manifest(layout_, day);
        ASSERT_GE(manifest.steps.size(), known + static_cast<std::size_t>(steps));
        for (std::size_t number = 0; number < manifest.steps.size(); ++number) {
            ASSERT_EQ(manifest.steps[number].seed, number);
        }
        known = manifest.steps.size();
    }
}

}  // namespace
}  // namespace bt::store::killed_writers_test
