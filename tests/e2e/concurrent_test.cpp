// Several applications at once, as typed: measured, scheduled, run and compared on models in virtual time. Without
// noise a prediction is what then happens.
#include <csignal>
#include <map>
#include <random>

#include "e2e/concurrent_fixture.hpp"
#include "e2e/started_runner.hpp"
#include "integration/emulator/emulated_device.hpp"

namespace bt::e2e::concurrent_test {
namespace {

using testing::HasSubstr;

class Concurrent : public ConcurrentCommands {};

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
    EXPECT_THAT(refused({"--groups", "tree=2,7"}), HasSubstr("tree has 7 stages")) << "before it measures for minutes";
    EXPECT_THAT(refused({"--stages", "1-3"}), HasSubstr("all of their stages"));
    const auto unknown = command({"benchmark", "--device", "emulated", "--app", "cifar-dense+tre", "--dry-run"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean 'tree'?"));
    const auto shown = command({"benchmark", "--device", "emulated", "--app", "tree+tree", "--dry-run"});
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("TAKES AT MOST"));
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
