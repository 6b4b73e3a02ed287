#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cinttypes>
#include <cmath>
#include <cstdio>

#include "bt/format/chunk_costs.hpp"
#include "bt/format/summary.hpp"
#include "e2e/result_log_maker.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::parse_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const RunSchedule first{{chunk("big", 1, 3), chunk("vulkan", 4, 7)}, {2000, 2500}, 1, 2.4};
const RunSchedule second{{chunk("vulkan", 1, 4), chunk("big", 5, 7)}, {2200, 1000}, 2, 2.5};
const RunSchedule third{{chunk("medium", 1, 2), chunk("vulkan", 3, 7)}, {3000, 1500}, 3, 2.9};
const RunSchedule big{{chunk("big", 1, 7)}, {4400}};
const RunSchedule vulkan{{chunk("vulkan", 1, 7)}, {5000}};

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class Parse : public ::testing::Test {
protected:
    std::string uid(const RunSchedule& run) const { return record_of(run).uid; }

    std::string log(const std::string& name, const std::string& text) const {
        test::write_text(folder / name, text);
        return (folder / name).string();
    }

    static std::string whole_run(double slower = 1) {
        return section_of(first, slower) + section_of(second, slower) + section_of(third, slower) +
               section_of(big, slower) + section_of(vulkan, slower);
    }

    system::ChildResult parse(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"parse", "--data", (folder / "store").string()});
        return runner(std::move(arguments));
    }

    // Without figures, into the test's own folder.
    system::ChildResult parse_logs(std::vector<std::string> logs, std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{"--figures", "none", "--out", out().string(), "--logs"};
        arguments.insert(arguments.end(), logs.begin(), logs.end());
        arguments.insert(arguments.end(), more.begin(), more.end());
        return parse(std::move(arguments));
    }

    std::filesystem::path out() const { return folder / "out"; }
    format::Summary summary() const { return format::read_summary(text_of(out() / "summary.json"), "summary.json"); }

    test::TemporaryFolder folder;
};

TEST_F(Parse, OfLogsAloneKnowsWhatTheyAreAboutAndNamesTheBestSchedule) {
    // The whole machine slows down by a tenth from run to run: ratios within a run do not move.
    const auto result =
        parse_logs({log("a.log", whole_run()), log("b.log", whole_run(1.1)), log("c.log", whole_run(1.2))});
    EXPECT_EQ(result.status, 0) << result.err;
    const format::Summary found = summary();
    EXPECT_EQ(found.device.str(), "phone");
    EXPECT_EQ(found.params.at("points"), "1000");
    ASSERT_EQ(found.schedules.size(), 5U);
    EXPECT_EQ(found.schedules[0].uid, uid(first));
    EXPECT_NEAR(found.schedules[0].interval.value()->count(), 2.75, 1e-6);
    EXPECT_EQ(found.schedules[0].runs, 3);
    EXPECT_EQ(found.schedules[3].control, format::Control::yes);
    ASSERT_TRUE(found.best) << found.best.why();
    EXPECT_EQ((*found.best).uid, uid(second));
    EXPECT_EQ((*found.best).single_pu, uid(big));
    EXPECT_NEAR(*(*found.best).speedup, 2.0, 1e-6);
    EXPECT_NEAR((*found.best).speedup_ci.value()->low, 2.0, 1e-6);
    EXPECT_THAT(result.out, HasSubstr("best: " + uid(second)));
}

TEST_F(Parse, SaysIntervalLatencyUtilisationAndGapsOfEachSchedule) {
    ASSERT_EQ(parse_logs({log("a.log", whole_run())}).status, 0);
    const format::ScheduleSummary schedule = summary().schedules[0];
    EXPECT_NEAR(schedule.interval.value()->count(), 2.5, 1e-6);
    EXPECT_NEAR(schedule.predicted.value()->count(), 2.4, 1e-9);
    EXPECT_NEAR(schedule.widest_chunk.value()->count(), 2.5, 1e-6);
    EXPECT_NEAR(schedule.latency.median.value()->count(), 7.5, 1e-6);
    EXPECT_EQ(schedule.latency.p99.why(), "97 tasks: fewer than 100");
    EXPECT_NEAR(schedule.utilisation.at(PuName("vulkan")), 1, 1e-6);
    EXPECT_NEAR(schedule.utilisation.at(PuName("big")), 0.8, 0.02);
    EXPECT_NEAR(schedule.idle.at(PuName("big")).mean.count(), 0.5, 0.05);
    EXPECT_EQ(schedule.ci.why(), "one run: a CI needs two or more, a useful one five");
}

