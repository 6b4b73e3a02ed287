// runner run as a person types it: on a model of a machine, on this machine, on a phone that bt-emulator plays for the
// real adb.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "e2e/run_fixture.hpp"
#include "e2e/started_runner.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"

namespace bt::e2e::run_test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

TEST_F(RunCommand, RunsSchedulesAndControlsChecksThemAndSaysWhichIsBest) {
    make_schedules("emulated");
    const auto result = run("emulated");
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("control"));
    EXPECT_THAT(result.out, HasSubstr("best: SCH-"));
    EXPECT_THAT(result.out, HasSubstr("drift: the best single PU took"));
    for (const char* log : {"emulated_tree_schedules_000.log", "emulated_tree_schedules_001.log"}) {
        const auto ran = uids(log);
        // Three schedules, big and little alone (a cpu schedule knows no GPU), medium alone, the best of them twice
        // more.
        EXPECT_EQ(ran.size(), 8U) << log;
        EXPECT_EQ(std::count(ran.begin(), ran.end(), ran.back()), 3) << "the best single PU, to show drift";
    }
    EXPECT_THAT(read(store / day / "manifest.jsonl"), HasSubstr("\"step\":\"run\""));
}

TEST_F(RunCommand, PredictsControlsToo) {
    make_schedules("emulated");
    const auto result = run("emulated");
    EXPECT_THAT(result.out, ContainsRegex("control  SCH-B7-[0-9a-f]+ +1-7 big +7.000 "));
    EXPECT_THAT(result.out, ContainsRegex("control  SCH-M7-[0-9a-f]+ +1-7 medium +- ")) << "nobody measured it";
    const auto parsed =
        runner({"parse", "--device", "emulated", "--app", "tree", "--date", day, "--figures", "none", "-q"});
    EXPECT_THAT(parsed.out, ContainsRegex("control  SCH-B7-[0-9a-f]+ +1-7 big +[0-9.]+ ± [0-9.]+ +7.000 +[-+]"));
    EXPECT_THAT(parsed.out, ContainsRegex("ALL \\(5\\) +TWO PUs OR MORE \\(3\\)"));
    EXPECT_THAT(parsed.err, Not(HasSubstr("count twice")));
}

TEST_F(RunCommand, PredictsControlsFromNoOtherTablesThanTheSchedules) {
    make_schedules("emulated");
    const fs::path table = store / day / "tree/emulated_normal.csv";
    std::string text = read(table);
    test::write_text(table, text.replace(text.find("1,1.000000"), 10, "1,9.000000"));
    EXPECT_THAT(run("emulated").out, ContainsRegex("control  SCH-B7-[0-9a-f]+ +1-7 big +- "));
}

TEST_F(RunCommand, GivesTheSameResultsThroughTheServerAndByFile) {
    make_schedules("emulated");
    const auto by_server = run("emulated", {"--via", "http"});
    const auto by_file = run("emulated", {"--via", "file"});
    EXPECT_EQ(by_server.status, 0) << by_server.err;
    EXPECT_EQ(by_server.out, by_file.out);
    const auto parsed =
        runner({"parse", "--device", "emulated", "--app", "tree", "--date", day, "--figures", "none", "-q"});
    EXPECT_THAT(parsed.err,
                HasSubstr("emulated_tree_schedules_000.log and emulated_tree_schedules_002.log hold the same "
                          "runs, which count twice"));
    EXPECT_EQ(read(results() / "emulated_tree_schedules_000.log"), read(results() / "emulated_tree_schedules_002.log"))
        << "the same seed gives the same bytes";
}

TEST_F(RunCommand, KeepsTheOrderOfWhatItSaysWhereBothStreamsGoIntoOneFile) {
    make_schedules("emulated");
    std::vector<std::string> words = arguments("emulated", {});
    words.insert(words.begin(), {"sh", "-c", "\"$@\" 2>&1", "sh", BT_RUNNER});
    const std::string text = system::run_child({std::move(words)}).out;
    EXPECT_LT(text.find("best: SCH-"), text.find("written: "));
    EXPECT_THAT(text, HasSubstr("written: "));
}

