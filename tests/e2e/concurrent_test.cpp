// Several applications at once, as typed: measured, scheduled, run and compared on models in virtual time. Without
// noise a prediction is what then happens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <random>

#include "bt/format/profile.hpp"
#include "bt/format/schedules.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/format/summary.hpp"
#include "bt/store/layout.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "e2e/runner_program.hpp"
#include "e2e/started_runner.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::concurrent_test {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t most = 1U << 24U;
const std::string day = "2026-03-31";

class Concurrent : public testing::Test {
protected:
    system::ChildResult command(std::vector<std::string> words) const {
        words.insert(words.end(), {"--data", (folder / "data").string(), "--date", day});
        return runner(words,
                      {{"XDG_CACHE_HOME", (folder / "cache").string()}, {"XDG_RUNTIME_DIR", folder.path().string()}});
    }

    // The model as a device whose every repeat measures the same.
    std::string quiet_device(format::SocModel model) const {
        model.noise = {};
        model.drift_cv = 0;
        const auto file = folder / (model.name + ".json");
        system::write_file_atomically(file, render(model));
        return "emulated:" + file.string();
    }

    static format::SocModel shipped(const std::string& name) {
        const std::string file = std::string(BT_SOCS) + "/" + name + ".json";
        return format::read_soc_model(system::read_file(file, most), file);
    }

    static format::SocModel made_up(int seed) {
        const auto made = system::run_child({{BT_AGENT, "soc-model", "--seed", std::to_string(seed)}});
        return format::read_soc_model(made.out, "made up");
    }

    format::Profile profile(const std::string& device, const std::string& apps) const {
        const auto file =
            store::Layout(folder / "data").profile(*store::Date::parse(day), AppName(apps), DeviceId(device));
        return format::read_profile(system::read_file(file, most), file.string());
    }

    format::Summary summary(const std::string& device, const std::string& apps) const {
        const auto file =
            store::Layout(folder / "data").analysis(*store::Date::parse(day), DeviceId(device), AppName(apps)) /
            "summary.json";
        return format::read_summary(system::read_file(file, most), file.string());
    }

    // Everything but the figures.
    system::ChildResult pipeline(const std::string& device, const std::string& apps, std::vector<std::string> more = {},
                                 const std::string& rounds = "5") const {
        std::vector<std::string> words{"pipeline", "--device", device,  "--app",    apps,        "--steps", "benchmark",
                                       "schedule", "run",      "parse", "--repeat", "1",         "--runs",  "1",
                                       "--tasks",  rounds,     "--via", "file",     "--figures", "none",    "--quiet"};
        words.insert(words.end(), more.begin(), more.end());
        return command(words);
    }

    test::TemporaryFolder folder;
};

double relative(const format::PredictedMeasured& time) { return *time.measured / *time.predicted - 1; }

TEST_F(Concurrent, TheProfileOfAModelIsTheModel) {
    const format::SocModel model = shipped("quad");
    const std::string device = quiet_device(model);
    const auto ended = command({"benchmark", "--device", device, "--app", "cifar-dense+tree", "--repeat", "1"});
    ASSERT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("profile of cifar-dense+tree on emulated-quad"));
    const format::Profile made = profile("emulated-quad", "cifar-dense+tree");
    ASSERT_EQ(made.apps.size(), 2U);
    EXPECT_EQ(made.apps[0].app, AppName("cifar-dense"));
    for (const format::ProfiledApp& app : made.apps) {
        for (const format::ProfiledGroup& group : app.groups) {
            const Stage stage = group.stages.first;
            for (const auto& [pu, time] : group.times) {
                if (pu == PuName("vulkan")) continue;
                EXPECT_NEAR(time / *model.time(app.app, stage, pu), 1, 1e-5);
                const double sensitivity = model.apps.at(app.app)[stage.index()].sensitivity;
                for (const auto& [other, factor] : group.slowdown.at(pu)) {
                    EXPECT_NEAR(factor, std::pow(model.factor(pu, other), sensitivity), 1e-4);
                }
            }
            EXPECT_NEAR(group.fixed.at(PuName("vulkan")).count(), 0.9, 1e-4) << "what a submission costs in the model";
        }
    }
}

