// runner run where something ends in the middle of it: the runner, the agent, the server, the device. What was measured
// is kept, nothing is counted twice, and the cause has a name. In virtual time a run that was broken off and resumed
// must leave the very bytes of one that was not.

#include <gmock/gmock.h>

#include <csignal>
#include <future>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "bt/system/background_child.hpp"
#include "e2e/run_fixture.hpp"
#include "e2e/started_runner.hpp"
#include "integration/emulator/emulated_device.hpp"

namespace bt::e2e::run_faults_test {
namespace {

using std::chrono::microseconds;
using ::testing::HasSubstr;

class RunFaults : public RunCommand {
protected:
    // Complete logs in the order of their numbers.
    std::vector<std::string> logs(const std::string& device) const {
        std::map<fs::path, std::string> found;
        for (const auto& entry : fs::directory_iterator(results(device))) {
            if (entry.path().extension() == ".log") found.emplace(entry.path(), read(entry.path()));
        }
        std::vector<std::string> texts;
        for (const auto& [path, text] : found) texts.push_back(text);
        return texts;
    }

    bool has_unfinished(const std::string& device) const {
        return !fs::exists(results(device)) || fs::exists(results(device) / ".unfinished") || logs(device).empty();
    }

    static std::vector<std::string> resumed(std::vector<std::string> more) {
        more.emplace_back("--resume");
        return more;
    }

    void forget_results(const std::string& device) const { fs::remove_all(results(device)); }
};

TEST_F(RunFaults, KilledAHundredTimesAnywhereAndResumedLeaveTheSameBytes) {
    make_schedules("emulated");
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_EQ(run("emulated").status, 0);
    const auto whole_run = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begun);
    const auto whole = logs("emulated");
    ASSERT_EQ(whole.size(), 2U);
    std::mt19937_64 random(1);
    int completed = 0;
    for (int kills = 0; kills < 100; ++completed) {
        forget_results("emulated");
        while (has_unfinished("emulated")) {
            StartedRunner started(arguments("emulated", resumed({})));
            const microseconds patience(random() % static_cast<std::uint64_t>(whole_run.count()));
            if (kills < 100 && !started.ends_within(patience)) {
                started.send(SIGKILL);
                ++kills;
            }
            started.wait();
        }
        ASSERT_EQ(logs("emulated"), whole) << "after " << kills << " kills";
    }
    EXPECT_GT(completed, 0);
}

TEST_F(RunFaults, AnAgentThatIsKilledIsNamedAndTheOthersGoOn) {
    make_schedules("local");
    StartedRunner started({"run", "--device", "local", "--app", "tree", "--param", "points=500", "--date", day,
                           "--runs", "1", "-n", "1", "--tasks", "5000", "--verify", "off"});
    started.wait_for_child("--uid");
    started.kill_child_with("--uid");
    EXPECT_EQ(started.wait(), 3);
    const std::string log = read(results("local") / "local_tree_schedules_000.log");
    EXPECT_THAT(log, HasSubstr("Status=failed Reason=bt-agent was killed by signal 9"));
    std::map<std::string, int> states;
    format::ResultSections sections([&](format::ResultSection&& section) {
        ++states[section.end.status == format::RunStatus::ok ? "ok" : "failed"];
    });
    format::ResultLogReader reader("log", sections);
    reader.feed(log);
    reader.finish();
    EXPECT_EQ(states["failed"], 1);
    EXPECT_GE(states["ok"], 3) << "the others, and the best single PU again";
}

// The agent that was about to ask it says so; this command then serves the schedules itself.
TEST_F(RunFaults, AServerThatIsKilledIsReplaced) {
    make_schedules("local");
    std::promise<void> listens;
    auto server = std::make_unique<system::BackgroundChild>(
        system::Command{{BT_RUNNER, "server", "--port", "0"}},
        system::ChildOptions{.on_out_line = [&, first = true](std::string_view) mutable {
            if (std::exchange(first, false)) listens.set_value();
        }});
    listens.get_future().wait();
    StartedRunner started({"run", "--device", "local", "--app", "tree", "--param", "points=500", "--date", day,
                           "--runs", "2", "--tasks", "20"});
    started.wait_for_child("--uid");
    server.reset();
    EXPECT_EQ(started.wait(), 0);
    EXPECT_EQ(logs("local").size(), 2U);
}

class PhoneFaults : public RunFaults {
protected:
    void SetUp() override {
        if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
        RunFaults::SetUp();
        server = std::make_unique<tests::AdbServer>();
        server->use_here();
        setenv("HOME", (folder / "home").c_str(), 1);
        fs::create_directories(folder / "phone");
    }

