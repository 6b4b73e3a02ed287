// The agent gets onto a device once, is replaced when it changes, and what cannot run there is said to be so.

#include "bt/device/deploy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "bt/core/version.hpp"
#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace bt::tests {
namespace {

using device::AgentPlaces;
using device::Deployment;
using device::Device;
using device::Failure;
using device::Fault;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Deployed : public ::testing::Test {
protected:
    std::unique_ptr<Device> local() const { return device::local_device(DeviceId("local"), folder / "work"); }

    // Only what a test puts there is offered.
    AgentPlaces places() const { return {folder / "bin/runner", {}, folder / "builds"}; }
    void offer(const fs::path& program, const std::string& name = "bin/bt-agent") const {
        fs::create_directories((folder / name).parent_path());
        fs::copy_file(program, folder / name, fs::copy_options::overwrite_existing);
    }

    template <class Action>
    static Failure failure_of(Action action) {
        try {
            action();
        } catch (const Failure& failure) {
            EXPECT_FALSE(failure.advice().empty()) << failure.failed();
            return failure;
        }
        ADD_FAILURE() << "nothing failed";
        return {Fault::lost, "", ""};
    }

    test::TemporaryFolder folder;
};

TEST_F(Deployed, GoesThereOnceAndAnswers) {
    offer(BT_AGENT);
    const auto device = local();
    const Deployment first = deploy(*device, places());
    EXPECT_TRUE(first.pushed);
    EXPECT_EQ(first.agent, (folder / "work/bt-agent").string());
    EXPECT_THAT(first.version, ::testing::StartsWith(std::string(version())));
    EXPECT_FALSE(deploy(*device, places()).pushed) << "the same content is not sent again";
    const format::AgentInfo info = ask_agent(*device, first);
    EXPECT_FALSE(info.pus.empty());
    EXPECT_EQ(info.version, version());
}

TEST_F(Deployed, IsReplacedWhenItIsNotTheSameAnyMore) {
    offer(BT_AGENT);
    const auto device = local();
    deploy(*device, places());
    test::write_text(folder / "work/bt-agent", "something else");
    EXPECT_TRUE(deploy(*device, places()).pushed);
    EXPECT_TRUE(deploy(*device, places()).version.size() > 0);
    for (const auto& entry : fs::directory_iterator(folder / "work")) {
        EXPECT_EQ(entry.path().filename(), "bt-agent") << "nothing else is left there";
    }
}

TEST_F(Deployed, SaysWhichVersionIsWrongAndHowToBuildItAnew) {
    offer(BT_OLD_AGENT);
    const Failure failure = failure_of([&] { deploy(*local(), places()); });
    EXPECT_EQ(failure.fault(), Fault::unsuitable);
    EXPECT_THAT(failure.failed(), HasSubstr("0.0.1"));
    EXPECT_THAT(failure.advice(), HasSubstr("build"));
}

TEST_F(Deployed, TriesTheNextWhereOneDoesNotRunAndDoesNotTryThatOneAgain) {
    offer("/bin/true");
    const std::string machine = local()->execute({{"uname", "-m"}}).out;
    const std::string kind = "linux-" + (machine == "aarch64\n" ? "arm64" : machine.substr(0, machine.size() - 1));
    offer(BT_AGENT, "builds/" + kind + "-static/bin/bt-agent");
    const auto device = local();
    const Deployment first = deploy(*device, places());
    EXPECT_TRUE(first.pushed);
    EXPECT_THAT(first.notes, ::testing::Contains(HasSubstr("no Vulkan")));
    EXPECT_FALSE(deploy(*device, places()).pushed);
    fs::remove(folder / ("builds/" + kind + "-static/bin/bt-agent"));
    EXPECT_EQ(failure_of([&] { deploy(*device, places()); }).fault(), Fault::unsuitable);
}

TEST_F(Deployed, NamesTheMachineForWhichThereIsNone) {
    const Failure failure = failure_of([&] { deploy(*local(), places()); });
    EXPECT_EQ(failure.fault(), Fault::program_missing);
    EXPECT_THAT(failure.failed(), HasSubstr("linux-"));
}

TEST_F(Deployed, GoesAwayWithEverythingItMade) {
    offer(BT_AGENT);
    const auto device = local();
    EXPECT_EQ(remove_deployed(*device), std::nullopt) << "nothing is there yet";
    deploy(*device, places());
    EXPECT_GT(remove_deployed(*device).value_or(0), 0);
    EXPECT_FALSE(fs::exists(folder / "work"));
}

class DeployedOverAdb : public Deployed {
protected:
    void SetUp() override {
        if (!adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
        server.emplace();
        server->use_here();
        offer(BT_AGENT);
    }
    std::unique_ptr<Device> open(const EmulatedDevice& emulated) {
        server->connect(emulated);
        return device::adb_device(DeviceId(emulated.address()), emulated.address(),
                                  device::local_device(DeviceId("here"), "/"));
    }
    std::optional<AdbServer> server;
};

TEST_F(DeployedOverAdb, GoesThereOnceAnswersAndGoesAway) {
    EmulatedDevice emulated;
    const auto phone = open(emulated);
    const Deployment first = deploy(*phone, places());
    EXPECT_TRUE(first.pushed);
    EXPECT_EQ(first.architecture.system, "android");
    EXPECT_FALSE(deploy(*phone, places()).pushed);
    EXPECT_FALSE(ask_agent(*phone, first).pus.empty());
    EXPECT_TRUE(remove_deployed(*phone).has_value());
    EXPECT_FALSE(phone->execute({{"test", "-e", "/data/local/tmp/better-together"}, {}, "/"}).succeeded());
}

TEST_F(DeployedOverAdb, EveryWayInWhichItCannotGetThereIsItsOwnError) {
    EmulatedDevice full({"--fault", "full"});
    EXPECT_EQ(failure_of([&] { deploy(*open(full), places()); }).fault(), Fault::full);
    EmulatedDevice lossy({"--fault", "short-push"});
    EXPECT_EQ(failure_of([&] { deploy(*open(lossy), places()); }).fault(), Fault::garbled);
    EmulatedDevice noexec({"--fault", "noexec"});
    EXPECT_EQ(failure_of([&] { deploy(*open(noexec), places()); }).fault(), Fault::not_executable);
}

TEST_F(DeployedOverAdb, AnArm64PhoneGetsTheArm64Agent) {
    EmulatedDevice phone({"--abi", "arm64-v8a"});
    const Failure failure = failure_of([&] { deploy(*open(phone), places()); });
    EXPECT_EQ(failure.fault(), Fault::program_missing) << "this machine's agent is none for it";
    EXPECT_THAT(failure.advice(), HasSubstr("scripts/agents"));
    if (::access(BT_ARM64_AGENT, X_OK) != 0) GTEST_SKIP() << "not built (scripts/agents): " << BT_ARM64_AGENT;
    offer(BT_ARM64_AGENT, "builds/linux-arm64-static/bin/bt-agent");
    const auto device = open(phone);
    EXPECT_EQ(ask_agent(*device, deploy(*device, places())).machine, "aarch64");
}

class DeployedOverSsh : public Deployed {
protected:
    void SetUp() override {
        if (!Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
        offer(BT_AGENT);
    }
};

TEST_F(DeployedOverSsh, GoesThereOnceAnswersAndGoesAway) {
    Sshd sshd;
    const auto board = device::ssh_device(DeviceId("board"), sshd.host());
    const Deployment first = deploy(*board, places());
    EXPECT_TRUE(first.pushed);
    EXPECT_EQ(first.agent, (sshd.home() / ".cache/better-together/bt-agent").string());
    EXPECT_FALSE(deploy(*board, places()).pushed);
    EXPECT_FALSE(ask_agent(*board, first).pus.empty());
    EXPECT_TRUE(remove_deployed(*board).has_value());
    EXPECT_FALSE(fs::exists(sshd.home() / ".cache/better-together"));
}

TEST_F(DeployedOverSsh, APhoneThatHangsOnAnotherHostGetsItThroughThatHost) {
    if (!adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    AdbServer server;
    server.use_here();  // the sshd below hands its port on
    EmulatedDevice emulated;
    server.connect(emulated);
    Sshd sshd;
    const auto phone = device::adb_device(DeviceId("phone"), emulated.address(),
                                          device::ssh_device(DeviceId("rack"), sshd.host()), device::AdbAt::another);
    const Deployment first = deploy(*phone, places());
    EXPECT_TRUE(first.pushed);
    EXPECT_FALSE(ask_agent(*phone, first).pus.empty());
    EXPECT_EQ(phone->execute({{"sh", "-c", "exit 7"}}).status, 7);
    phone->pull("bt-agent", folder / "back");
    EXPECT_EQ(fs::file_size(folder / "back"), fs::file_size(BT_AGENT));
    EXPECT_TRUE(fs::is_empty(sshd.home() / ".cache/better-together")) << "nothing stays on the host between";
}

}  // namespace
}  // namespace bt::tests