TEST_F(Concurrent, AProfileIsMadeAgainFromTheLogsAndPartedAsAsked) {
    const std::string device = quiet_device(shipped("quad"));
    const std::string apps = "cifar-dense+tree";
    ASSERT_EQ(command({"benchmark", "--device", device, "--app", apps, "--repeat", "2"}).status, 0);
    const format::Profile before = profile("emulated-quad", apps);
    const auto parted =
        command({"benchmark", "--rebuild", "--device", "emulated-quad", "--app", apps, "--groups", "tree=2,5"});
    ASSERT_EQ(parted.status, 0) << parted.err;
    const format::Profile after = profile("emulated-quad", apps);
    EXPECT_EQ(after.apps[0], before.apps[0]);
    ASSERT_EQ(after.apps[1].groups.size(), 3U);
    EXPECT_EQ(after.apps[1].groups[1].stages.count(), 3);
    ASSERT_EQ(command({"benchmark", "--rebuild", "--device", "emulated-quad", "--app", apps}).status, 0);
    EXPECT_EQ(profile("emulated-quad", apps), before);
    EXPECT_EQ(
        command({"benchmark", "--rebuild", "--device", "emulated-quad", "--app", apps, "--groups", "tree=9"}).status,
        2);
}

TEST_F(Concurrent, WhatIsAskedOfSeveralApplicationsMustSayOfWhich) {
    const auto refused = [&](std::vector<std::string> more) {
        std::vector<std::string> words{"benchmark", "--device", "emulated", "--app", "cifar-dense+tree", "--dry-run"};
        words.insert(words.end(), more.begin(), more.end());
        const auto ended = command(words);
        EXPECT_EQ(ended.status, 2);
        EXPECT_EQ(ended.out, "");
        return ended.err;
    };
    EXPECT_THAT(refused({"--param", "points=100"}), HasSubstr("--param cifar-dense:points=100"));
    EXPECT_THAT(refused({"--param", "wood:points=100"}), HasSubstr("--app does not name 'wood'"));
    EXPECT_THAT(refused({"--groups", "tree=5,2"}), HasSubstr("do not rise"));
    EXPECT_THAT(refused({"--groups", "wood=5"}), HasSubstr("not of one of the applications"));
    EXPECT_THAT(refused({"--stages", "1-3"}), HasSubstr("all of their stages"));
    const auto unknown = command({"benchmark", "--device", "emulated", "--app", "cifar-dense+tre", "--dry-run"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean 'tree'?"));
    const auto shown = command({"benchmark", "--device", "emulated", "--app", "tree+tree", "--dry-run"});
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("TAKES AT MOST"));
}

// Every stage takes 1 ms on both PUs; big runs at half its speed while little is busy.
constexpr const char* two_pus = R"({"kind": "soc-model", "version": 1, "name": "two",
  "pus": [{"name": "big", "class": "cpu", "cores": [0]}, {"name": "little", "class": "cpu", "cores": [1]}],
  "apps": {"tree": {"stages": [STAGES7]}, "cifar-dense": {"stages": [STAGES9]}},
  "interference": {"big": {"little": 2.0}}})";

std::string with_stages(std::string text) {
    for (const int count : {7, 9}) {
        const std::string mark = "STAGES" + std::to_string(count);
        std::string stages;
        for (int i = 0; i < count; ++i) stages += (i > 0 ? ", " : "") + std::string(R"({"big": 1.0, "little": 1.0})");
        text.replace(text.find(mark), mark.size(), stages);
    }
    return text;
}