    // The same phone, plugged in at the same port.
    std::unique_ptr<tests::EmulatedDevice> phone(std::vector<std::string> faults = {}) {
        std::vector<std::string> flags{"--soc", "quad", "--root", (folder / "phone").string(), "--port", port};
        for (std::string& fault : faults) flags.insert(flags.end(), {"--fault", std::move(fault)});
        auto made = std::make_unique<tests::EmulatedDevice>(std::move(flags));
        server->adb({"disconnect", made->address()});
        // A server that is still giving up the phone before takes the new one for that, and forgets it with that.
        for (int tries = 0; tries < 100 && server->state_of(*made) != "device"; ++tries) server->connect(*made);
        return made;
    }

    std::string name() const { return "127.0.0.1%3A" + port; }

    std::unique_ptr<tests::AdbServer> server;
    std::string port = tests::free_port();
    std::string address = "127.0.0.1:" + port;
};

// At each command that a run sends, the first one to the last.
TEST_F(PhoneFaults, ACablePulledAtAnyCommandLosesNothingThatAResumeDoesNotMend) {
    make_schedules(address);
    auto whole_phone = phone();
    ASSERT_EQ(run(address, {"--reconnect", "1s"}).status, 0);
    whole_phone.reset();
    const auto whole = logs(name());
    int pulled = 0;
    for (bool unharmed = false; !unharmed; ++pulled) {
        SCOPED_TRACE(pulled);
        ASSERT_LT(pulled, 50);
        forget_results(name());
        auto weak = phone({"drop-mid-command:" + std::to_string(pulled)});
        const auto broken = run(address, {"--reconnect", "1s"});
        weak.reset();
        unharmed = broken.status == 0;
        if (unharmed) break;
        EXPECT_EQ(broken.status, 3) << broken.err;
        EXPECT_THAT(broken.err, HasSubstr(address));
        const auto mended = phone();
        const auto resumed = run(address, {"--reconnect", "1s", "--resume"});
        EXPECT_EQ(resumed.status, 0) << resumed.err;
        EXPECT_EQ(logs(name()), whole);
    }
    EXPECT_GT(pulled, 3) << "the agent was brought, asked, and ran";
}

// adb finds it again by itself, and the run goes on where it was.
TEST_F(PhoneFaults, APhoneThatBootsAnewIsWaitedFor) {
    make_schedules(address);
    auto first = phone();
    StartedRunner started({"run", "--device", address, "--app", "tree", "--param", "points=500", "--date", day,
                           "--runs", "2", "--tasks", "300", "--verify", "all", "--reconnect", "50s"});
    while (!fs::exists(results(name()) / ".unfinished")) {
        ASSERT_FALSE(started.ends_within(std::chrono::milliseconds(1)));
    }
    kill(first->pid(), SIGKILL);
    first->wait();
    const auto second = phone();
    EXPECT_EQ(started.wait(), 0);
    EXPECT_EQ(logs(name()).size(), 2U);
}

class PhonePipelines : public PhoneFaults {
protected:
    std::vector<std::string> pipeline(std::vector<std::string> more = {}) const {
        std::vector<std::string> words{"pipeline",   "--device",  address, "--app",       "tree", "--param",
                                       "points=500", "--date",    day,     "--repeat",    "1",    "--conditions",
                                       "normal",     "--runs",    "1",     "-n",          "2",    "--tasks",
                                       "10",         "--figures", "none",  "--reconnect", "1s"};
        if (more.empty()) more = {"--steps", "benchmark", "schedule", "run", "parse"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    // As the last line says: "go on with the same command and --steps STEP… --resume".
    std::vector<std::string> as_advised(const std::string& err) const {
        const std::string key = "go on with the same command and ";
        const std::size_t at = err.find(key);
        if (at == std::string::npos) return {};
        const std::size_t begin = at + key.size();
        std::istringstream words(err.substr(begin, err.find('\n', begin) - begin));
        return pipeline({std::istream_iterator<std::string>(words), {}});
    }

    // Everything that was measured, and what was made of it.
    std::map<std::string, std::string> measured() const {
        std::map<std::string, std::string> found;
        for (const fs::path& where : {store / day / "tree", results(name())}) {
            for (const auto& entry : fs::recursive_directory_iterator(where)) {
                const auto ending = entry.path().extension();
                if (ending != ".txt" && ending != ".csv" && ending != ".log") continue;
                found.emplace(fs::relative(entry.path(), store), read(entry.path()));
            }
        }
        return found;
    }

    // Files that are missing, too many, or other than of a pipeline that nothing cut.
    std::set<std::string> different() const {
        std::set<std::string> names;
        const auto now = measured();
        for (const auto& [name, text] : now) {
            const auto same = whole.find(name);
            if (same == whole.end() || same->second != text) names.insert(name);
        }
        for (const auto& [name, text] : whole) {
            if (!now.contains(name)) names.insert(name);
        }
        return names;
    }

    // A new phone with that fault, a pipeline on it, and where it did not get through, what it advises, on the phone as
    // it is when it is mended. True: it got through by itself.
    bool gets_through(const std::string& fault) {
        SCOPED_TRACE(fault);
        fs::remove_all(store);
        fs::remove_all(folder / "phone");
        fs::create_directories(folder / "phone");
        auto weak = phone({fault});
        const auto broken = runner(pipeline());
        weak.reset();
        if (broken.status == 0) return true;
        EXPECT_EQ(broken.status, 3) << broken.err;
        EXPECT_EQ(broken.out, "") << "before any result";
        EXPECT_THAT(broken.err, HasSubstr("error: device '" + address + "' "));
        const auto advised = as_advised(broken.err);
        EXPECT_FALSE(advised.empty()) << broken.err;
        const auto mended = phone();
        const auto resumed = runner(advised);
        EXPECT_EQ(resumed.status, 0) << resumed.err;
        EXPECT_THAT(different(), testing::IsEmpty());
        return false;
    }

    void measure_whole() {
        const auto unharmed = phone();
        ASSERT_EQ(runner(pipeline()).status, 0);
        whole = measured();
    }

    std::map<std::string, std::string> whole;
};

// At each command that its steps send: asking what the phone is, bringing the agent, asking that, measuring, running.
TEST_F(PhonePipelines, ACablePulledAtAnyCommandIsALineAndAnAdviceThatWorks) {
    measure_whole();
    int pulled = 0;
    while (!gets_through("drop-mid-command:" + std::to_string(pulled))) ASSERT_LT(++pulled, 40);
    EXPECT_GT(pulled, 6);
}

// Between commands, too: in the push of the agent, while a port is led back to this machine.
TEST_F(PhonePipelines, ACablePulledAfterAnyMessageIsALineAndAnAdviceThatWorks) {
    measure_whole();
    int broken = 0;
    for (const int messages : {1, 4, 7, 10, 14, 20, 30, 50, 90}) {
        broken += gets_through("drop:" + std::to_string(messages)) ? 0 : 1;
    }
    EXPECT_GT(broken, 3);
}

TEST_F(PhoneFaults, AFullPhoneIsNamed) {
    make_schedules(address);
    phone();  // brings nothing, but is known
    const auto full = phone({"full:1"});
    const auto refused = run(address, {"--via", "file"});
    EXPECT_EQ(refused.status, 3);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("no space left on device"));
}

}  // namespace
}  // namespace bt::e2e::run_faults_test
