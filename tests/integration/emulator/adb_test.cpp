// bt-emulator under the real adb, with an adb server of the tests' own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "integration/emulator/emulated_device.hpp"

namespace bt::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Adb : public ::testing::Test {
protected:
    void SetUp() override {
        if (!adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
        server.emplace();
    }

    // What `shell` prints, with the exit code.
    system::ChildResult shell(const EmulatedDevice& device, const std::string& command,
                              Nanoseconds deadline = std::chrono::seconds(20)) {
        return server->on(device, {"shell", command}, deadline);
    }

    std::optional<AdbServer> server;
    test::TemporaryFolder scratch;
};

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

std::filesystem::path write(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
}

TEST_F(Adb, SeesTheDeviceAndKeepsItsStreamsAndExitCodeApart) {
    EmulatedDevice device;
    server->connect(device);
    ASSERT_EQ(server->state_of(device), "device");
    const auto result = shell(device, "echo out; echo err >&2; exit 7");
    EXPECT_EQ(result.status, 7);
    EXPECT_EQ(result.out, "out\n");
    EXPECT_EQ(result.err, "err\n");
}

TEST_F(Adb, ASignalThatEndsACommandIsItsExitCode) {
    EmulatedDevice device;
    server->connect(device);
    EXPECT_EQ(shell(device, "kill -SEGV $$").status, 128 + SIGSEGV);
}

TEST_F(Adb, PushesAndPullsEveryByteOfFilesOfEverySize) {
    EmulatedDevice device;
    server->connect(device);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, std::size_t{65536}, std::size_t{65537}, std::size_t{3000001}}) {
        std::string bytes(size, '\0');
        for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 131 + i / 256);
        const auto file = write(scratch.path() / "pushed", bytes);
        ASSERT_EQ(server->on(device, {"push", file.string(), "/data/local/tmp/deep/er/file"}).status, 0);
        ASSERT_EQ(
            server->on(device, {"pull", "/data/local/tmp/deep/er/file", (scratch.path() / "back").string()}).status, 0);
        EXPECT_EQ(bytes_of(scratch.path() / "back"), bytes) << size;
    }
}

TEST_F(Adb, PushesAFolderAndListsIt) {
    EmulatedDevice device;
    server->connect(device);
    std::filesystem::create_directories(scratch.path() / "tree/below");
    write(scratch.path() / "tree/a", "1");
    write(scratch.path() / "tree/below/b", "2");
    ASSERT_EQ(server->on(device, {"push", (scratch.path() / "tree").string(), "/data/local/tmp/"}).status, 0);
    EXPECT_EQ(shell(device, "cat /data/local/tmp/tree/a /data/local/tmp/tree/below/b").out, "12");
    EXPECT_THAT(server->on(device, {"ls", "/data/local/tmp/tree"}).out, HasSubstr("below"));
}

TEST_F(Adb, APushedProgramRunsThereAndLargeOutputArrivesWhole) {
    EmulatedDevice device;
    server->connect(device);
    const auto program = write(scratch.path() / "program", "#!/bin/sh\nseq 1 200000\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    ASSERT_EQ(server->on(device, {"push", program.string(), "/data/local/tmp/program"}).status, 0);
    const auto result = shell(device, "/data/local/tmp/program");
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 200000);
    EXPECT_THAT(result.out, testing::EndsWith("200000\n"));
}

TEST_F(Adb, PassesBytesThroughExecOutUnchanged) {
    EmulatedDevice device;
    server->connect(device);
    EXPECT_EQ(server->on(device, {"exec-out", "printf 'a\\r\\nb'"}).out, "a\r\nb");
}

TEST_F(Adb, NothingOutsideItsFolderCanBeReached) {
    EmulatedDevice device;
    server->connect(device);
    const auto file = write(scratch.path() / "x", "x");
    EXPECT_NE(server->on(device, {"push", file.string(), "/data/local/tmp/../../../tmp/x"}).status, 0);
    EXPECT_NE(server->on(device, {"push", file.string(), "/sdcard/x"}).status, 0);
    EXPECT_NE(server->on(device, {"pull", "/etc/passwd", (scratch.path() / "y").string()}).status, 0);
}

TEST_F(Adb, ReversePortsLeadToTheHostAndCanBeListedAndRemoved) {
    EmulatedDevice device;
    server->connect(device);
    const auto forwarded = server->on(device, {"reverse", "tcp:0", "tcp:1"});
    ASSERT_EQ(forwarded.status, 0);
    const std::string port = forwarded.out.substr(0, forwarded.out.find('\n'));
    EXPECT_THAT(server->on(device, {"reverse", "--list"}).out, HasSubstr("tcp:" + port + " tcp:1"));
    EXPECT_EQ(server->on(device, {"reverse", "--remove", "tcp:" + port}).status, 0);
    EXPECT_THAT(server->on(device, {"reverse", "--list"}).out, Not(HasSubstr("tcp:" + port)));
    EXPECT_NE(server->on(device, {"reverse", "--remove", "tcp:" + port}).status, 0);
}