// By pencil: little ends after 9 ms, in which big does 4.5 of its 7; the other 2.5 it does alone and ends after 11.5.
constexpr const char* by_hand = R"([
 {"schema": 6, "device": "emulated-two", "backend": "cpu", "rank": 1, "objective": "makespan", "chains": [
   {"app": "tree", "params": {}, "groups": [{"first_stage": 1, "last_stage": 7, "pu": "big"}]},
   {"app": "cifar-dense", "params": {}, "groups": [{"first_stage": 1, "last_stage": 9, "pu": "little"}]}],
  "order": {"big": [[0, 0]], "little": [[1, 0]]},
  "predicted": {"makespan_ms": 11.5, "chains": [
   {"start_ms": 0, "end_ms": 11.5, "groups": [{"start_ms": 0, "end_ms": 11.5, "alone_ms": 7}]},
   {"start_ms": 0, "end_ms": 9, "groups": [{"start_ms": 0, "end_ms": 9, "alone_ms": 9}]}]}},
 {"schema": 6, "device": "emulated-two", "backend": "cpu", "baselines": ["single"], "objective": "makespan", "chains": [
   {"app": "tree", "params": {}, "groups": [{"first_stage": 1, "last_stage": 7, "pu": "big"}]},
   {"app": "cifar-dense", "params": {}, "groups": [{"first_stage": 1, "last_stage": 9, "pu": "big"}]}],
  "order": {"big": [[0, 0], [1, 0]]},
  "predicted": {"makespan_ms": 16, "chains": [{"start_ms": 0, "end_ms": 7}, {"start_ms": 7, "end_ms": 16}]}}])";