TEST_F(Parse, WritesSummariesAndATraceForEachSchedule) {
    ASSERT_EQ(parse_logs({log("a.log", whole_run())}).status, 0);
    test::write_text(out() / "traces/SCH-OLD.trace.json", "{}");
    ASSERT_EQ(parse_logs({log("a.log", whole_run())}).status, 0);
    EXPECT_THAT(text_of(out() / "summary.csv"), HasSubstr("\n1," + uid(first) + ",1-3 big | 4-7 vulkan,no,1,2.4,2.5"));
    EXPECT_THAT(text_of(out() / "summary.md"), HasSubstr("**Best: "));
    const std::string trace = text_of(out() / "traces" / (uid(first) + ".trace.json"));
    EXPECT_THAT(trace, HasSubstr("\"name\": \"task 99\""));
    EXPECT_THAT(trace, HasSubstr("vulkan: stages 4 to 7"));
    EXPECT_FALSE(std::filesystem::exists(out() / "traces/SCH-OLD.trace.json"));
    EXPECT_TRUE(std::filesystem::exists(out() / "traces" / (uid(vulkan) + ".trace.json")));
}

TEST_F(Parse, TwiceGivesTheSameBytes) {
    const std::string one = log("a.log", whole_run());
    ASSERT_EQ(parse_logs({one}).status, 0);
    const std::string before = text_of(out() / "summary.json");
    ASSERT_EQ(parse_logs({one}).status, 0);
    EXPECT_EQ(text_of(out() / "summary.json"), before);
}

TEST_F(Parse, DrawsBarsAScatterAndAGanttChart) {
    const auto result = parse({"--logs", log("a.log", whole_run()), "--out", out().string(), "--figures", "svg"});
    ASSERT_EQ(result.status, 0) << result.err;
    for (const char* name : {"intervals.svg", "predicted-measured.svg", "gantt.svg"}) {
        EXPECT_THAT(text_of(out() / name), HasSubstr("</svg>")) << name;
        EXPECT_THAT(text_of(out() / "summary.md"), HasSubstr(name));
    }
    EXPECT_FALSE(std::filesystem::exists(out() / "predicted-measured-pipelined.svg")) << "no single PU was predicted";
}

TEST_F(Parse, DrawsPipelinesOnceMoreWithoutTheSinglePUsAndLeavesNoFigureOfTheAnalysisBefore) {
    const RunSchedule predicted{{chunk("big", 1, 7)}, {4400}, 4, 4.3};
    const std::string one = log("a.log", section_of(first) + section_of(second) + section_of(predicted));
    ASSERT_EQ(parse({"--logs", one, "--out", out().string(), "--figures", "svg"}).status, 0);
    EXPECT_THAT(text_of(out() / "predicted-measured.svg"), HasSubstr("one PU"));
    EXPECT_THAT(text_of(out() / "predicted-measured-pipelined.svg"),
                testing::AllOf(HasSubstr("two PUs or more"), Not(HasSubstr("one PU"))));
    ASSERT_EQ(parse_logs({one}).status, 0);
    for (const auto& entry : std::filesystem::directory_iterator(out())) {
        EXPECT_THAT(entry.path().filename().string(), testing::AnyOf("traces", HasSubstr("summary.")));
    }
}

