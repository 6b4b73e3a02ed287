// What `runner devices` knows of devices, over the real adb and a real sshd.

#include "bt/device/standing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace bt::tests {
namespace {

using device::Registry;
using device::Standing;

class Standings : public ::testing::Test {
protected:
    void SetUp() override {
        if (!adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
        server.emplace();
        server->use_here();
    }
    Registry registry() const { return Registry({files, {}, folder / "cache", folder / "ssh_config"}); }
    void write_file(const std::string& id, const std::string& rest) {
        test::write_text(folder / (id + ".json"), R"({"kind":"device","version":1,"id":")" + id + "\"," + rest + "}");
        files.push_back(folder / (id + ".json"));
    }
    // Patient: this machine may be busy.
    std::string state_of(const std::string& id,
                         const device::LookOptions& options = {.patience = std::chrono::seconds(20)}) {
        for (const Standing& each : look_at_all(registry(), options).devices) {
            if (each.entry.device.id.str() == id) return each.state;
        }
        return "not listed";
    }

    std::optional<AdbServer> server;
    test::TemporaryFolder folder;
    std::vector<std::filesystem::path> files;
};

TEST_F(Standings, APhoneThatNobodyWroteDownIsListedToo) {
    EmulatedDevice phone;
    server->connect(phone);
    EXPECT_EQ(state_of(phone.address()), "ready");
}

TEST_F(Standings, APhoneWithAFileIsListedOnceUnderItsOwnName) {
    EmulatedDevice phone;
    server->connect(phone);
    write_file("desk", R"("transport":"adb","address":")" + phone.address() + "\"");
    EXPECT_EQ(state_of("desk"), "ready");
    EXPECT_EQ(state_of(phone.address()), "not listed");
}

TEST_F(Standings, EveryStateIsTold) {
    write_file("away", R"("transport":"adb")");
    EmulatedDevice unauthorized({"--fault", "unauthorized"});
    EmulatedDevice offline({"--fault", "offline"});
    server->connect(unauthorized);
    server->connect(offline);
    EXPECT_EQ(state_of("away"), "absent");
    EXPECT_EQ(state_of(unauthorized.address()), "unauthorized");
    EXPECT_EQ(state_of(offline.address()), "offline");
}

TEST_F(Standings, ADeviceThatNeverAnswersCostsOnlyThePatienceAndTheOthersAreTold) {
    EmulatedDevice dead({"--fault", "stall"});
    EmulatedDevice alive;
    server->connect(dead);
    server->connect(alive);
    const auto all = look_at_all(registry(), {.patience = std::chrono::seconds(3)}).devices;
    ASSERT_EQ(all.size(), 2U);
    for (const Standing& each : all) {
        EXPECT_EQ(each.state, each.entry.device.id.str() == alive.address() ? "ready" : "no answer");
    }
}

TEST_F(Standings, LookingLeavesNothingOnTheDevice) {
    EmulatedDevice phone;
    server->connect(phone);
    EXPECT_EQ(state_of(phone.address()), "ready");
    EXPECT_NE(server->on(phone, {"shell", "ls -d /data/local/tmp/better-together"}).status, 0);
}

TEST_F(Standings, HostsBehindSshAreReadyRefuseOrCannotBeReached) {
    if (!Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    write_file("board", R"("transport":"ssh")");
    const device::LookOptions patient{.patience = std::chrono::seconds(20)};
    {
        Sshd sshd;
        EXPECT_EQ(state_of("board", patient), "ready");
    }
    {
        Sshd refusing(Sshd::Key::refused);
        EXPECT_EQ(state_of("board", patient), "refused");
    }
    Sshd gone;
    gone.stop();
    EXPECT_EQ(state_of("board", patient), "unreachable");
}

TEST_F(Standings, HostsOfTheSshConfigurationAreListedOnlyWhereSomebodyAsksForThem) {
    if (!Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    Sshd sshd;
    test::write_text(folder / "ssh_config", "Host board\n");
    EXPECT_EQ(state_of("board"), "not listed");
    EXPECT_EQ(state_of("board", {.patience = std::chrono::seconds(20), .ssh_hosts = true}), "ready");
}

TEST_F(Standings, PhonesOfAnotherMachineAreListedWhereItIsNamed) {
    if (!Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    EmulatedDevice phone;
    server->connect(phone);
    Sshd sshd;
    write_file("rack-phone", R"("transport":"adb","adb_host":"board","address":")" + phone.address() + "\"");
    EXPECT_EQ(state_of("rack-phone"), "ready");
}

}  // namespace
}  // namespace bt::tests