TEST_F(Concurrent, SchedulesOfOnesOwnRunBesideTheirBaselineAndAreComparedWithThePencil) {
    system::write_file_atomically(folder / "two.json", with_stages(two_pus));
    system::write_file_atomically(folder / "own.json", by_hand);
    const std::vector<std::string> run{"run",
                                       "--device",
                                       "emulated:" + (folder / "two.json").string(),
                                       "--app",
                                       "tree+cifar-dense",
                                       "--schedules",
                                       (folder / "own.json").string(),
                                       "--via",
                                       "file",
                                       "--tasks",
                                       "6",
                                       "--runs",
                                       "2",
                                       "--verify",
                                       "off"};
    const auto ran = command(run);
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("11.500"));
    EXPECT_THAT(ran.out, HasSubstr("no best schedule: none was right with its outputs compared"));
    const auto parsed =
        command({"parse", "--device", "emulated-two", "--app", "tree+cifar-dense", "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    const format::Summary made = summary("emulated-two", "tree+cifar-dense");
    EXPECT_EQ(made.metric, format::Metric::makespan);
    const format::RoundsSummary& ours = *made.schedules.at(0).rounds;
    EXPECT_NEAR(ours.makespan.measured.value()->count(), 11.5, 1e-6);
    EXPECT_NEAR(ours.latency.measured.value()->count(), 20.5, 1e-6);
    EXPECT_NEAR(ours.chains.at(1).latency.measured.value()->count(), 9, 1e-6);
    const format::GroupSummary& slowed = ours.chains.at(0).groups.at(0);
    EXPECT_NEAR(*slowed.slowdown, 11.5 / 7, 1e-6);
    EXPECT_NEAR(*slowed.contended, 9 / 11.5, 1e-6);
    EXPECT_NEAR(*ours.chains.at(0).contended_slowdown, 2, 1e-6) << "what it did alone at the end is left out";
    EXPECT_NEAR(*ours.chains.at(1).contended_slowdown, 1, 1e-6);
    EXPECT_EQ(made.schedules.at(1).control, format::Control::yes);
    EXPECT_FALSE(made.best) << "outputs were not compared";
    EXPECT_THAT(parsed.err, HasSubstr("not compared"));
}

// Every process of this device has a speed of its own: its baseline differs from itself more than schedules differ.
TEST_F(Concurrent, ARunThatIsNoisyCallsNoScheduleBestNeitherAtItsEndNorInParse) {
    std::string model = with_stages(two_pus);
    model.insert(model.rfind('}'), R"(, "drift": {"cv": 0.3})");
    system::write_file_atomically(folder / "two.json", model);
    std::string small = by_hand;
    for (const auto& [app, params] :
         {std::pair{"tree", R"({"points": "500"})"}, {"cifar-dense", R"({"batch": "1"})"}}) {
        const std::string key = "\"" + std::string(app) + "\", \"params\": ";
        for (std::size_t at = 0; (at = small.find(key, at)) != std::string::npos; at += key.size()) {
            small.replace(at + key.size(), 2, params);
        }
    }
    system::write_file_atomically(folder / "own.json", small);
    std::vector<std::string> run{"run",
                                 "--device",
                                 "emulated:" + (folder / "two.json").string(),
                                 "--app",
                                 "tree+cifar-dense",
                                 "--schedules",
                                 (folder / "own.json").string(),
                                 "--via",
                                 "file",
                                 "--tasks",
                                 "6",
                                 "--runs",
                                 "2",
                                 "--verify",
                                 "all"};
    const auto ran = command(run);
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("no best schedule: the run is noisy, SCC-"));
    EXPECT_THAT(ran.out, Not(HasSubstr("best: ")));
    EXPECT_THAT(ran.out, Not(HasSubstr("times as fast")));
    run.emplace_back("--json");
    const auto told = command(run);
    EXPECT_THAT(told.out, HasSubstr("\"best\": null"));
    EXPECT_THAT(told.out, HasSubstr("\"noisy\": \"SCC-"));
    const auto parsed =
        command({"parse", "--device", "emulated-two", "--app", "tree+cifar-dense", "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    EXPECT_FALSE(summary("emulated-two", "tree+cifar-dense").best) << "the two agree";
}

// So many trees, each stage of each on the other PU than the one before; neighbouring trees begin on different PUs.
std::string zigzag_of_trees(int trees) {
    std::string chains;
    std::string order[2];
    for (int tree = 0; tree < trees; ++tree) {
        std::string groups;
        for (int stage = 1; stage <= 7; ++stage) {
            groups += std::string(stage > 1 ? ", " : "") + R"({"first_stage": )" + std::to_string(stage) +
                      R"(, "last_stage": )" + std::to_string(stage) + R"(, "pu": ")" +
                      ((tree + stage) % 2 == 0 ? "big" : "little") + "\"}";
        }
        chains +=
            (tree > 0 ? ", " : "") + (R"({"app": "tree", "params": {"points": "500"}, "groups": [)" + groups + "]}");
    }
    for (int stage = 1; stage <= 7; ++stage) {
        for (int tree = 0; tree < trees; ++tree) {
            std::string& list = order[(tree + stage) % 2];
            list += (list.empty() ? "[" : ", [") + std::to_string(tree) + ", " + std::to_string(stage - 1) + "]";
        }
    }
    return R"([{"schema": 6, "device": "emulated-two", "backend": "cpu", "rank": 1, "objective": "makespan", "chains": [)" +
           chains + R"(], "order": {"big": [)" + order[0] + R"(], "little": [)" + order[1] + "]}}]";
}

TEST_F(Concurrent, AScheduleOfManyGroupsRunsAndIsFoundInItsLog) {
    system::write_file_atomically(folder / "two.json", with_stages(two_pus));
    system::write_file_atomically(folder / "own.json", zigzag_of_trees(7));
    const std::string apps = "tree+tree+tree+tree+tree+tree+tree";
    const auto ran = command({"run", "--device", "emulated:" + (folder / "two.json").string(), "--app", apps,
                              "--schedules", (folder / "own.json").string(), "--tasks", "4", "--runs", "2"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const auto parsed = command({"parse", "--device", "emulated-two", "--app", apps, "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    const format::Summary made = summary("emulated-two", apps);
    ASSERT_EQ(made.schedules.size(), 1U);
    EXPECT_THAT(made.schedules[0].uid, testing::StartsWith("SCC-49-"));
    EXPECT_EQ(made.schedules[0].runs, 2);
    const auto again = command({"run", "--device", "emulated:" + (folder / "two.json").string(), "--app", apps, "--uid",
                                made.schedules[0].uid, "--schedules", (folder / "own.json").string(), "--dry-run"});
    EXPECT_EQ(again.status, 0) << again.err;
}

TEST_F(Concurrent, SchedulesOfOtherApplicationsDevicesAndFlagsOfOneAreRefused) {
    system::write_file_atomically(folder / "two.json", with_stages(two_pus));
    system::write_file_atomically(folder / "own.json", by_hand);
    const auto refused = [&](const std::string& apps, std::vector<std::string> more, int status) {
        std::vector<std::string> words{"run",
                                       "--device",
                                       "emulated:" + (folder / "two.json").string(),
                                       "--app",
                                       apps,
                                       "--schedules",
                                       (folder / "own.json").string(),
                                       "--via",
                                       "file"};
        words.insert(words.end(), more.begin(), more.end());
        const auto ended = command(words);
        EXPECT_EQ(ended.status, status) << ended.err;
        EXPECT_EQ(ended.out, "");
        return ended.err;
    };
    EXPECT_THAT(refused("tree+tree", {}, 4), HasSubstr("for the applications 'tree+cifar-dense', not 'tree+tree'"));
    EXPECT_THAT(refused("tree", {}, 4), HasSubstr("several applications at once"));
    EXPECT_THAT(refused("tree+cifar-dense", {"--in-flight", "2"}, 2), HasSubstr("--in-flight is one application's"));
    EXPECT_THAT(refused("tree+cifar-dense", {"--overhead"}, 2), HasSubstr("virtual time"));
    EXPECT_THAT(refused("tree+cifar-dense", {"--uid", "SCC-B1-000000"}, 2), HasSubstr("no schedule SCC-B1-000000"));
}

// Without noise the prediction is what happens, and knowing of contention never makes it worse.
void expect_agreement(const format::Summary& summary) {
    const format::ScheduleSummary* ours = nullptr;
    const format::ScheduleSummary* blind = nullptr;
    for (const format::ScheduleSummary& schedule : summary.schedules) {
        ASSERT_TRUE(schedule.rounds);
        EXPECT_EQ(schedule.status, format::RunStatus::ok) << schedule.uid << " " << schedule.reason;
        ASSERT_TRUE(schedule.rounds->makespan.measured) << schedule.uid;
        EXPECT_LT(std::abs(relative(schedule.rounds->makespan)), 0.01) << schedule.uid;
        for (const format::ChainSummary& chain : schedule.rounds->chains) {
            EXPECT_LT(std::abs(relative(chain.latency)), 0.01) << schedule.uid << " " << chain.app.str();
        }
        const auto& rules = schedule.rounds->baselines;
        if (schedule.rank && *schedule.rank == 1) ours = &schedule;
        if (std::find(rules.begin(), rules.end(), "blind") != rules.end()) blind = &schedule;
    }
    ASSERT_TRUE(ours);
    ASSERT_TRUE(blind);
    EXPECT_LE(*ours->rounds->makespan.measured, *blind->rounds->makespan.measured * 1.0001);
}

TEST_F(Concurrent, OnShippedModelsWithoutNoiseThePredictionIsWhatHappens) {
    for (const char* name : {"quad", "boost", "board", "pc"}) {
        SCOPED_TRACE(name);
        const auto ended = pipeline(quiet_device(shipped(name)), "cifar-dense+tree", {"--verify", "off"});
        ASSERT_EQ(ended.status, 0) << ended.err;
        expect_agreement(summary("emulated-" + std::string(name), "cifar-dense+tree"));
    }
}

TEST_F(Concurrent, OnRandomModelsToo) {
    for (const int seed : {3, 4, 5}) {
        SCOPED_TRACE(seed);
        const format::SocModel model = made_up(seed);
        const auto ended = pipeline(quiet_device(model), "tree+tree", {"--verify", "off"});
        ASSERT_EQ(ended.status, 0) << ended.err;
        expect_agreement(summary("emulated-" + model.name, "tree+tree"));
    }
}

TEST_F(Concurrent, APipelineOfTwoApplicationsComparesTheirOutputsAndNamesTheBest) {
    const auto ended =
        command({"pipeline", "--device", "emulated", "--app", "cifar-dense+tree", "--param", "tree:points=2000",
                 "cifar-dense:batch=1", "--runs", "2", "--repeat", "2", "--tasks", "10"});
    ASSERT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("== heatmap cifar-dense+tree"));
    EXPECT_THAT(ended.out, HasSubstr("SCC-"));
    EXPECT_THAT(ended.out, HasSubstr("makespan"));
    EXPECT_THAT(ended.out, HasSubstr("  yes  ")) << "verified";
    const format::Summary made = summary("emulated", "cifar-dense+tree");
    ASSERT_TRUE(made.best) << made.best.why();
    EXPECT_TRUE((*made.best).speedup_ci) << "two runs give a CI";
    EXPECT_EQ(*(*made.best).verified, true);
    const auto folder_of = store::Layout(folder / "data")
                               .analysis(*store::Date::parse(day), DeviceId("emulated"), AppName("cifar-dense+tree"));
    for (const char* file : {"gantt.png", "intervals.png", "groups.csv", "summary.csv", "summary.md"}) {
        EXPECT_TRUE(std::filesystem::exists(folder_of / file)) << file;
    }
}

TEST_F(Concurrent, WhatASumOfLatenciesOrAPeriodWasComputedForIsWhatIsCompared) {
    for (const format::Metric metric : {format::Metric::latency, format::Metric::period}) {
        SCOPED_TRACE(to_string(metric));
        const auto ended =
            pipeline(quiet_device(shipped("quad")), "cifar-dense+tree",
                     {"--verify", "off", "--objective", std::string(to_string(metric)), "--timeout", "4"}, "60");
        ASSERT_EQ(ended.status, 0) << ended.err;
        const format::Summary made = summary("emulated-quad", "cifar-dense+tree");
        EXPECT_EQ(made.metric, metric);
        const format::ScheduleSummary& ours = made.schedules.at(0);
        EXPECT_EQ(*ours.rank, 1);
        const format::RoundsSummary& rounds = *ours.rounds;
        EXPECT_LT(std::abs(relative(metric == format::Metric::latency ? rounds.latency : rounds.period)), 0.01);
        EXPECT_NEAR(*ours.interval / *ours.predicted, 1, 0.01);
        for (const format::ScheduleSummary& each : made.schedules) {
            EXPECT_LE(*ours.interval, *each.interval * 1.01) << "of all rules ours is best by what it was computed for";
        }
        std::filesystem::remove_all(folder / "data");
    }
}

TEST_F(Concurrent, ATreeBesideATreeIsVerifiedAndItsTracesTellTheTwoApart) {
    const auto ended =
        command({"pipeline", "--device", "emulated", "--app", "tree+tree", "--param", "tree:points=2000", "--verify",
                 "all", "--runs", "2", "--repeat", "1", "--tasks", "10", "--figures", "none"});
    ASSERT_EQ(ended.status, 0) << ended.err;
    const format::Summary made = summary("emulated", "tree+tree");
    for (const format::ScheduleSummary& each : made.schedules) EXPECT_EQ(*each.verified, true) << each.uid;
    ASSERT_TRUE(made.best) << made.best.why();
    const auto traces =
        store::Layout(folder / "data").analysis(*store::Date::parse(day), DeviceId("emulated"), AppName("tree+tree")) /
        "traces";
    const std::string trace = system::read_file(traces / ((*made.best).uid + ".trace.json"), most);
    EXPECT_THAT(trace, HasSubstr("\"tree#1 on "));
    EXPECT_THAT(trace, HasSubstr("\"tree#2 on "));
}

TEST_F(Concurrent, OnAPhoneBehindAdbEndToEnd) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const tests::AdbServer server;
    server.use_here();
    const tests::EmulatedDevice phone({"--soc", "quad"});
    server.connect(phone);
    const auto ended =
        pipeline(phone.address(), "cifar-dense+tree", {"--param", "tree:points=2000", "cifar-dense:batch=1"});
    ASSERT_EQ(ended.status, 0) << ended.err;
    const format::Summary made = summary(phone.address(), "cifar-dense+tree");
    EXPECT_EQ(made.clock, format::LogClock::virtual_time);
    ASSERT_TRUE(made.best) << made.best.why();
    EXPECT_EQ(*(*made.best).verified, true);
}

std::string of_board(std::string schedules) {
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"emulated-two", "board"},
                                   {R"("tree", "params": {})", R"("tree", "params": {"points": "500"})"},
                                   {R"("cifar-dense", "params": {})", R"("cifar-dense", "params": {"batch": "1"})"}}) {
        for (std::size_t at = 0; (at = schedules.find(from, at)) != std::string::npos; at += to.size()) {
            schedules.replace(at, from.size(), to);
        }
    }
    return schedules;
}

