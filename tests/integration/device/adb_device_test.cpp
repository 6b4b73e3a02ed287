// Our adb transport over the real adb against bt-emulator.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace bt::tests {
namespace {

using device::Device;
using device::Failure;
using device::Fault;
using device::Outcome;

class AdbTransport : public ::testing::Test {
protected:
    void SetUp() override {
        if (!adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
        server.emplace();
        server->use_here();
    }

    std::unique_ptr<Device> open(const EmulatedDevice& emulated) {
        server->connect(emulated);
        const DeviceId id(emulated.address());
        return device::adb_device(id, emulated.address(), device::local_device(id, folder / "local"));
    }

    template <class Action>
    static Fault fault_of(Action action) {
        try {
            action();
        } catch (const Failure& failure) {
            EXPECT_FALSE(failure.advice().empty()) << failure.failed() << " says nothing to do";
            return failure.fault();
        }
        ADD_FAILURE() << "nothing failed";
        return Fault::garbled;
    }

    std::optional<AdbServer> server;
    test::TemporaryFolder folder;
};

TEST_F(AdbTransport, RunsAProgramWithEveryByteOfItsWordsIntact) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    std::string all;
    for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
    const Outcome outcome = phone->execute({{"printf", "%s", all}});
    EXPECT_EQ(outcome.out, all);
    EXPECT_EQ(outcome.status, 0);
}

TEST_F(AdbTransport, KeepsExitCodeStreamsAndSignalsApart) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    const Outcome outcome = phone->execute({{"sh", "-c", "echo out; echo err >&2; exit 9"}});
    EXPECT_EQ(outcome.status, 9);
    EXPECT_EQ(outcome.out, "out\n");
    EXPECT_EQ(outcome.err, "err\n");
    EXPECT_EQ(phone->execute({{"sh", "-c", "kill -SEGV $$"}}).end, device::End::signalled);
}

TEST_F(AdbTransport, AnOldDeviceWithoutExitCodesStillTellsThem) {
    EmulatedDevice emulated({"--fault", "no-exit-code"});
    EXPECT_EQ(open(emulated)->execute({{"sh", "-c", "exit 9"}}).status, 9);
}

TEST_F(AdbTransport, PassesLinesOnAsTheyCome) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    std::vector<std::string> lines;
    device::ExecuteOptions options;
    options.on_out_line = [&](std::string_view line) { lines.emplace_back(line); };
    EXPECT_EQ(phone->execute({{"sh", "-c", "echo 1; echo; echo 2"}}, options).status, 0);
    EXPECT_EQ(lines, (std::vector<std::string>{"1", "", "2"}));
}

TEST_F(AdbTransport, PushesAndPullsAndNoticesWhatDidNotArrive) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    test::write_text(folder / "a", std::string(200000, 'x'));
    phone->push(folder / "a", "deep/b");
    phone->pull("deep/b", folder / "c");
    EXPECT_EQ(std::filesystem::file_size(folder / "c"), 200000U);

    EmulatedDevice lossy({"--fault", "short-push"});
    EXPECT_EQ(fault_of([&] { open(lossy)->push(folder / "a", "b"); }), Fault::garbled);
    EmulatedDevice full({"--fault", "full"});
    EXPECT_EQ(fault_of([&] { open(full)->push(folder / "a", "b"); }), Fault::full);
}

TEST_F(AdbTransport, ReachesAPortOfTheHostAndGivesItBack) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    {
        const auto reverse = phone->reach_host_port(4321);
        EXPECT_NE(reverse->port(), 0);
        EXPECT_THAT(server->on(emulated, {"reverse", "--list"}).out,
                    ::testing::HasSubstr("tcp:" + std::to_string(reverse->port()) + " tcp:4321"));
    }
    EXPECT_THAT(server->on(emulated, {"reverse", "--list"}).out, ::testing::Not(::testing::HasSubstr("4321")));
}

TEST_F(AdbTransport, EveryStateOfADeviceIsItsOwnError) {
    EmulatedDevice unauthorized({"--fault", "unauthorized"});
    EXPECT_EQ(fault_of([&] { open(unauthorized)->execute({{"true"}}); }), Fault::unauthorized);
    EmulatedDevice gone;
    const auto phone = open(gone);
    gone.end_stdin();
    gone.wait();
    EXPECT_THAT(fault_of([&] { phone->execute({{"true"}}); }), ::testing::AnyOf(Fault::absent, Fault::offline));
    const DeviceId id("nobody");
    const auto nobody = device::adb_device(id, "nobody", device::local_device(id, folder / "local"));
    EXPECT_EQ(fault_of([&] { nobody->execute({{"true"}}); }), Fault::absent);
}

TEST_F(AdbTransport, APulledCableInTheMiddleIsALostDevice) {
    for (const char* fault : {"drop-mid-command", "garbage"}) {
        EmulatedDevice emulated({"--fault", fault});
        const auto phone = open(emulated);
        EXPECT_THAT(fault_of([&] {
                        phone->execute({{"echo", "x"}});
                    }),
                    ::testing::AnyOf(Fault::lost, Fault::absent, Fault::offline))
            << fault;
    }
}

TEST_F(AdbTransport, AStalledDeviceEndsAtTheDeadline) {
    EmulatedDevice emulated({"--fault", "stall"});
    const auto phone = open(emulated);
    EXPECT_EQ(fault_of([&] { phone->execute({{"true"}}, {.deadline = std::chrono::milliseconds(300)}); }),
              Fault::timed_out);
}

// A program that waits in a fifo which nobody writes; a marker tells when it is there, the fifo's reader when it is
// not.
TEST_F(AdbTransport, CancellingEndsTheProgramOnTheDeviceToo) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    system::Cancellation stop;
    device::ExecuteOptions options;
    std::string pid;
    options.on_out_line = [&](std::string_view line) {
        pid = line;
        stop.request();
    };
    options.cancel = {&stop};
    EXPECT_EQ(phone->execute({{"sh", "-c", "echo $$; exec sleep 300"}}, options).end, device::End::cancelled);
    // It ends a moment after we have gone; the loop asks the device until it has, within the deadline of the test.
    while (phone->execute({{"test", "-d", "/proc/" + pid}}).succeeded()) std::this_thread::yield();
}

}  // namespace
}  // namespace bt::tests
