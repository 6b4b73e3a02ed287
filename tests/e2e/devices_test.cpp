// runner devices and runner doctor as a person types them, on this machine, on a phone that bt-emulator plays for the
// real adb, and on a board behind a real sshd.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "bt/system/file_reader.hpp"
#include "e2e/own_places.hpp"
#include "e2e/runner_program.hpp"
#include "e2e/started_runner.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::devices_test {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::EmulatedDevice;
namespace fs = std::filesystem;

// Everything of the person's own lies in a folder of the test: home, store, locks, sockets.
class Devices : public ::testing::Test {
protected:
    void SetUp() override {
        take_own_places(folder.path(), store);
        if (!tests::adb_is_here()) return;
        server.emplace();  // a runner that finds none would start one, and leave it behind
        server->use_here();
        setenv("HOME", (folder / "home").c_str(), 1);  // not the home of the adb server, which use_here() gave
    }

    // A phone that the real adb sees.
    std::string connect(const EmulatedDevice& phone) {
        server->connect(phone);
        return phone.address();
    }

    // Devices get an agent that hangs as soon as it is asked something.
    void use_hanging_agent() const {
        utsname machine{};
        uname(&machine);
        const std::string name = machine.machine;
        const fs::path there = folder / "agents" / ("linux-" + (name == "aarch64" ? "arm64" : name)) / "bin/bt-agent";
        fs::create_directories(there.parent_path());
        fs::copy_file(BT_HANGING_AGENT, there);
        setenv("BT_AGENTS", (folder / "agents").c_str(), 1);
    }

    test::TemporaryFolder folder;
    fs::path store = folder / "store";
    std::optional<tests::AdbServer> server;
};

TEST_F(Devices, AreListedWithTheirStateAndPus) {
    const auto listed = runner({"devices", "--wait", "30"});
    EXPECT_EQ(listed.status, 0) << listed.err;
    EXPECT_THAT(listed.out, HasSubstr("DEVICE"));
    EXPECT_THAT(listed.out, HasSubstr("little=0-3,medium=4-5,big=6-7,vulkan")) << "known phones come with the program";
    EXPECT_THAT(listed.out, HasSubstr("local           local      ready"));
}

TEST_F(Devices, ThatAdbSeesAreListedForProgramsToo) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice phone;
    const EmulatedDevice locked({"--fault", "unauthorized"});
    connect(phone);
    connect(locked);
    const auto listed = runner({"devices", "--json", "--wait", "30"});
    EXPECT_EQ(listed.status, 0) << listed.err;
    EXPECT_THAT(listed.out, HasSubstr("\"id\": \"" + phone.address() + "\""));
    EXPECT_THAT(listed.out, HasSubstr("\"state\": \"unauthorized\""));
    EXPECT_THAT(listed.out, HasSubstr("unlock its screen"));
}

TEST_F(Devices, DescribeThemselves) {
    const auto described = runner({"devices", "describe", "local"});
    EXPECT_EQ(described.status, 0) << described.err;
    EXPECT_THAT(described.out, HasSubstr("pushed now"));
    EXPECT_THAT(described.out, HasSubstr("PU "));
    EXPECT_THAT(runner({"devices", "describe", "local"}).out, Not(HasSubstr("pushed now")));
}

TEST_F(Devices, ThatAreEmulatedDescribeTheirModel) {
    const auto described = runner({"devices", "describe", "emulated:quad", "--json"});
    EXPECT_EQ(described.status, 0) << described.err;
    EXPECT_THAT(described.out, HasSubstr("\"id\": \"emulated-quad\""));
    EXPECT_THAT(described.out, HasSubstr("\"clock\": \"virtual\""));
    EXPECT_THAT(described.out, HasSubstr("\"medium\""));
}

TEST_F(Devices, AreWrittenDownOnceAndReplacedOnRequest) {
    const auto tried = runner({"devices", "add", "local", "--dry-run"});
    EXPECT_EQ(tried.status, 0) << tried.err;
    EXPECT_THAT(tried.out, HasSubstr("\"kind\": \"device\""));
    EXPECT_FALSE(fs::exists(store)) << "a dry run writes nothing";
    EXPECT_EQ(runner({"devices", "add", "local"}).status, 0);
    EXPECT_TRUE(fs::exists(store / "devices/local.json"));
    const auto again = runner({"devices", "add", "local"});
    EXPECT_EQ(again.status, 2);
    EXPECT_THAT(again.err, HasSubstr("--replace"));
    EXPECT_EQ(again.out, "");
    EXPECT_EQ(runner({"devices", "add", "local", "--replace", "--default"}).status, 0);
    EXPECT_THAT(runner({"devices", "--json"}).out, HasSubstr("\"default\": true"));
}

