#include "bt/profile/clocks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "bt/core/error.hpp"
#include "bt/device/transports.hpp"
#include "bt/system/file_reader.hpp"
#include "support/temporary_folder.hpp"

namespace bt::profile::clocks_test {
namespace {

using ::testing::ElementsAre;
namespace fs = std::filesystem;

// A /sys of the test's own, with files where the kernel has attributes.
class Clocks : public ::testing::Test {
protected:
    void SetUp() override {
        put("policy0", "schedutil");
        put("policy4", "powersave");
    }

    fs::path governor_file(const std::string& policy) const {
        return folder / "sys/devices/system/cpu/cpufreq" / policy / "scaling_governor";
    }
    void put(const std::string& policy, const std::string& governor) const {
        test::write_text(governor_file(policy), governor + "\n");
    }
    std::string governor(const std::string& policy) const {
        std::string text = system::read_file(governor_file(policy), 1000);
        while (text.ends_with('\n')) text.pop_back();
        return text;
    }
    std::unique_ptr<device::Device> device() const { return device::local_device(DeviceId("local"), folder / "work"); }

    test::TemporaryFolder folder;
    std::string sys = (folder / "sys").string();
};

TEST_F(Clocks, AreFixedReadBackAndPutBack) {
    FixedClocks clocks(device(), sys);
    EXPECT_THAT(clocks.set(),
                ElementsAre("policy0: performance, was schedutil", "policy4: performance, was powersave"));
    EXPECT_EQ(governor("policy0"), "performance");
    EXPECT_THAT(clocks.put_back(), ElementsAre("policy0: schedutil", "policy4: powersave"));
    EXPECT_EQ(governor("policy4"), "powersave");
}

TEST_F(Clocks, ThatCannotBeSetAreADeviceErrorAndStayAsTheyWere) {
    fs::remove(governor_file("policy4"));
    fs::create_symlink("/proc/version", governor_file("policy4"));  // takes no write, as attributes without root
    try {
        FixedClocks clocks(device(), sys);
        FAIL() << "a governor that was not set must not pass for one";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
        EXPECT_THAT(error.failed(), ::testing::HasSubstr("policy4"));
    }
    EXPECT_EQ(governor("policy0"), "schedutil");
}

TEST_F(Clocks, OfAMachineWithoutGovernorsCannotBeSet) {
    EXPECT_THROW(FixedClocks(device(), (folder / "nothing").string()), Error);
}

// The runner is killed: nobody is left to undo anything but the device's own program.
TEST_F(Clocks, ArePutBackWhenTheRunnerIsKilled) {
    int ready[2];
    ASSERT_EQ(pipe(ready), 0);
    const pid_t runner = fork();
    if (runner == 0) {
        const FixedClocks clocks(device(), sys);
        [[maybe_unused]] const auto told = write(ready[1], "x", 1);
        pause();
    }
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    EXPECT_EQ(governor("policy0"), "performance");
    kill(runner, SIGKILL);
    waitpid(runner, nullptr, 0);
    while (fs::exists(folder / "work/clocks")) std::this_thread::yield();
    EXPECT_EQ(governor("policy0"), "schedutil");
    close(ready[0]);
    close(ready[1]);
}

TEST_F(Clocks, ThatACrashOfTheDeviceLeftArePutBackByTheNext) {
    test::write_text(folder / "work/clocks/policy0", "ondemand\n");
    put("policy0", "performance");
    const auto machine = device();
    EXPECT_THAT(put_back_clocks(*machine, sys), ElementsAre("policy0: ondemand"));
    EXPECT_TRUE(put_back_clocks(*machine, sys).empty());
}

}  // namespace
}  // namespace bt::profile::clocks_test
