#include "bt/profile/repeat_times.hpp"

#include <gtest/gtest.h>

#include "profile/submission_fit.hpp"
#include "unit/profile/bench_fixture.hpp"

namespace bt::profile::repeat_times_test {
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

// Stage k takes k tenths of a millisecond, a submission 0.7 ms; `error` of each as given.
std::vector<Submission> submissions(std::initializer_list<std::pair<int, int>> ranges, double error = 0.01) {
    std::vector<Submission> all;
    for (const auto& [first, last] : ranges) {
        double ms = 0.7;
        for (int stage = first; stage <= last; ++stage) ms += 0.1 * stage;
        all.push_back({{Stage::from_number(first), Stage::from_number(last)}, ms, error});
    }
    return all;
}

const std::initializer_list<std::pair<int, int>> singles_and_parts{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5},
                                                                   {6, 6}, {1, 6}, {1, 3}, {4, 6}};

TEST(Submissions, ThatAgreeTellTheCostAndEachStage) {
    const auto fit = fit_submissions(submissions(singles_and_parts)).value();
    EXPECT_NEAR(fit.chunk_ms, 0.7, 1e-9);
    ASSERT_EQ(fit.stage_ms.size(), 6U);
    for (const auto& [stage, ms] : fit.stage_ms) EXPECT_NEAR(ms, 0.1 * stage.number(), 1e-9);
}

// One submission that was disturbed, and shows it, moves nothing; all of them share in one that does not show it.
TEST(Submissions, CountByHowSureTheyAre) {
    auto measured = submissions(singles_and_parts);
    measured[2].ms += 0.3;
    const double shared = fit_submissions(measured)->stage_ms.at(Stage::from_number(3));
    EXPECT_GT(shared, 0.31);
    EXPECT_LT(shared, 0.59) << "the ranges speak against it";
    measured[2].error = 10;
    EXPECT_NEAR(fit_submissions(measured)->stage_ms.at(Stage::from_number(3)), 0.3, 1e-3);
}

TEST(Submissions, OfManyStagesAreFittedAsWell) {
    std::vector<Submission> measured;
    double all = 0.5;
    for (int stage = 1; stage <= 300; ++stage) {
        const double ms = 0.01 * (stage % 7 + 1);
        all += ms;
        measured.push_back({{Stage::from_number(stage), Stage::from_number(stage)}, 0.5 + ms, 0.001 * (stage % 3 + 1)});
    }
    measured.push_back({{Stage::from_number(1), Stage::from_number(300)}, all, 0.2});
    const auto fit = fit_submissions(measured).value();
    EXPECT_NEAR(fit.chunk_ms, 0.5, 1e-8);
    EXPECT_NEAR(fit.stage_ms.at(Stage::from_number(299)), 0.01 * (299 % 7 + 1), 1e-8);
}

TEST(Submissions, NeverCostLessThanNothing) {
    const Stage one = Stage::from_number(1), two = Stage::from_number(2);
    std::vector<Submission> measured{{{one, one}, 1, 0.01}, {{two, two}, 1, 0.01}, {{one, two}, 2.5, 0.01}};
    const auto fit = fit_submissions(measured).value();
    EXPECT_EQ(fit.chunk_ms, 0.0);
    EXPECT_NEAR(fit.stage_ms.at(one), 1 + 0.5 / 3, 1e-9);
    measured.erase(measured.begin() + 1);
    EXPECT_FALSE(fit_submissions(measured)) << "a range whose stages are not all known says nothing";
}

}  // namespace
}  // namespace bt::profile::repeat_times_test
