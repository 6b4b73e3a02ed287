#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bt/core/error.hpp"
#include "runtime/machine.hpp"

namespace bt::apps {
namespace {

// A /sys and /proc of their own.
class FakeMachine : public ::testing::Test {
protected:
    FakeMachine() {
        std::string name = (std::filesystem::temp_directory_path() / "bt-machine-XXXXXX").string();
        root_ = ::mkdtemp(name.data());
    }
    ~FakeMachine() override { std::filesystem::remove_all(root_); }

    void write(const std::string& path, const std::string& content) const {
        const std::filesystem::path file = root_.string() + path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << content << '\n';
    }
    void core(int number, int capacity, int max_khz) const {
        const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(number);
        if (capacity > 0) write(folder + "/cpu_capacity", std::to_string(capacity));
        if (max_khz > 0) write(folder + "/cpufreq/cpuinfo_max_freq", std::to_string(max_khz));
    }
    std::string found(const std::vector<int>& cores, bool has_gpu = true) const {
        const Machine machine(root_.string());
        return to_string(cpu_pus(machine.cores(cores), has_gpu).pus);
    }

    std::filesystem::path root_;
};

const std::vector<int> eight{0, 1, 2, 3, 4, 5, 6, 7};

TEST_F(FakeMachine, OfAPhoneHasThreeClustersByCapacity) {
    for (int i = 0; i < 8; ++i) core(i, i < 4 ? 160 : i < 6 ? 498 : 1024, 0);
    EXPECT_EQ(found(eight), "little=0-3,medium=4-5,big=6-7");
}

TEST_F(FakeMachine, WithoutCapacitiesIsReadByFrequency) {
    for (int i = 0; i < 8; ++i) core(i, 0, i == 7 ? 3'360'000 : i < 3 ? 2'016'000 : 2'803'200);
    EXPECT_EQ(found(eight), "little=0-2,medium=3-6,big=7");
}

TEST_F(FakeMachine, WithFourKindsOfCoresHasAPrimeOne) {
    for (int i = 0; i < 8; ++i) core(i, i < 2 ? 200 : i < 4 ? 500 : i < 7 ? 800 : 1024, 0);
    EXPECT_EQ(found(eight), "little=0-1,medium=2-3,big=4-6,prime=7");
}

TEST_F(FakeMachine, TakesTurboBinsForOneCluster) {
    for (int i = 0; i < 8; ++i) core(i, 0, i < 4 ? 3'600'000 : 4'900'000 + i * 20'000);
    EXPECT_EQ(found(eight), "little=0-3,big=4-7");
}

TEST_F(FakeMachine, WithOneClusterIsSplitIntoHalvesAndSaysSo) {
    const Machine machine(root_.string());
    const Discovery split = cpu_pus(machine.cores(std::vector<int>{0, 1, 2, 3}), false);
    EXPECT_EQ(to_string(split.pus), "little=0-1,big=2-3");
    ASSERT_EQ(split.notes.size(), 1U);
    EXPECT_EQ(split.notes[0],
              "one cluster of 4 equal cores and no GPU: split into halves little (cores 0-1) and big (cores 2-3)");
}

TEST_F(FakeMachine, WithOneClusterAndAGpuStaysWhole) {
    EXPECT_EQ(found({0, 1, 2, 3, 4, 5}, true), "big=0-5");
    EXPECT_EQ(found({0}, false), "big=0");
}

TEST_F(FakeMachine, WhereThisShellMayUseSomeCoresHasOnlyThose) {
    for (int i = 0; i < 8; ++i) core(i, i < 4 ? 160 : 1024, 0);
    EXPECT_EQ(found({0, 1, 2, 6}), "little=0-2,big=6");
}

TEST_F(FakeMachine, WithMoreKindsThanNamesIsRefused) {
    for (int i = 0; i < 8; ++i) core(i, 100 + i * 100, 0);
    EXPECT_THROW(found(eight), Error);
    EXPECT_THROW(found({}), Error);
}

TEST_F(FakeMachine, TellsClocksAndTemperatures) {
    write("/sys/devices/system/cpu/cpu4/cpufreq/scaling_cur_freq", "1804800");
    write("/sys/devices/system/cpu/cpu5/cpufreq/scaling_cur_freq", "2253000");
    write("/sys/devices/system/cpu/cpu4/cpufreq/scaling_governor", "schedutil");
    write("/sys/class/thermal/thermal_zone0/temp", "41500");
    write("/sys/class/thermal/thermal_zone1/temp", "-274000");
    write("/sys/class/thermal/thermal_zone7/temp", "52300");
    write("/proc/loadavg", "0.52 0.58 0.59 1/389 12345");
    write("/sys/devices/system/cpu/present", "0-3,6");
    const Machine machine(root_.string());
    EXPECT_EQ(machine.clock_mhz(std::vector<int>{4, 5}), 2253.0);
    EXPECT_EQ(machine.governor(std::vector<int>{4, 5}), "schedutil");
    EXPECT_EQ(machine.temperature_c(), 52.3);
    EXPECT_EQ(machine.load(), 0.52);
    EXPECT_EQ(machine.present_cores(), (std::vector<int>{0, 1, 2, 3, 6}));
}

TEST_F(FakeMachine, ReadsTheClockOfAVirtualMachineFromCpuinfo) {
    write("/proc/cpuinfo", "processor\t: 0\ncpu MHz\t\t: 2500.000\n\nprocessor\t: 1\ncpu MHz\t\t: 2600.500");
    const Machine machine(root_.string());
    EXPECT_EQ(machine.clock_mhz(std::vector<int>{0, 1}), 2600.5);
}

TEST_F(FakeMachine, SaysNothingWhereNothingCanBeRead) {
    const Machine machine(root_.string());
    EXPECT_EQ(machine.clock_mhz(eight), std::nullopt);
    EXPECT_EQ(machine.temperature_c(), std::nullopt);
    EXPECT_EQ(machine.governor(eight), std::nullopt);
    write("/sys/class/thermal/thermal_zone0/temp", "hot");
    EXPECT_EQ(machine.temperature_c(), std::nullopt);
}

TEST(PuList, IsReadAsPeopleTypeIt) {
    EXPECT_EQ(to_string(parse_pus("little=0-3,medium=4-5,big=6,7,vulkan")), "little=0-3,medium=4-5,big=6-7,vulkan");
    EXPECT_EQ(to_string(parse_pus("big=7 little=0,2-3")), "big=7,little=0,2-3");
}

TEST(PuList, IsRefusedByTheNameOfItsFault) {
    const auto refusal = [](std::string_view text) -> std::string {
        try {
            parse_pus(text);
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::usage);
            return error.failed();
        }
        return "none";
    };
    EXPECT_EQ(refusal(""), "--pus : no PU");
    EXPECT_EQ(refusal("0-3"), "--pus 0-3: cores without a PU");
    EXPECT_EQ(refusal("big"), "--pus big: big has no cores");
    EXPECT_EQ(refusal("vulkan=0"), "--pus vulkan=0: vulkan has no cores of its own");
    EXPECT_EQ(refusal("big=0,big=1"), "--pus big=0,big=1: big stands twice");
    EXPECT_EQ(refusal("big=3-1"), "--pus big=3-1: the range 3-1 is empty");
    EXPECT_EQ(refusal("big=0,0"), "--pus big=0,0: core 0 stands twice in big");
    EXPECT_EQ(refusal("big=x"), "--pus big=x: x is not a core");
    EXPECT_EQ(refusal("big=99999"), "--pus big=99999: 99999 is not a core");
}

}  // namespace
}  // namespace bt::apps
