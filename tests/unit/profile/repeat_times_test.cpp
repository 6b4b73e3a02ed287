#include "bt/profile/repeat_times.hpp"

#include <gtest/gtest.h>

#include "profile/submission_fit.hpp"
#include "unit/profile/bench_fixture.hpp"

namespace bt::profile {
namespace {

double ms_at(const RepeatTimes& times, int stage, const char* pu, const char* set) {
    const Stage here = Stage::from_number(stage);
    return times.ms.at({{here, here}, PuName(pu), ActiveSet::parse(set)});
}

TEST(RepeatTimes, AreMediansOfTheSamples) {
    const auto log = format::read_bench_log(tests::log_text(tests::header(), tests::all_cells(1)), "log");
    const RepeatTimes times = times_of(log);
    EXPECT_DOUBLE_EQ(ms_at(times, 2, "little", "little"), 8);
    EXPECT_DOUBLE_EQ(ms_at(times, 1, "big", "big+vulkan"), 1.2);
}

TEST(RepeatTimes, AreOfOneExecutionWhereSeveralWereTimedTogether) {
    auto cells = tests::all_cells(1);
    cells[2].batch = 4;
    const auto log = format::read_bench_log(tests::log_text(tests::header(), cells), "log");
    EXPECT_DOUBLE_EQ(ms_at(times_of(log), 1, "big", "big"), 0.25);
}

TEST(RepeatTimes, OfAGpuAreWithoutWhatSubmittingCosts) {
    const auto log = format::read_bench_log(tests::log_text(tests::header(), tests::all_cells(1)), "log");
    const RepeatTimes times = times_of(log);
    EXPECT_NEAR(times.chunk_ms.at(PuName("vulkan")), 0.5, 1e-6);
    EXPECT_NEAR(ms_at(times, 1, "vulkan", "vulkan"), 0.3, 1e-6);
    EXPECT_NEAR(ms_at(times, 2, "vulkan", "little+big+vulkan"), 0.6, 1e-6);
    EXPECT_FALSE(times.chunk_ms.contains(PuName("big")));
}

TEST(RepeatTimes, OfAGpuWithoutRangesAreWholeSubmissions) {
    auto cells = tests::all_cells(1);
    std::erase_if(cells, [](const format::BenchCell& each) { return each.stages.count() > 1; });
    const auto log = format::read_bench_log(tests::log_text(tests::header(), cells), "log");
    EXPECT_DOUBLE_EQ(ms_at(times_of(log), 1, "vulkan", "vulkan"), 0.8);
    EXPECT_TRUE(times_of(log).chunk_ms.empty());
}

// The ranges that are still to come decide what a submission costs: a cell given now would be another one later.
TEST(RepeatTimes, OfALogThatWasCutLeaveTheGpuOut) {
    std::string text = tests::log_text(tests::header(), tests::all_cells(1));
    text.resize(text.find("{\"cell\": {\"stage\": 1, \"last\": 2"));
    const RepeatTimes times = times_of(format::read_bench_log(text, "log"));
    EXPECT_EQ(times.ms.size(), 4U);
    EXPECT_TRUE(times.chunk_ms.empty());
}

TEST(Rows, KeepTheConditionsApart) {
    const auto log = format::read_bench_log(tests::log_text(tests::header(), tests::all_cells(1)), "log");
    const RepeatRows rows = rows_of(log, {3, 1});
    ASSERT_EQ(rows.normal.size(), 2U);
    ASSERT_EQ(rows.fully.size(), 2U);
    ASSERT_EQ(rows.sets.size(), 1U);
    EXPECT_EQ(rows.normal[1].cell(PuName("big")), TableCell(Milliseconds{2}));
    EXPECT_EQ(rows.fully[1].cell(PuName("big")), TableCell(Milliseconds{2.5}));
    EXPECT_EQ(rows.sets[0].set, ActiveSet::parse("big+vulkan"));
    EXPECT_TRUE(rows.sets[0].cell(PuName("little")).is_unmeasured());
    EXPECT_TRUE(rows.normal[0].cell(PuName("medium")).is_absent()) << "the device has no such PU";
}

TEST(Submissions, SeveralRangesAgreeOnWhatOneCosts) {
    Submissions measured;
    const double cost = 0.7;
    for (int stage = 1; stage <= 6; ++stage) measured.stages[Stage::from_number(stage)] = cost + 0.1 * stage;
    for (const auto& [first, last] : {std::pair{1, 6}, {1, 3}, {4, 6}}) {
        double sum = cost;
        for (int stage = first; stage <= last; ++stage) sum += 0.1 * stage;
        measured.ranges[{Stage::from_number(first), Stage::from_number(last)}] = sum;
    }
    EXPECT_NEAR(fit_chunk_ms(measured).value(), cost, 1e-9);
}

TEST(Submissions, NeverCostLessThanNothing) {
    Submissions measured;
    measured.stages = {{Stage::from_number(1), 1.0}, {Stage::from_number(2), 1.0}};
    measured.ranges[{Stage::from_number(1), Stage::from_number(2)}] = 2.5;
    EXPECT_EQ(fit_chunk_ms(measured), 0.0);
    measured.stages.erase(Stage::from_number(2));
    EXPECT_EQ(fit_chunk_ms(measured), std::nullopt) << "a range whose stages are not all known says nothing";
}

}  // namespace
}  // namespace bt::profile
