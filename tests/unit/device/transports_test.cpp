#include "bt/device/transports.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "bt/device/failure.hpp"
#include "support/temporary_folder.hpp"

namespace bt::device {
namespace {

TEST(AdbList, TellsEveryStateApart) {
    const auto entries = parse_adb_devices(
        "* daemon started successfully\n"
        "List of devices attached\n"
        "3A021JEHN02756         device usb:1-1 product:lynx model:Pixel_7a device:lynx transport_id:1\n"
        "9b034f1b               unauthorized usb:1-2 transport_id:2\r\n"
        "127.0.0.1:5555         offline transport_id:3\n"
        "R9TR30814KJ            no permissions (user in plugdev group); see [http://x] usb:1-3 transport_id:4\n"
        "\n");
    ASSERT_EQ(entries.size(), 4U);
    EXPECT_EQ(entries[0].state, "device");
    EXPECT_EQ(entries[0].model, "Pixel_7a");
    EXPECT_EQ(entries[1].state, "unauthorized");
    EXPECT_EQ(entries[2].serial, "127.0.0.1:5555");
    EXPECT_EQ(entries[2].state, "offline");
    EXPECT_TRUE(entries[3].state.starts_with("no permissions"));
}

TEST(SshConfig, OffersNamesButNoPatterns) {
    EXPECT_EQ(ssh_config_hosts("# Host no\nHost jetson board-*\n  HostName 10.0.0.2\nhost=\"pi\"\r\nHost * !x\n"),
              (std::vector<std::string>{"jetson", "pi"}));
}

class Local : public ::testing::Test {
protected:
    test::TemporaryFolder folder;
    std::unique_ptr<Device> device = local_device(DeviceId("local"), folder / "work");
};

TEST_F(Local, RunsAProgramAndTellsItsEnd) {
    const Outcome ran = device->execute({{"sh", "-c", "echo out; echo err >&2; exit 3"}});
    EXPECT_EQ(ran.status, 3);
    EXPECT_EQ(ran.out, "out\n");
    EXPECT_EQ(ran.err, "err\n");
    EXPECT_EQ(device->execute({{"sh", "-c", "kill -SEGV $$"}}).signal, SIGSEGV);
}

TEST_F(Local, NamesAMissingProgramAndAPassedDeadline) {
    try {
        device->execute({{"no-such-program-here"}});
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.fault(), Fault::program_missing);
        EXPECT_EQ(failure.code(), ExitCode::device);
    }
    try {
        device->execute({{"sleep", "300"}}, {.deadline = std::chrono::milliseconds(20)});
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.fault(), Fault::timed_out);
    }
}

TEST_F(Local, CopiesFilesBothWays) {
    std::ofstream(folder / "a") << "text";
    device->push(folder / "a", "deep/b");
    device->pull("deep/b", folder / "c");
    std::ifstream back(folder / "c");
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(back), {}), "text");
    EXPECT_THROW(device->pull("absent", folder / "d"), Failure);
}

}  // namespace
}  // namespace bt::device