TEST_F(Devices, APhoneIsWrittenDownUnderAFileNameThatEverySystemTakes) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice phone;
    const std::string id = connect(phone);
    const auto added = runner({"devices", "add", id});
    EXPECT_EQ(added.status, 0) << added.err;
    std::string name = id;
    name.replace(name.find(':'), 1, "%3A");
    EXPECT_TRUE(fs::exists(store / "devices" / (name + ".json"))) << added.err;
}

TEST_F(Devices, GiveBackWhatWasBroughtToThem) {
    runner({"devices", "describe", "local"});
    EXPECT_TRUE(fs::exists(folder / "home/.cache/better-together/local/bt-agent"));
    const auto tried = runner({"devices", "clean", "local", "--dry-run"});
    EXPECT_THAT(tried.out, HasSubstr("KiB"));
    EXPECT_TRUE(fs::exists(folder / "home/.cache/better-together/local/bt-agent"));
    EXPECT_EQ(runner({"devices", "clean", "local"}).status, 0);
    EXPECT_FALSE(fs::exists(folder / "home/.cache/better-together/local"));
    EXPECT_THAT(runner({"devices", "clean", "local"}).out, HasSubstr("nothing there"));
}

TEST_F(Devices, AreAllCleanedWhereNoneIsNamedModelsWithoutAFileToo) {
    const fs::path cache = folder / "home/.cache/better-together";
    const fs::path model = folder / "mine.json";
    fs::copy_file(fs::path(BT_SOCS) / "board.json", model);
    for (const std::string& id :
         {std::string("emulated:quad"), std::string("emulated:pc"), "emulated:" + model.string()}) {
        ASSERT_EQ(runner({"devices", "describe", id}).status, 0) << id;
    }
    ASSERT_TRUE(fs::exists(cache / "emulated-board/bt-agent"));
    fs::remove(model);
    const auto tried = runner({"devices", "clean", "--dry-run"});
    EXPECT_THAT(tried.out, HasSubstr("emulated-pc"));
    EXPECT_TRUE(fs::exists(cache / "emulated-pc"));
    const auto cleaned = runner({"devices", "clean"});
    EXPECT_EQ(cleaned.status, 0) << cleaned.err;
    for (const char* id : {"emulated-quad", "emulated-pc", "emulated-board"}) {
        EXPECT_THAT(cleaned.out, HasSubstr((cache / id).string())) << "what was done is listed";
    }
    EXPECT_TRUE(fs::is_empty(cache));
    EXPECT_THAT(runner({"devices", "clean"}).out, HasSubstr("nothing there"));
}

// Nobody may believe that a machine without phones is one that could not be asked.
TEST_F(Devices, OfAHostWhoseAdbCannotBeAskedAreMissedAloud) {
    const std::string host = "nobody@no-such-host.invalid";
    const auto listed = runner({"devices", "--adb-host", host, "--json"});
    EXPECT_EQ(listed.status, 3);
    EXPECT_THAT(listed.err, HasSubstr(host));
    EXPECT_THAT(listed.out, HasSubstr("\"complete\": false"));
    EXPECT_THAT(listed.out, HasSubstr("\"id\": \"local\"")) << "what can be seen is shown";
    EXPECT_EQ(runner({"devices", "clean", "--adb-host", host}).status, 3);
    const auto measured = runner({"benchmark", "--app", "tree", "--adb-host", host});
    EXPECT_EQ(measured.status, 3);
    EXPECT_THAT(measured.err, HasSubstr(host));
    EXPECT_FALSE(fs::exists(store));
}

TEST_F(Devices, ThatNobodyKnowsAreADeviceErrorWithASuggestion) {
    for (const char* action : {"describe", "add", "clean"}) {
        const auto result = runner({"devices", action, "lcoal"});
        EXPECT_EQ(result.status, 3) << action;
        EXPECT_EQ(result.out, "") << action;
        EXPECT_THAT(result.err, HasSubstr("did you mean 'local'?")) << action;
    }
}

TEST_F(Devices, WithoutAModelAreADeviceErrorAndOneThatIsNotWholeADataError) {
    const auto missing = runner({"devices", "describe", "emulated:/nowhere/mine.json"});
    EXPECT_EQ(missing.status, 3);
    EXPECT_THAT(missing.err, HasSubstr("no SoC model '/nowhere/mine.json'"));
    test::write_text(folder / "torn.json", "{");
    const auto torn = runner({"devices", "describe", "emulated:" + (folder / "torn.json").string()});
    EXPECT_EQ(torn.status, 4);
    EXPECT_THAT(torn.err, HasSubstr("torn.json:1:2: expected"));
}