TEST_F(Adb, CutsNoCommandShortThatLeavesSomethingInTheBackground) {
    EmulatedDevice device;
    server->connect(device);
    const auto result = shell(device, "sleep 300 & echo started");
    EXPECT_EQ(result.out, "started\n");
    EXPECT_EQ(result.status, 0);
}

TEST_F(Adb, SwitchedOffTakesEveryProcessWithIt) {
    EmulatedDevice device;
    server->connect(device);
    const std::string pid = shell(device, "setsid sleep 300 >/dev/null 2>&1 & echo $!").out;
    const std::filesystem::path process = "/proc/" + pid.substr(0, pid.find('\n'));
    EXPECT_TRUE(std::filesystem::exists(process)) << "what a command leaves in the background lives on";
    device.end_stdin();
    EXPECT_EQ(device.wait(), 0);
    EXPECT_FALSE(std::filesystem::exists(process));
}

// The faults: each must look to adb as the real one does.

TEST_F(Adb, AnUnauthorizedDeviceIsListedAsSuch) {
    EmulatedDevice device({"--fault", "unauthorized"});
    server->connect(device);
    EXPECT_EQ(server->state_of(device), "unauthorized");
    EXPECT_NE(shell(device, "true").status, 0);
}

TEST_F(Adb, AnOfflineDeviceNeverBecomesReady) {
    EmulatedDevice device({"--fault", "offline"});
    server->adb({"connect", device.address()}, std::chrono::seconds(2));
    EXPECT_THAT(server->state_of(device), testing::AnyOf("offline", "connecting", ""));
}

TEST_F(Adb, ADroppedCableEndsTheCommandAndTheDeviceCanComeBack) {
    EmulatedDevice device({"--fault", "drop-mid-command:1"});
    server->connect(device);
    ASSERT_EQ(shell(device, "echo spared").out, "spared\n");
    const auto cut = shell(device, "echo never; sleep 300");
    EXPECT_EQ(cut.end, system::ChildEnd::exited) << "adb hangs";
    EXPECT_EQ(cut.out, "");
}

TEST_F(Adb, AStalledCommandSaysNothing) {
    EmulatedDevice device({"--fault", "stall:1"});
    server->connect(device);
    ASSERT_EQ(shell(device, "echo spared").out, "spared\n");
    const auto stalled = shell(device, "echo never", std::chrono::milliseconds(300));
    EXPECT_EQ(stalled.end, system::ChildEnd::timed_out);
    EXPECT_EQ(stalled.out, "");
}

TEST_F(Adb, AShortPushIsNotNoticedByAdbAlone) {
    EmulatedDevice device({"--fault", "short-push"});
    server->connect(device);
    const auto file = write(scratch.path() / "file", std::string(300000, 'x'));
    EXPECT_EQ(server->on(device, {"push", file.string(), "/data/local/tmp/file"}).status, 0);
    EXPECT_LT(std::stol(shell(device, "wc -c < /data/local/tmp/file").out), 300000);
}

TEST_F(Adb, AFullDeviceRefusesAPush) {
    EmulatedDevice device({"--fault", "full"});
    server->connect(device);
    const auto file = write(scratch.path() / "file", "x");
    const auto result = server->on(device, {"push", file.string(), "/data/local/tmp/file"});
    EXPECT_NE(result.status, 0);
    EXPECT_THAT(result.out + result.err, HasSubstr("No space left on device"));
}

TEST_F(Adb, ANoexecDeviceRunsNothingThatWasPushed) {
    EmulatedDevice device({"--fault", "noexec"});
    server->connect(device);
    const auto program = write(scratch.path() / "program", "#!/bin/sh\necho ran\n");
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    ASSERT_EQ(server->on(device, {"push", program.string(), "/data/local/tmp/program"}).status, 0);
    const auto result = shell(device, "chmod +x /data/local/tmp/program; /data/local/tmp/program");
    EXPECT_EQ(result.status, 126);
    EXPECT_EQ(result.out, "");
}

TEST_F(Adb, AnOldDeviceHasNoExitCodes) {
    EmulatedDevice device({"--fault", "no-exit-code"});
    server->connect(device);
    EXPECT_EQ(shell(device, "exit 7").status, 0);
}

