#include "bt/format/summary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::summary_test {
namespace {

using testing::HasSubstr;

std::string sample() { return page_sample("docs/formats/summary.md", "summary", "json"); }
std::string fault_with(const std::string& from, const std::string& to) {
    return fault_from([&] { read_summary(with(sample(), from, to), "summary.json"); });
}

TEST(Summary, ReadsWhatThePageShows) {
    const Summary summary = read_summary(sample(), "summary.json");
    ASSERT_EQ(summary.schedules.size(), 2U);
    const ScheduleSummary& first = summary.schedules[0];
    EXPECT_EQ(*first.interval, Milliseconds(4.25));
    EXPECT_EQ(*first.ci, (Ci{4.125, 4.375}));
    EXPECT_EQ(first.latency.p99.why(), "20 tasks: fewer than 100");
    EXPECT_EQ(first.utilisation.at(PuName("vulkan")), 0.82);
    EXPECT_EQ(summary.schedules[1].status, RunStatus::wrong);
    EXPECT_EQ(summary.schedules[1].control, Control::yes);
    EXPECT_FALSE(*summary.schedules[1].verified);
    EXPECT_EQ(*summary.pipelined.rmse, 0.125);
    EXPECT_EQ(to_string((*summary.best).chunks), "1-4 little | 5-7 vulkan");
}

TEST(Summary, OfSeveralApplicationsReadsWhatThePageShowsAndReadsItBack) {
    const std::string page = page_sample("docs/formats/summary.md", "rounds", "json");
    const Summary summary = read_summary(page, "summary.json");
    EXPECT_EQ(summary.metric, Metric::makespan);
    const ScheduleSummary& schedule = summary.schedules.at(0);
    EXPECT_EQ(*schedule.interval, Milliseconds(10.5));
    ASSERT_TRUE(schedule.rounds);
    EXPECT_EQ(schedule.rounds->baselines, std::vector<std::string>{"whole"});
    EXPECT_EQ(in_words(*schedule.rounds), "tree: 1-7 big; tree: 1-7 vulkan");
    EXPECT_EQ(*schedule.rounds->chains.at(0).groups.at(0).predicted_slowdown, 1.21);
    EXPECT_EQ(schedule.rounds->period.predicted.why(), "not predicted");
    EXPECT_EQ((*summary.best).what, "tree: 1-7 big; tree: 1-7 vulkan");
    EXPECT_EQ(read_summary(render(summary), "summary.json"), summary);
    EXPECT_THAT(fault_from([&] { read_summary(with(page, "\"makespan\",", "\"speed\","), "summary.json"); }),
                HasSubstr("expected a metric"));
}

TEST(Summary, ReadsBackWhatItWrote) {
    const Summary summary = read_summary(sample(), "summary.json");
    EXPECT_EQ(read_summary(render(summary), "summary.json"), summary);
    EXPECT_EQ(render(read_summary(render(summary), "summary.json")), render(summary));
}

TEST(Summary, CarriesWhatItsReadersMayLeaveOut) {
    Summary summary = read_summary(sample(), "summary.json");
    ScheduleSummary& schedule = summary.schedules[0];
    schedule.chunks = (*summary.best).chunks;
    schedule.idle.emplace(PuName("vulkan"), IdleGaps{Milliseconds(0.25), Milliseconds(1.5)});
    schedule.runs = 5;
    summary.pipelined.ci.emplace("mape", Ci{2.5, 3.5});
    summary.clock = LogClock::virtual_time;
    summary.warnings = {"a stage was skipped"};
    summary.earlier = EarlierComparison{.n = 20, .within5 = 1, .rmse = 11.5, .largest = 75.0, .over = 19};
    const std::string text = render(summary);
    EXPECT_EQ(read_summary(text, "summary.json"), summary);
    EXPECT_THAT(text, HasSubstr("\"idle_ms\": {\"vulkan\": {\"mean\": 0.25, \"longest\": 1.5}}"));
    EXPECT_THAT(text, HasSubstr("\"ci\": {\"mape\": [2.5, 3.5]}"));
}

TEST(Summary, OfNothingIsAllNullsWithReasons) {
    const Summary empty{.device = DeviceId("local"), .app = AppName("tree"), .backend = Backend::cpu, .params = {}};
    const std::string text = render(empty);
    EXPECT_THAT(text, HasSubstr("\"best\": null,\n  \"why\": {\n    \"best\": \"no schedule was measured\""));
    EXPECT_EQ(read_summary(text, "summary.json"), empty);
}

TEST(Summary, NeverWritesWhatIsNoNumber) {
    Summary summary = read_summary(sample(), "summary.json");
    summary.all.pearson = std::nan("");
    EXPECT_THROW(render(summary), Error);
}

TEST(Summary, TakesReasonsThatADeviceGarbled) {
    Summary summary = read_summary(sample(), "summary.json");
    summary.schedules[0].reason = "signal \xff 11";
    EXPECT_EQ(read_summary(render(summary), "summary.json").schedules[0].reason, "signal \xEF\xBF\xBD 11");
}

TEST(Summary, RefusesNullsWithoutAReasonAndKeysLeftOut) {
    EXPECT_THAT(
        fault_with("\"predicted_ms\": 4.125", "\"predicted_ms\": null"),
        HasSubstr("summary.json:14:23: expected a value, or null with a reason in 'why', found null without one"));
    EXPECT_THAT(fault_with("      \"predicted_ms\": 4.125,\n", ""), HasSubstr("expected the key 'predicted_ms'"));
    EXPECT_THAT(fault_with("\"rank\": \"a control\"", "\"rank\": \"\""), HasSubstr("expected a reason"));
}

TEST(Summary, RefusesValuesOutOfBounds) {
    EXPECT_THAT(fault_with("\"vulkan\": 0.82", "\"vulkan\": 1.2"),
                HasSubstr("expected a number from 0 to 1, found 1.2"));
    EXPECT_THAT(fault_with("[4.125, 4.375]", "[4.375, 4.125]"), HasSubstr("higher end of a confidence interval"));
    EXPECT_THAT(fault_with("\"status\": \"wrong\"", "\"status\": \"bad\""), HasSubstr("ok, wrong, failed or timeout"));
    EXPECT_THAT(fault_with("\"first_stage\": 5", "\"first_stage\": 6"),
                HasSubstr("stage 5 missing before the chunk on vulkan"));
    EXPECT_THAT(fault_with("\"version\": 1", "\"version\": 3"),
                HasSubstr("expected summary version 1, found version 3"));
}

}  // namespace
}  // namespace bt::format::summary_test