// The agent's error is a line and an advice: so is what is said of it here, not one text wrapped into another.
TEST_F(Devices, WhoseAgentRefusesAreSpokenForByItsOwnWords) {
    const auto refused = runner({"benchmark", "--device", "emulated", "--app", "tree", "--backend", "cu"});
    EXPECT_EQ(refused.status, 3);
    EXPECT_EQ(refused.err,
              "error: bt-agent on 'emulated': --backend cu: the SoC model 'quad' has no cuda\n"
              "  it has little=0-3,medium=4-5,big=6-7,vulkan\n");
}

TEST_F(Devices, TakeActionsByTheirNames) {
    const auto mistyped = runner({"devices", "descrbe", "local"});
    EXPECT_EQ(mistyped.status, 2);
    EXPECT_THAT(mistyped.err, HasSubstr("describe"));
    EXPECT_EQ(runner({"devices", "describe"}).status, 2);
    EXPECT_EQ(runner({"devices", "--wait", "soon"}).status, 2);
}

TEST_F(Devices, AreKnownToTheCompletionOfShells) {
    const auto bash = runner({"completion", "bash"});
    EXPECT_THAT(bash.out, HasSubstr("devices) COMPREPLY"));
    EXPECT_THAT(bash.out, HasSubstr("list describe add clean"));
    EXPECT_THAT(bash.out, HasSubstr("doctor) COMPREPLY"));
}

using Doctor = Devices;

TEST_F(Doctor, FindsNothingThatStopsTheWorkOnThisMachine) {
    const auto looked = runner({"doctor", "--device", "local"});
    EXPECT_EQ(looked.status, 0) << looked.out << looked.err;
    for (const char* check : {"free space", "executable folder", "agent", "cores pinnable", "GPU", "governor",
                              "temperature", "power", "clock source", "load"}) {
        EXPECT_THAT(looked.out, HasSubstr(check));
    }
}

TEST_F(Doctor, LooksAtThisMachineWhereNoDeviceIsNamed) {
    const auto looked = runner({"doctor", "--json"});
    EXPECT_THAT(looked.out, HasSubstr("\"host\""));
    for (const char* check : {"gnuplot", "z3", "ssh", "adb", "store"}) {
        EXPECT_THAT(looked.out, HasSubstr("\"check\": \"" + std::string(check) + "\""));
    }
    EXPECT_THAT(looked.out, HasSubstr("\"id\": \"local\""));
}

TEST_F(Doctor, SaysOfAPhoneWhatStopsTheWorkAndWhatMendsIt) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice noexec({"--fault", "noexec"});
    const auto looked = runner({"doctor", "--device", connect(noexec)});
    EXPECT_EQ(looked.status, 3);
    EXPECT_THAT(looked.out, HasSubstr("FAIL    executable folder"));
    EXPECT_THAT(looked.out, HasSubstr("-> mount it without noexec"));

    const EmulatedDevice locked({"--fault", "unauthorized"});
    const auto refused = runner({"doctor", "--device", connect(locked), "--json"});
    EXPECT_EQ(refused.status, 3);
    EXPECT_THAT(refused.out, HasSubstr(R"("check": "key accepted", "result": "fail")"));
    EXPECT_THAT(refused.out, HasSubstr(R"("check": "load", "result": "unknown")"))
        << "what cannot be looked at says so";
}

// Its cores are not this machine's, and in virtual time nobody asks for them.
TEST_F(Doctor, AsksForNoCoresOfAModelThatStandsBehindAdb) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice phone({"--soc", "quad"});
    const auto looked = runner({"doctor", "--device", connect(phone)});
    EXPECT_EQ(looked.status, 0) << looked.out << looked.err;
    EXPECT_THAT(looked.out, HasSubstr("cores pinnable     not looked at: in virtual time nothing is pinned"));
    EXPECT_THAT(looked.out, HasSubstr("vulkan of the SoC model 'quad'")) << "its GPU is a part of the model";
}

TEST_F(Doctor, LooksAtABoardBehindSsh) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    test::write_text(store / "devices/board.json", R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    {
        const tests::Sshd sshd;
        const auto looked = runner({"doctor", "--device", "board"});
        EXPECT_EQ(looked.status, 0) << looked.out << looked.err;
        EXPECT_THAT(looked.out, HasSubstr("ok      key accepted without a password"));
    }
    const tests::Sshd refusing(tests::Sshd::Key::refused);
    const auto refused = runner({"doctor", "--device", "board"});
    EXPECT_EQ(refused.status, 3);
    EXPECT_THAT(refused.out, HasSubstr("-> ssh-copy-id board"));
}

