#include "bt/system/line_file.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

TEST(LineFile, GrowsLineByLine) {
    const test::TemporaryFolder folder;
    append_line(folder / "a/lines", "one");
    append_line(folder / "a/lines", "two");
    EXPECT_EQ(read_file(folder / "a/lines", 100), "one\ntwo\n");
    EXPECT_THROW(append_line(folder / "a/lines", "two\nlines"), Error);
}

TEST(LineFile, EndsALineThatAKilledWriterLeftUnfinished) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "lines", "one\n{\"half\":");
    append_line(folder / "lines", "three");
    EXPECT_EQ(read_file(folder / "lines", 100), "one\n{\"half\":\nthree\n");
}

TEST(LineFile, FourProcessesAtOnceLoseNoLineAndMixNone) {
    const test::TemporaryFolder folder;
    constexpr int lines = 100;
    {
        const auto writer = [&](char who) {
            return [&folder, who](auto) {
                for (int i = 0; i < lines; ++i) append_line(folder / "lines", std::string(5000, who));
            };
        };
        test::ForkedProcess a(writer('a')), b(writer('b')), c(writer('c')), d(writer('d'));
        for (auto* process : {&a, &b, &c, &d}) EXPECT_EQ(process->exit_status(), 0);
    }
    std::istringstream text(read_file(folder / "lines", 10 << 20));
    std::map<std::string, int> count;
    for (std::string line; std::getline(text, line);) ++count[line];
    EXPECT_EQ(count.size(), 4U);
    for (const auto& [line, times] : count) EXPECT_EQ(times, lines) << line.front();
}

}  // namespace
}  // namespace bt::system