TEST_F(Adb, GarbageOnTheWireLosesTheDevice) {
    EmulatedDevice device({"--fault", "garbage:1"});
    server->connect(device);
    ASSERT_EQ(shell(device, "echo spared").out, "spared\n");
    const auto result = shell(device, "echo never");
    EXPECT_EQ(result.end, system::ChildEnd::exited) << "adb hangs";
    EXPECT_EQ(result.out, "");
}

TEST_F(Adb, APulledCableAfterSomeMessagesLosesTheDevice) {
    EmulatedDevice device({"--fault", "drop:3"});
    server->connect(device);
    const auto result = shell(device, "echo one; sleep 300");
    EXPECT_EQ(result.end, system::ChildEnd::exited) << "adb hangs";
}

TEST_F(Adb, ASlowDeviceIsStillRight) {
    EmulatedDevice device({"--fault", "slow:20"});
    server->connect(device);
    EXPECT_EQ(shell(device, "echo slow but right; exit 3").out, "slow but right\n");
}

TEST_F(Adb, AModelByItsNameIsWhatCommandsOfTheDeviceSee) {
    EmulatedDevice device({"--soc", "quad"});
    server->connect(device);
    const std::string model = shell(device, "cat \"$BT_SOC\"").out;
    EXPECT_THAT(model, HasSubstr("\"name\": \"quad\""))
        << "relative paths would miss: commands run in the device's folder";
}

TEST(Emulator, RefusesAnUnknownModelWithASuggestion) {
    const auto result = system::run_child({{BT_EMULATOR, "--soc", "quat"}});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("did you mean 'quad'?"));
}

// What it is told is checked before it listens: one line that names the value, none that a library threw.
TEST(Emulator, RefusesWhatItCannotBeToldWithOneLineAndItsExitCode) {
    const test::TemporaryFolder folder;
    const auto file = write(folder.path() / "file", "");
    const auto torn = write(folder.path() / "torn.json", "{");
    struct Refusal {
        std::vector<std::string> flags;
        int status;
        std::string says;
    };
    const std::vector<Refusal> refusals{
        {{"--root", "/proc/x"}, 1, "--root '/proc/x' cannot be the device's folder: No such file or directory"},
        {{"--root", file.string()}, 1, "Not a directory"},
        {{"--root", "/tmp/a b;c"}, 2, "a shell would read"},
        {{"--root", ""}, 2, "--root needs a value"},
        {{"--soc", "/nowhere/model.json"}, 4, "'/nowhere/model.json': No such file or directory"},
        {{"--soc", torn.string()}, 4, torn.string() + ":1:2"},
        {{"--soc", folder.path().string()}, 4, "not a file"},
        {{"--serial", "$(reboot)"}, 2, "no serial number"},
        {{"--abi", "arm"}, 2, "there are: x86_64 arm64-v8a"},
        {{"--fault", "drop"}, 2, "for example drop:20"},
        {{"--fault", "drop:-1"}, 2, "a whole number from 0"},
        {{"--fault", "offline:3"}, 2, "offline takes no number"},
        {{"--port", "65536"}, 2, "0 to 65535"},
        {{"--seed", "x"}, 2, "--seed x is out of range"}};
    for (const Refusal& each : refusals) {
        std::vector<std::string> argv{BT_EMULATOR};
        argv.insert(argv.end(), each.flags.begin(), each.flags.end());
        const auto result = system::run_child({argv});
        EXPECT_EQ(result.end, system::ChildEnd::exited) << each.flags[0];
        EXPECT_EQ(result.status, each.status) << each.flags[0] << " " << each.flags[1];
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, testing::StartsWith("error: "));
        EXPECT_THAT(result.err, HasSubstr(each.says));
    }
    const auto nowhere = system::run_child({{BT_EMULATOR}, {{"TMPDIR", "/nowhere"}}});
    EXPECT_EQ(nowhere.status, 1);
    EXPECT_THAT(nowhere.err, HasSubstr("no folder can be made in '/nowhere'"));
}

TEST(Emulator, RefusesAPortThatIsTakenAndNamesTheCause) {
    const EmulatedDevice first;
    const std::string port = first.address().substr(first.address().rfind(':') + 1);
    const auto second = system::run_child({{BT_EMULATOR, "--port", port}});
    EXPECT_EQ(second.status, 1);
    EXPECT_THAT(second.err, HasSubstr("cannot listen on port " + port + " of 127.0.0.1: Address already in use"));
}

TEST(Emulator, RefusesAnUnknownFaultWithASuggestion) {
    const auto result = system::run_child({{BT_EMULATOR, "--fault", "stal"}});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("did you mean 'stall'?"));
}

}  // namespace
}  // namespace bt::tests