// What hangs on the device writes its process id into its working folder, somewhere below `where`.
class Interrupted : public Devices {
protected:
    static pid_t hanging_below(const fs::path& where) {
        for (;; std::this_thread::yield()) {
            std::error_code error;
            for (auto at = fs::recursive_directory_iterator(where, error); !error && at != fs::end(at);
                 at.increment(error)) {
                if (at->path().filename() != "hanging") continue;
                std::ifstream file(at->path());
                pid_t pid = 0;
                file >> pid;
                return pid;
            }
        }
    }

    // Ctrl-C while the agent hangs: the runner ends with 130 (SIGTERM: 143), and the agent is gone.
    static void interrupt(const std::vector<std::string>& arguments, const fs::path& where, int signal) {
        StartedRunner started(arguments);
        const pid_t agent = hanging_below(where);
        EXPECT_TRUE(lives(agent));
        started.send(signal);
        EXPECT_EQ(started.wait(), signal == SIGINT ? 130 : 143);
        while (lives(agent)) std::this_thread::yield();
    }
};

TEST_F(Interrupted, OnThisMachineNothingGoesOn) {
    use_hanging_agent();
    const fs::path where = folder / "home/.cache";
    interrupt({"devices", "describe", "local"}, where, SIGINT);
    fs::remove(where / "better-together/local/hanging");
    interrupt({"devices", "add", "local"}, where, SIGTERM);
    EXPECT_FALSE(fs::exists(store)) << "nothing is written down";
    fs::remove(where / "better-together/local/hanging");
    interrupt({"doctor", "--device", "local"}, where, SIGINT);
}

TEST_F(Interrupted, OnAPhoneNothingGoesOn) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    use_hanging_agent();
    const EmulatedDevice phone({"--root", (folder / "phone").string()});
    interrupt({"devices", "describe", connect(phone)}, folder / "phone", SIGINT);
}

TEST_F(Interrupted, OnABoardBehindSshNothingGoesOn) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    use_hanging_agent();
    test::write_text(store / "devices/board.json", R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    const tests::Sshd sshd;
    interrupt({"devices", "describe", "board"}, sshd.home(), SIGTERM);
    EXPECT_TRUE(fs::is_empty(folder / "run/better-together")) << "the master connection has ended, too";
}

// The phone hangs while a file is on its way there, also when that is to be taken away again.
TEST_F(Interrupted, TwiceEndsAtOnceAndSaysWhatMayBeLeft) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice phone({"--root", (folder / "phone").string(), "--fault", "stall:1"});
    const std::string err = folder / "err";
    StartedRunner started({"devices", "describe", connect(phone)}, err);
    const auto is_on_its_way = [&] {
        std::error_code none;
        for (const auto& file : fs::directory_iterator(folder / "phone/tmp/better-together", none)) {
            if (file.path().filename().string().starts_with("bt-agent.")) return true;
        }
        return false;
    };
    while (!is_on_its_way()) ASSERT_FALSE(started.ends_within(std::chrono::milliseconds(1)));
    started.send_and_see_it_taken(SIGINT);
    started.send(SIGINT);
    EXPECT_EQ(started.wait(), 130);
    EXPECT_THAT(system::read_file(err, 10000), HasSubstr("runner devices clean removes what was brought there"));
}

TEST_F(Devices, ThatDoNotAnswerAreWaitedForAloudAndNotForLong) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice dead({"--fault", "stall"});
    const auto described = runner({"devices", "describe", connect(dead), "--wait", "3"});
    EXPECT_EQ(described.status, 3);
    EXPECT_EQ(described.out, "");
    EXPECT_THAT(described.err, HasSubstr("waiting for " + dead.address() + ": each command there has 3 s to answer"));
    EXPECT_THAT(described.err, HasSubstr("did not answer in time"));
    EXPECT_EQ(runner({"devices", "describe", dead.address(), "--wait", "0"}).status, 2);
}

TEST_F(Interrupted, AListThatWaitsForADeadDeviceEndsAtOnce) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const EmulatedDevice dead({"--fault", "stall"});
    connect(dead);
    for (const int signal : {SIGINT, SIGTERM}) {
        StartedRunner started({"devices", "--wait", "600"});
        started.wait_for_child("shell");
        started.send(signal);
        EXPECT_EQ(started.wait(), signal == SIGINT ? 130 : 143);
    }
}

}  // namespace
}  // namespace bt::e2e::devices_test