TEST_F(Concurrent, OnABoardBehindSshRealKernelsRunTogetherAndAreRight) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    const tests::Sshd sshd;
    std::filesystem::create_directories(folder / "data/devices");
    system::write_file_atomically(folder / "data/devices/board.json",
                                  R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    system::write_file_atomically(folder / "own.json", of_board(by_hand));
    const auto ran = command({"run", "--device", "board", "--app", "tree+cifar-dense", "--schedules",
                              (folder / "own.json").string(), "--tasks", "6", "--runs", "2"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const auto parsed = command({"parse", "--device", "board", "--app", "tree+cifar-dense", "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    const format::Summary made = summary("board", "tree+cifar-dense");
    EXPECT_EQ(made.clock, format::LogClock::monotonic);
    ASSERT_EQ(made.schedules.size(), 2U);
    for (const format::ScheduleSummary& each : made.schedules) {
        EXPECT_EQ(*each.verified, true) << each.uid;
        EXPECT_TRUE(each.interval) << each.uid;
    }
}

// In virtual time a run that was broken off and resumed leaves the very bytes of one that was not.
TEST_F(Concurrent, KilledAnywhereAndResumedLeavesTheSameBytes) {
    using std::chrono::microseconds;
    for (const char* step : {"benchmark", "schedule"}) {
        ASSERT_EQ(command({step, "--device", "emulated", "--app", "cifar-dense+tree"}).status, 0) << step;
    }
    const std::vector<std::string> run{"run",
                                       "--device",
                                       "emulated",
                                       "--app",
                                       "cifar-dense+tree",
                                       "--runs",
                                       "2",
                                       "--tasks",
                                       "20",
                                       "--via",
                                       "file",
                                       "--verify",
                                       "off",
                                       "--resume",
                                       "--data",
                                       (folder / "data").string(),
                                       "--date",
                                       day};
    const auto results = store::Layout(folder / "data")
                             .results(*store::Date::parse(day), DeviceId("emulated"), AppName("cifar-dense+tree"));
    const auto logs = [&] {
        std::map<std::string, std::string> complete;  // by name
        for (const auto& entry : std::filesystem::directory_iterator(results)) {
            const auto& path = entry.path();
            if (path.extension() == ".log") complete.emplace(path.filename(), system::read_file(path, most));
        }
        std::vector<std::string> texts;
        for (const auto& [name, text] : complete) texts.push_back(text);
        return texts;
    };
    const auto unfinished = [&] {
        return !std::filesystem::exists(results) || std::filesystem::exists(results / ".unfinished") || logs().empty();
    };
    setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
    setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_EQ(StartedRunner(run).wait(), 0);
    const auto whole_run = std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begun);
    const std::vector<std::string> whole = logs();
    std::mt19937_64 random(1);
    for (int kills = 0; kills < 15;) {
        std::filesystem::remove_all(results);
        while (unfinished()) {
            StartedRunner started(run);
            if (!started.ends_within(microseconds(random() % static_cast<std::uint64_t>(whole_run.count())))) {
                started.send(SIGKILL);
                ++kills;
            }
            started.wait();
        }
        ASSERT_EQ(logs(), whole) << "after " << kills << " kills";
    }
}

}  // namespace
}  // namespace bt::e2e::concurrent_test
