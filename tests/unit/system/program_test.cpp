#include "bt/system/program.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "bt/system/atomic_file.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

TEST(Program, IsFoundInThePathOrWhereItIsNamed) {
    EXPECT_TRUE(find_program("sh"));
    EXPECT_FALSE(find_program(""));
    EXPECT_FALSE(find_program("no-such-program-here"));
    EXPECT_EQ(find_program("/bin/sh"), "/bin/sh");
    EXPECT_FALSE(find_program("./no-such-program-here"));
}

TEST(Program, AFileThatCannotRunIsPassedOver) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "sh", "not a program");
    const std::string before = std::getenv("PATH");
    ::setenv("PATH", (folder.path().string() + ":" + before).c_str(), 1);
    const auto found = find_program("sh");
    ::setenv("PATH", before.c_str(), 1);
    ASSERT_TRUE(found);
    EXPECT_NE(found->parent_path(), folder.path());
}

TEST(Program, KnowsItself) {
    EXPECT_EQ(own_program().filename(), "test_system");
    ASSERT_FALSE(command_line_of(::getpid()).empty());
    EXPECT_NE(command_line_of(::getpid()).front().find("test_system"), std::string::npos);
    EXPECT_TRUE(command_line_of(0x3fffffff).empty());
}

}  // namespace
}  // namespace bt::system
