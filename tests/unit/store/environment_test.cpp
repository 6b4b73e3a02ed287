#include "bt/store/environment.hpp"

#include <gtest/gtest.h>

#include "bt/core/version.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::environment_test {
namespace {

using test::write_text;

TEST(Environment, SaysWhatThisMachineAndThisProgramAre) {
    const Environment here = capture_environment();
    EXPECT_TRUE(here.host);
    EXPECT_TRUE(here.kernel);
    EXPECT_GE(here.cores.value_or(0), 1);
    EXPECT_GT(here.memory_bytes.value_or(0), 1U << 20);
    EXPECT_EQ(here.version, bt::version());
    EXPECT_EQ(here.build_id, bt::build_id());
    ASSERT_FALSE(here.command.empty());
    EXPECT_NE(here.command.front().find("test_store"), std::string::npos);
    EXPECT_TRUE(here.folder);
}

TEST(Environment, ReadsCpuMemoryLoadAndEveryGovernorOnce) {
    const test::TemporaryFolder folder;
    write_text(folder / "cpuinfo", "processor\t: 0\nmodel name\t: Fast CPU @ 3 GHz\nmodel name\t: other\n");
    write_text(folder / "meminfo", "MemTotal:       2048 kB\nMemFree: 1 kB\n");
    write_text(folder / "loadavg", "1.25 0.5 0.1 1/100 1234\n");
    const auto policy = [&](const char* name) {
        return folder / "devices/system/cpu/cpufreq" / name / "scaling_governor";
    };
    write_text(policy("policy0"), "schedutil\n");
    write_text(policy("policy4"), "performance\n");
    write_text(policy("policy6"), "schedutil\n");
    const Environment here = capture_environment(folder.path(), folder.path());
    EXPECT_EQ(here.cpu, "Fast CPU @ 3 GHz");
    EXPECT_EQ(here.memory_bytes, 2048U * 1024U);
    EXPECT_EQ(here.load, 1.25);
    EXPECT_EQ(here.governors, (std::vector<std::string>{"performance", "schedutil"}));
}

TEST(Environment, AnArmCpuIsNamedByItsNumbers) {
    const test::TemporaryFolder folder;
    write_text(folder / "cpuinfo", "CPU implementer\t: 0x41\nCPU part\t: 0xd0b\n");
    EXPECT_EQ(capture_environment(folder.path(), folder.path()).cpu, "implementer 0x41 part 0xd0b");
}

TEST(Environment, WhatCannotBeReadIsNothing) {
    const test::TemporaryFolder folder;
    write_text(folder / "meminfo", "nonsense");
    const Environment here = capture_environment(folder.path(), folder.path());
    EXPECT_FALSE(here.cpu);
    EXPECT_FALSE(here.memory_bytes);
    EXPECT_FALSE(here.load);
    EXPECT_TRUE(here.governors.empty());
}

}  // namespace
}  // namespace bt::store::environment_test
