#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/system/child.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::install_test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

// Installed, moved to another place and used there: nothing may point back.
TEST(Install, MakesATreeThatCanBeMoved) {
    const test::TemporaryFolder folder;
    const auto installed =
        system::run_child({{"cmake", "--install", BT_BUILD_FOLDER, "--prefix", (folder / "first").string()}});
    ASSERT_EQ(installed.status, 0) << installed.err;
    fs::rename(folder / "first", folder / "second");
    const fs::path bin = folder / "second/bin";

    const auto status =
        system::run_child({{(bin / "runner").string(), "status", "--data", (folder / "data").string()}});
    EXPECT_EQ(status.status, 0) << status.err;
    EXPECT_TRUE(fs::exists(folder / "second/share/better-together/devices/local.json"));

    // Its stdin is /dev/null: it starts, says where it listens, and ends.
    const auto emulator = system::run_child({{(bin / "bt-emulator").string()}});
    EXPECT_EQ(emulator.status, 0) << emulator.err;
    EXPECT_THAT(emulator.out, HasSubstr("listening 127.0.0.1:"));
}

TEST(Install, BringsTheAgentOfThisMachine) {
    const test::TemporaryFolder folder;
    ASSERT_TRUE(
        system::run_child({{"cmake", "--install", BT_BUILD_FOLDER, "--prefix", folder.path().string()}}).succeeded());
    int agents = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder / "share/better-together/agents")) {
        agents += entry.path().filename() == "bt-agent";
    }
    EXPECT_EQ(agents, 1);
}

}  // namespace
}  // namespace bt::e2e::install_test