TEST_F(RunCommand, CallsAWrongResultWrongAndGivesItNoTime) {
    make_schedules("emulated");
    setenv("BT_TEST_SKIP_STAGE", "3", 1);
    const auto result = run("emulated", {"--json"});
    EXPECT_EQ(result.status, 5);
    EXPECT_THAT(result.out, HasSubstr("\"status\": \"wrong\""));
    EXPECT_THAT(result.out, HasSubstr("\"best\": null"));
    EXPECT_THAT(result.err, HasSubstr("wrong in 2 of 2"));
}

TEST_F(RunCommand, SaysWhereTooFewTasksGiveNoTime) {
    make_schedules("emulated");
    const auto result = runner({"run", "--device", "emulated", "--app", "tree", "--param", "points=500", "--date", day,
                                "--runs", "1", "--tasks", "1"});
    EXPECT_THAT(result.out, HasSubstr("no best schedule: too few tasks for a steady state"));
}

TEST_F(RunCommand, CallsNothingBestThatWasNotCompared) {
    make_schedules("emulated");
    const auto result = run("emulated", {"--verify", "off"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("not checked"));
    EXPECT_THAT(result.out, HasSubstr("no best schedule"));
}

TEST_F(RunCommand, RefusesWhatCannotBeRunInOneClearLine) {
    const auto expect_refused = [](const system::ChildResult& result, int status, const std::string& words) {
        EXPECT_EQ(result.status, status) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr(words));
    };
    expect_refused(run("emulated"), 4, "no schedules of tree on emulated");
    make_schedules("emulated");
    const std::string file = (store / day / "schedules/emulated_tree_cpu_schedules.json").string();
    expect_refused(run("local", {"--schedules", file}), 4, "is for the device 'emulated', not 'local'");
    expect_refused(runner({"run", "--device", "emulated", "--app", "cifar-dense", "--schedules", file}), 4,
                   "is for the application 'tree'");
    std::string sized = read(file);
    const std::string key = "\"backend\": \"cpu\",";
    for (std::size_t at = 0; (at = sized.find(key, at)) != std::string::npos; at += key.size()) {
        sized.insert(at + key.size(), R"("params": {"points": "500"},)");
    }
    test::write_text(folder / "sized.json", sized);
    expect_refused(runner({"run", "--device", "emulated", "--app", "cifar-dense", "--schedules",
                           (folder / "sized.json").string()}),
                   4, "is for the application 'tree'");
    expect_refused(run("emulated", {"--uid", "SCH-X"}), 2, "no schedule SCH-X");
    expect_refused(runner({"run", "--device", "emulated", "--app", "tree", "--runs", "0"}), 2, "--runs 0");
    expect_refused(run("emulated", {"--seconds", "1"}), 2, "--tasks and --seconds");
    expect_refused(runner({"run", "--device", "emulated", "--app", "treee"}), 2, "unknown application 'treee'");
    expect_refused(run("nobody-knows-it"), 3, "nobody-knows-it");
    test::write_text(folder / "empty.json", "[]");
    expect_refused(run("emulated", {"--schedules", (folder / "empty.json").string()}), 4, "no schedules in");
    EXPECT_FALSE(fs::exists(results() / "emulated_tree_schedules_000.log"));
}