TEST_F(Parse, ReadsTheNewestDateOfTheStoreAndLeavesALineInItsManifest) {
    const auto results = [&](const std::string& date) { return "store/" + date + "/results/phone_tree/"; };
    log(results("2026-03-30") + "phone_tree_schedules_000.log", whole_run(2));
    log(results("2026-03-31") + "phone_tree_schedules_000.log", whole_run());
    log(results("2026-03-31") + "phone_tree_schedules_001.log.part", section_of(first));
    const auto result = parse({"--device", "phone", "--app", "tree", "--figures", "none", "--json"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("unfinished"));
    const format::Summary found = format::read_summary(result.out, "stdout");
    EXPECT_NEAR(found.schedules[0].interval.value()->count(), 2.5, 1e-6);
    EXPECT_TRUE(std::filesystem::exists(folder / (results("2026-03-31") + "analysis/summary.json")));
    const std::string manifest = text_of(folder / "store/2026-03-31/manifest.jsonl");
    EXPECT_THAT(manifest, HasSubstr("phone_tree_schedules_000.log"));
    EXPECT_THAT(manifest, HasSubstr("best " + uid(second)));
}

TEST_F(Parse, OfAWrongOutputHasNoTimeAndExitsWithFive) {
    RunSchedule wrong = first;
    wrong.status = format::RunStatus::wrong;
    wrong.reason = "task 0: largest error 0.5";
    const auto result = parse_logs({log("a.log", section_of(wrong) + section_of(second) + section_of(big))});
    EXPECT_EQ(result.status, 5);
    EXPECT_THAT(result.err, HasSubstr("task 0: largest error 0.5"));
    const format::ScheduleSummary schedule = summary().schedules[0];
    EXPECT_EQ(schedule.interval.why(), "wrong output");
    EXPECT_FALSE(*schedule.verified);
    EXPECT_EQ((*summary().best).uid, uid(second));
}

TEST_F(Parse, NeverCallsAScheduleBestWhoseOutputsNobodyCompared) {
    RunSchedule unchecked = second;
    unchecked.checked = false;
    ASSERT_EQ(parse_logs({log("a.log", section_of(first) + section_of(unchecked) + section_of(big))}).status, 0);
    EXPECT_EQ((*summary().best).uid, uid(first));
    RunSchedule other = first;
    other.checked = false;
    ASSERT_EQ(parse_logs({log("b.log", section_of(other))}).status, 0);
    EXPECT_EQ(summary().best.why(), "no schedule's outputs were compared with the reference in every run");
}

TEST_F(Parse, WarnsWhereAChunkWasFasterThanItsStagesEverWere) {
    RunSchedule skipped = first;
    skipped.stage_ms = {1.5, 1.5, 1.5, 0.6, 0.6, 0.6, 0.6};  // big: 4.5 ms in all, and the chunk took 2
    const auto result = parse_logs({log("a.log", section_of(skipped))});
    EXPECT_THAT(result.err, HasSubstr("a stage was skipped: in 1 of 1 schedules"));
    EXPECT_THAT(result.err, HasSubstr("stages 1-3 big: 2.000 ms, where they took 4.500 ms or more"));
    RunSchedule whole = first;
    whole.stage_ms = {0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.6};
    EXPECT_THAT(parse_logs({log("b.log", section_of(whole))}).err, Not(HasSubstr("skipped")));
}

TEST_F(Parse, TellsDriftByAControlThatRanSeveralTimes) {
    const auto result =
        parse_logs({log("a.log", section_of(big) + section_of(first) + section_of(big, 1.08) + section_of(big, 1.12))});
    EXPECT_THAT(result.err, HasSubstr("drift: in a.log the intervals of " + uid(big) + " lie 11."));
}

TEST_F(Parse, InATimeWindowKeepsThatPartOfEachRun) {
    const std::string whole = log("a.log", whole_run());
    ASSERT_EQ(parse_logs({whole}, {"--time-window", "0.2-0.6"}).status, 0);
    const format::ScheduleSummary schedule = summary().schedules[3];
    EXPECT_NEAR(schedule.interval.value()->count(), 4.4, 1e-6);
    EXPECT_THAT(schedule.latency.p95.why(), testing::IsEmpty());
    // Tasks 19 and 60 touch the window; while the last one is taken nothing more counts.
    EXPECT_EQ(schedule.latency.p99.why(), "41 tasks: fewer than 100");
    for (const char* bad : {"0.5", "0.9-0.1", "0-2", "a-b"}) {
        EXPECT_EQ(parse_logs({whole}, {"--time-window", bad}).status, 2) << bad;
    }
}

TEST_F(Parse, RefitsWhatSubmittingAChunkCosts) {
    // Vulkan's chunks take 0.9 ms and 0.1 ms for each stage above their cells of 0.3 ms.
    const auto run = [](int split, int rank) {
        RunSchedule made{{chunk("big", 1, split), chunk("vulkan", split + 1, 7)}, {}, rank, 3.0};
        made.stage_ms.assign(static_cast<std::size_t>(split), 0.5);
        made.stage_ms.resize(7, 0.3);
        const auto stages = static_cast<std::uint64_t>(7 - split);
        made.busy_us = {static_cast<std::uint64_t>(split) * 500, 900 + stages * 400};
        return section_of(made);
    };
    const auto result = parse_logs({log("a.log", run(2, 1) + run(3, 2) + run(5, 3) + run(6, 4))}, {"--refit-costs"});
    ASSERT_EQ(result.status, 0) << result.err;
    const auto costs = format::read_chunk_costs(text_of(out() / "phone_costs.json"), "costs");
    const format::ChunkCost& cost = costs.pus.at(PuName("vulkan"));
    EXPECT_NEAR(cost.chunk_ms.count(), 0.9, 1e-6);
    EXPECT_NEAR(cost.stage_ms.count(), 0.1, 1e-6);
    EXPECT_EQ(cost.from, format::CostSource::run);
    EXPECT_NEAR(costs.pus.at(PuName("big")).chunk_ms.count(), 0, 1e-6);
    EXPECT_EQ(parse_logs({log("b.log", section_of(first))}, {"--refit-costs"}).status, 4);
}

TEST_F(Parse, ExitsWithOneWhereThePredictionIsWorseThanAsked) {
    const std::string one = log("a.log", whole_run());
    EXPECT_EQ(parse_logs({one}, {"--fail-on-mape", "50"}).status, 0);
    const auto result = parse_logs({one}, {"--fail-on-mape", "1"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("--fail-on-mape 1: the MAPE is"));
    EXPECT_EQ(parse_logs({one}, {"--fail-on-mape", "x"}).status, 2);
}

TEST_F(Parse, WarnsWhereSchedulesWereMeasuredInDifferentRuns) {
    const std::string one = log("a.log", whole_run());
    const auto same = parse_logs({one, log("b.log", whole_run(1.1))});
    EXPECT_THAT(same.err, Not(HasSubstr("in the same runs")));
    const auto other = parse_logs({one, log("b.log", section_of(first) + section_of(big))});
    EXPECT_THAT(other.err, HasSubstr("not every schedule was measured in the same runs, " + uid(second) + " in 1 and " +
                                     uid(first) + " in 2"));
}

TEST_F(Parse, WithDryRunWritesNothing) {
    const auto result = parse_logs({log("a.log", whole_run())}, {"--dry-run"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("a.log"));
    const auto json = parse_logs({log("a.log", whole_run())}, {"--dry-run", "--json"});
    EXPECT_THAT(json.out, HasSubstr("\"kind\": \"plan\""));
    EXPECT_THAT(json.out, HasSubstr(out().string() + "\""));
    EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(Parse, LeavesOutWhatCannotBeUsedOnlyWhenAskedTo) {
    const std::string cut = section_of(second).substr(0, 3000);
    const std::string damaged = log("a.log", section_of(first) + cut);
    const auto strict = parse_logs({damaged});
    EXPECT_EQ(strict.status, 4);
    EXPECT_EQ(strict.out, "");
    EXPECT_THAT(strict.err, HasSubstr("a.log:"));
    EXPECT_FALSE(std::filesystem::exists(out() / "summary.json"));
    const auto lenient = parse_logs({damaged}, {"--lenient"});
    EXPECT_EQ(lenient.status, 0) << lenient.err;
    EXPECT_THAT(lenient.err, HasSubstr("left out"));
    EXPECT_EQ(summary().schedules.size(), 1U);
}

// Each is one clear line, the right exit code, and nothing on stdout.
struct BadInput {
    const char* name;
    std::vector<std::string> arguments;  // @: the test's folder
    int status;
    const char* says;
};

class ParseRefuses : public Parse, public ::testing::WithParamInterface<BadInput> {
protected:
    void SetUp() override {
        log("good.log", section_of(first));
        log("other-device.log", section_of(first, 1, "tablet"));
        log("other-backend.log", section_of(RunSchedule{{chunk("big", 1, 7)}, {4000}}, 1, "phone", Backend::cpu));
        log("bench.log", "Stage: 1 by Little\n\tCount \t52\n");
        log("unknown-uid.log",
            "### Python Begin ###\nSchedule_UID=SCH-B7-zzz\nFrequency=1000 Hz\n"
            "Task=0 Chunk=0 Start=1 End=2 Duration=1\n### Python End ###\n");
        log("none.json", "[]");
        log("schedules.json", format::render(std::vector{record_of(first)}));
        log("of-tablet.json", format::render(std::vector{record_of(first, "tablet")}));
        std::filesystem::create_directories(folder / "empty");
    }
};

TEST_P(ParseRefuses, WithOneClearLineAndTheRightExitCode) {
    std::vector<std::string> arguments = GetParam().arguments;
    for (std::string& word : arguments) {
        if (word.starts_with('@')) word = (folder / word.substr(1)).string();
    }
    arguments.insert(arguments.end(), {"--figures", "none"});
    const auto result = parse(arguments);
    EXPECT_EQ(result.status, GetParam().status) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr(GetParam().says));
    EXPECT_LE(std::count(result.err.begin(), result.err.end(), '\n'), 2);
}

INSTANTIATE_TEST_SUITE_P(
    Bad, ParseRefuses,
    ::testing::Values(
        BadInput{"NoDevice", {"--app", "tree"}, 2, "--device is missing"},
        BadInput{"NoApp", {"--device", "phone"}, 2, "--app is missing"},
        BadInput{
            "NothingInTheStore", {"--device", "phone", "--app", "tree"}, 4, "no complete result log of tree on phone"},
        BadInput{"NoSuchLog", {"--logs", "@missing.log"}, 4, "no log '"},
        BadInput{"EmptyFolder", {"--logs", "@empty"}, 4, "no log in the folder"},
        BadInput{"NoSections", {"--logs", "@bench.log"}, 4, "has no section"},
        BadInput{"NoSchedules", {"--logs", "@good.log", "--schedules", "@none.json"}, 4, "no schedules in"},
        BadInput{"UnknownUid",
                 {"--logs", "@unknown-uid.log", "--schedules", "@schedules.json"},
                 4,
                 "schedule SCH-B7-zzz is not in"},
        BadInput{"UidWithoutSchedules", {"--logs", "@unknown-uid.log"}, 4, "does not say what its schedules are"},
        BadInput{"AnotherDevice",
                 {"--logs", "@good.log", "--device", "jetson"},
                 4,
                 "is for the device 'phone', not 'jetson'"},
        BadInput{"SchedulesOfAnotherDevice",
                 {"--logs", "@good.log", "--device", "phone", "--schedules", "@of-tablet.json"},
                 4,
                 "is for the device 'tablet', not 'phone'"},
        BadInput{"TwoDevices", {"--logs", "@good.log", "@other-device.log"}, 4, "is for the device 'tablet'"},
        BadInput{"AnotherApp", {"--logs", "@good.log", "--app", "cifar-dense"}, 4, "is for the application 'tree'"},
        BadInput{"TwoBackends", {"--logs", "@good.log", "@other-backend.log"}, 2, "two backends, vk and cpu"},
        BadInput{"BackendThatIsNotThere", {"--logs", "@good.log", "--backend", "cu"}, 4, "no section of the logs"}),
    [](const auto& instance) { return instance.param.name; });

// The earlier system's logs: its block, recomputed here in another way.
class EarlierLogs : public Parse, public ::testing::WithParamInterface<std::pair<const char*, const char*>> {};

struct Plain {
    std::map<std::string, std::map<unsigned, std::pair<double, int>>> sums;  // by uid and chunk
    std::vector<std::string> order;
};

Plain read_plainly(const std::filesystem::path& log) {
    Plain plain;
    std::ifstream in(log);
    double ticks_per_ms = 0;
    for (std::string line; std::getline(in, line);) {
        char uid[128] = {};
        std::uint64_t frequency = 0, duration = 0;
        unsigned chunk = 0;
        if (std::sscanf(line.c_str(), "Schedule_UID=%127s", uid) == 1) plain.order.emplace_back(uid);
        if (std::sscanf(line.c_str(), "Frequency=%" SCNu64, &frequency) == 1)
            ticks_per_ms = static_cast<double>(frequency) / 1000;
        if (std::sscanf(line.c_str(), "Task=%*u Chunk=%u Start=%*u End=%*u Duration=%" SCNu64, &chunk, &duration) != 2)
            continue;
        auto& [sum, count] = plain.sums[plain.order.back()][chunk];
        sum += static_cast<double>(duration) / ticks_per_ms;
        ++count;
    }
    return plain;
}

TEST_P(EarlierLogs, GiveTheBlockOfAnIndependentRecomputationAndAWarningOfSkippedStages) {
    const char* const reference = std::getenv("BT_REFERENCE");
    if (reference == nullptr) GTEST_SKIP() << "BT_REFERENCE does not name the folder of reference data";
    const auto logs = std::filesystem::path(reference) / "data/logs";
    const auto [log_name, schedules_name] = GetParam();
    const auto result = parse_logs({(logs / log_name).string()}, {"--schedules", (logs / schedules_name).string()});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("a stage was skipped"));

    const auto schedules =
        format::read_schedules(text_of(logs / schedules_name), schedules_name, {.lenient = {}, .backend = Backend::vk});
    double squares = 0, absolute = 0, percent = 0;
    int within10 = 0;
    const Plain plain = read_plainly(logs / log_name);
    for (const auto& record : schedules.pipelines) {
        double widest = 0;
        for (const auto& [chunk, sum] : plain.sums.at(record.uid)) widest = std::max(widest, sum.first / sum.second);
        const double predicted = record.metrics.max_time->count();
        squares += (widest - predicted) * (widest - predicted);
        absolute += std::abs(widest - predicted);
        percent += (widest - predicted) / predicted * 100;
        within10 += std::abs(widest - predicted) / predicted <= 0.1;
    }
    const auto n = static_cast<double>(plain.order.size());
    const format::Summary found = summary();
    ASSERT_TRUE(found.earlier);
    EXPECT_EQ(found.earlier->n, static_cast<int>(n));
    EXPECT_NEAR(found.earlier->rmse, std::sqrt(squares / n), 1e-6);
    EXPECT_NEAR(found.earlier->mae, absolute / n, 1e-6);
    EXPECT_NEAR(found.earlier->mean, percent / n, 1e-6);
    EXPECT_EQ(found.earlier->within10, within10);
    EXPECT_FALSE(found.best);
}

INSTANTIATE_TEST_SUITE_P(OfTwoDevices, EarlierLogs,
                         ::testing::Values(std::pair{"result_3A021JEHN02756_cifar-sparse_vk_000.log",
                                                     "schedules_3A021JEHN02756_cifar-sparse_vk.json"},
                                           std::pair{"result_jetson_tree_cu_000.log",
                                                     "schedules_jetson_tree_cu.json"}));

}  // namespace
}  // namespace bt::e2e::parse_test
