// Our ssh transport over OpenSSH's programs against a real sshd on loopback.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"
#include "integration/device/sshd.hpp"

namespace bt::tests {
namespace {

using device::Failure;
using device::Fault;

class SshTransport : public ::testing::Test {
protected:
    void SetUp() override {
        if (!Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
        home = std::filesystem::path(getenv("HOME") ? getenv("HOME") : "/") / ".cache/better-together";
    }

    template <class Action>
    static Fault fault_of(Action action) {
        try {
            action();
        } catch (const Failure& failure) {
            return failure.fault();
        }
        ADD_FAILURE() << "nothing failed";
        return Fault::garbled;
    }

    std::filesystem::path home;
    test::TemporaryFolder folder;
};

TEST_F(SshTransport, RunsAProgramWithEveryByteOfItsWordsIntact) {
    Sshd sshd;
    const auto board = device::ssh_device(DeviceId("board"), sshd.host());
    std::string all;
    for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
    EXPECT_EQ(board->execute({{"printf", "%s", all}, {}, "/tmp"}).out, all);
    const auto outcome = board->execute({{"sh", "-c", "echo out; echo err >&2; exit 255"}, {}, "/tmp"});
    EXPECT_EQ(outcome.status, 255) << "the program's own 255 is not ssh's";
    EXPECT_EQ(outcome.out, "out\n");
    EXPECT_EQ(outcome.err, "err\n");
}

TEST_F(SshTransport, CopiesFilesBothWays) {
    Sshd sshd;
    const auto board = device::ssh_device(DeviceId("board"), sshd.host());
    test::write_text(folder / "a", "text");
    board->push(folder / "a", (folder / "there/b").string());
    board->pull((folder / "there/b").string(), folder / "c");
    EXPECT_EQ(std::filesystem::file_size(folder / "c"), 4U);
    EXPECT_EQ(fault_of([&] { board->pull((folder / "absent").string(), folder / "d"); }), Fault::program_missing);
}

TEST_F(SshTransport, ReachesAPortOfTheHost) {
    Sshd sshd;
    const auto board = device::ssh_device(DeviceId("board"), sshd.host());
    const auto reverse = board->reach_host_port(9);
    EXPECT_NE(reverse->port(), 0);
}

TEST_F(SshTransport, ARefusedKeyAChangedHostAndAnAbsentHostAreTheirOwnErrors) {
    {
        Sshd refusing(Sshd::Key::refused);
        EXPECT_EQ(fault_of([&] { device::ssh_device(DeviceId("board"), refusing.host())->execute({{"true"}}); }),
                  Fault::refused);
    }
    Sshd sshd;
    sshd.change_host_key_known();
    EXPECT_EQ(fault_of([&] { device::ssh_device(DeviceId("board"), sshd.host())->execute({{"true"}}); }),
              Fault::host_key);
    sshd.stop();
    EXPECT_EQ(fault_of([&] { device::ssh_device(DeviceId("board"), sshd.host())->execute({{"true"}}); }),
              Fault::unreachable);
}

TEST_F(SshTransport, ACommandThatIsEndedTooEarlyLeavesNoConnectionBehind) {
    Sshd sshd;
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    const char* before = getenv("XDG_RUNTIME_DIR");
    const std::optional<std::string> kept = before ? std::optional<std::string>(before) : std::nullopt;
    setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
    {
        const auto board = device::ssh_device(DeviceId("board"), sshd.host());
        EXPECT_EQ(fault_of([&] {
                      board->execute({{"sleep", "300"}, {}, "/tmp"}, {.deadline = std::chrono::seconds(2)});
                  }),
                  Fault::timed_out);
    }
    // The connection's own process ends by itself, a moment after it is told.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!std::filesystem::is_empty(folder / "better-together") && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder / "better-together"));
    kept ? setenv("XDG_RUNTIME_DIR", kept->c_str(), 1) : unsetenv("XDG_RUNTIME_DIR");
}

TEST_F(SshTransport, CancellingEndsTheProgramThereToo) {
    Sshd sshd;
    const auto board = device::ssh_device(DeviceId("board"), sshd.host());
    system::Cancellation stop;
    device::ExecuteOptions options;
    std::string pid;
    options.on_out_line = [&](std::string_view line) {
        pid = line;
        stop.request();
    };
    options.cancel = {&stop};
    EXPECT_EQ(board->execute({{"sh", "-c", "echo $$; exec sleep 300"}, {}, "/tmp"}, options).end,
              device::End::cancelled);
    while (std::filesystem::exists("/proc/" + pid)) std::this_thread::yield();
}

}  // namespace
}  // namespace bt::tests