TEST_F(RunCommand, LeavesOutSchedulesThatCannotBeUsedWhereAPersonWantsTheOthers) {
    make_schedules("emulated");
    std::string text = read(store / day / "schedules/emulated_tree_cpu_schedules.json");
    const std::string key = "\"first_stage\": 1,";
    text.replace(text.find(key), key.size(), "\"first_stage\": 3,");
    const fs::path file = folder / "damaged.json";
    test::write_text(file, text);
    EXPECT_EQ(run("emulated", {"--schedules", file.string()}).status, 4);
    const auto result = run("emulated", {"--schedules", file.string(), "--lenient"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("1 schedules of damaged.json left out; the first: " + file.string() + ":"));
    EXPECT_EQ(uids("emulated_tree_schedules_000.log").size(), 7U) << "one less than of the whole file";
}

TEST_F(RunCommand, SaysWhatItWouldDo) {
    make_schedules("emulated");
    const auto result = run("emulated", {"--dry-run"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("would run 6 schedules 2 times on emulated"));
    EXPECT_THAT(run("emulated", {"--dry-run", "--json"}).out,
                AllOf(HasSubstr("\"kind\": \"run-plan\""), HasSubstr("\"runs\": 2"),
                      HasSubstr("\"control\": true, \"chunks\": \"1-7 big\", \"predicted_ms\": 7")));
    EXPECT_FALSE(fs::exists(results()));
}

TEST_F(RunCommand, IsCompleteAfterBeingKilledAnywhereAndResumed) {
    make_schedules("local");
    const auto whole = run("local");
    ASSERT_EQ(whole.status, 0) << whole.err;
    const std::size_t sections = uids("local_tree_schedules_000.log", "local").size();
    for (int kills = 0; kills < 3; ++kills) {
        StartedRunner started(
            arguments("local", kills == 0 ? std::vector<std::string>{} : std::vector<std::string>{"--resume"}));
        for (int agents = 0; agents <= kills; ++agents) started.wait_for_child("--uid");
        started.send(SIGKILL);
        started.wait();
    }
    const auto resumed = run("local", {"--resume"});
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_EQ(uids("local_tree_schedules_002.log", "local").size(), sections);
    EXPECT_EQ(uids("local_tree_schedules_003.log", "local").size(), sections);
}

TEST_F(RunCommand, GoesOnWithWhatAnEarlierDayLeftUnfinished) {
    make_schedules("local");
    StartedRunner started(arguments("local", {}));
    started.wait_for_child("--uid");
    started.send(SIGKILL);
    started.wait();
    std::vector<std::string> words = arguments("local", {"--resume"});
    words.erase(std::find(words.begin(), words.end(), "--date"), std::find(words.begin(), words.end(), "--runs"));
    const auto resumed = runner(words);
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("the runs of 2026-03-31 that were not finished go on"));
    EXPECT_TRUE(fs::exists(results("local") / "local_tree_schedules_001.log"));
    EXPECT_THAT(runner(words).err, HasSubstr("nothing is unfinished: new runs begin"));
}

TEST_F(RunCommand, EndsOnCtrlCAndKeepsWhatItHas) {
    make_schedules("local");
    const fs::path err = folder / "err";
    StartedRunner started(
        {"run", "--device", "local", "--app", "tree", "--param", "points=500", "--date", day, "--seconds", "30"},
        err.string());
    started.wait_for_child("--uid");
    started.send(SIGINT);
    EXPECT_EQ(started.wait(), 130);
    EXPECT_THAT(read(err), HasSubstr("the same command with --resume goes on"));
    EXPECT_TRUE(fs::exists(results("local") / "local_tree_schedules_000.log.part"));
    EXPECT_THAT(read(store / day / "manifest.jsonl"), HasSubstr("\"exit\":130"));
}

TEST_F(RunCommand, SaysTheDayOnWhichACommandWithoutDateGoesOn) {
    make_schedules("local");
    const fs::path err = folder / "err";
    StartedRunner started({"run", "--device", "local", "--app", "tree", "--param", "points=500", "--seconds", "30"},
                          err.string());
    started.wait_for_child("--uid");
    started.send(SIGINT);
    EXPECT_EQ(started.wait(), 130);
    EXPECT_THAT(read(err), ContainsRegex("the same command with --date 20[0-9-]+ --resume goes on"));
}

TEST_F(RunCommand, ReachesABoardBehindSsh) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    const tests::Sshd sshd;
    test::write_text(store / "devices/board.json", R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    make_schedules("board");
    for (const char* via : {"http", "file"}) {
        const auto result = run("board", {"--via", via, "-v"});
        EXPECT_EQ(result.status, 0) << via << result.err;
        EXPECT_THAT(result.out, HasSubstr("best: SCH-")) << via;
        EXPECT_THAT(result.err, Not(HasSubstr("cannot keep verdicts"))) << via;
    }
}

TEST_F(RunCommand, ReachesAPhoneThroughAdb) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const tests::AdbServer server;
    server.use_here();
    setenv("HOME", (folder / "home").c_str(), 1);
    const tests::EmulatedDevice phone({"--soc", "quad"});
    server.connect(phone);
    make_schedules(phone.address());
    std::string name = phone.address();
    name.replace(name.find(':'), 1, "%3A");
    for (const char* via : {"http", "file"}) {
        const auto result = run(phone.address(), {"--via", via, "-v"});
        EXPECT_EQ(result.status, 0) << via << result.err;
        EXPECT_THAT(result.out, HasSubstr("best: SCH-")) << via;
    }
    EXPECT_EQ(uids(name + "_tree_schedules_003.log", name).size(), 8U);
}

}  // namespace
}  // namespace bt::e2e::run_test
