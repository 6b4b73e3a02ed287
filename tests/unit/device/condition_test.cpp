#include "device/condition.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/system/child.hpp"

namespace bt::device {
namespace {

using ::testing::HasSubstr;

TEST(Condition, APhoneThatIsPluggedInCoolAndIdleIsWell) {
    const Facts facts = read_facts(
        "folder=/data/local/tmp/better-together\nfree=Available\nfree=2048000\nexecutable=yes\n"
        "governor=schedutil\ngovernor=schedutil\nzone=41000 battery\nzone=-40000 off\nthermal=Thermal Status: 0\n"
        "battery=AC powered: false\r\nbattery=USB powered: true\r\nbattery=level: 80\r\nclock=arch_sys_counter\n"
        "load=0.5\nonline=0-7\n");
    for (const auto look : {free_space, executable_folder, governor, temperature, power, clock_source, load}) {
        const Check check = look(facts);
        EXPECT_EQ(check.verdict, Verdict::good) << check.what << ": " << check.found;
    }
    EXPECT_EQ(power(facts).found, "plugged in (80 %)");
    EXPECT_THAT(free_space(facts).found, HasSubstr("2000 MiB"));
}

TEST(Condition, WhatDisturbsIsAWarningWithWhatMendsIt) {
    const Facts facts = read_facts(
        "governor=powersave\nzone=84000 cpu\nsupply=Mains,0,,\nsupply=Battery,,Discharging,37\nclock=hpet\nload=3.0\n"
        "online=0-3\nfree=100000\n");
    for (const auto look : {governor, temperature, power, clock_source, load, free_space}) {
        const Check check = look(facts);
        EXPECT_EQ(check.verdict, Verdict::warning) << check.what << ": " << check.found;
        EXPECT_FALSE(check.mend.empty()) << check.what;
    }
}

TEST(Condition, AThrottledPhoneIsHotEvenWhereNoZoneCanBeRead) {
    EXPECT_EQ(temperature(read_facts("thermal=Thermal Status: 2\n")).verdict, Verdict::warning);
}

TEST(Condition, AFullDiskAndAFolderWithoutExecutionStopTheWork) {
    const Facts facts = read_facts("free=1000\nexecutable=sh: ./bt-probe: Permission denied\n");
    EXPECT_EQ(free_space(facts).verdict, Verdict::bad);
    EXPECT_EQ(executable_folder(facts).verdict, Verdict::bad);
}

TEST(Condition, WhatAMachineDoesNotSayIsUnknownAndNotGood) {
    const Facts nothing;
    for (const auto look : {free_space, governor, temperature, power, clock_source, load}) {
        EXPECT_EQ(look(nothing).verdict, Verdict::unknown) << look(nothing).what;
    }
}

TEST(Condition, ACoreThatRefusesIsNamed) {
    EXPECT_EQ(pinning(read_facts("allowed=0-3\npin0=0\npin3=3\n"), {0, 3}).verdict, Verdict::good);
    const Check check = pinning(read_facts("allowed=0-3\npin0=0\npin6=taskset: failed to set affinity\n"), {0, 6});
    EXPECT_EQ(check.verdict, Verdict::bad);
    EXPECT_THAT(check.found, HasSubstr("core 6"));
    EXPECT_EQ(pinning(read_facts("allowed=0-3\n"), {0}).verdict, Verdict::unknown) << "no taskset there";
}

TEST(Condition, TheScriptsRunInAPlainShell) {
    const auto condition = system::run_child({{"sh", "-c", condition_script}, {}, "/tmp"});
    EXPECT_TRUE(condition.succeeded()) << condition.err;
    EXPECT_EQ(condition.err, "");
    EXPECT_EQ(executable_folder(read_facts(condition.out)).verdict, Verdict::good) << condition.out;
    EXPECT_NE(load(read_facts(condition.out)).verdict, Verdict::unknown);
    const auto pinned = system::run_child({{"sh", "-c", pinning_script({4095})}});
    EXPECT_EQ(pinning(read_facts(pinned.out), {4095}).verdict, Verdict::bad) << pinned.out;
}

}  // namespace
}  // namespace bt::device
