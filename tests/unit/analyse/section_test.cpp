#include "bt/analyse/section.hpp"

#include <gtest/gtest.h>

#include <random>

#include "bt/core/statistics.hpp"

#include "unit/analyse/pipeline_rows.hpp"

namespace bt::analyse {
namespace {

using test::figures_of;
using test::pipeline_rows;

// Chunks of 3, 5 and 2 ms at a million ticks per second.
std::uint64_t steady_busy(std::uint32_t, std::uint32_t chunk) {
    constexpr std::array<std::uint64_t, 3> ticks{3000, 5000, 2000};
    return ticks[chunk];
}

std::uint64_t noisy_busy(std::uint32_t task, std::uint32_t chunk) {
    return steady_busy(task, chunk) + (task * 2654435761U + chunk * 40503U) % 700;
}

TEST(Section, OfAPipelineHasTheWidestChunksTimeAsItsInterval) {
    // Past the first tasks, which find the pipeline empty.
    const SectionFigures figures = figures_of(pipeline_rows(100, 3, 4, steady_busy), 3, SteadyRange{10, 90});
    EXPECT_DOUBLE_EQ(figures.interval->count(), 5.0);
    EXPECT_EQ(figures.widest, 1U);
    EXPECT_DOUBLE_EQ(figures.chunks[1].mean_busy.count(), 5.0);
    EXPECT_DOUBLE_EQ(figures.chunks[1].utilisation, 1.0);
    EXPECT_DOUBLE_EQ(figures.chunks[0].utilisation, 0.6);
    EXPECT_DOUBLE_EQ(figures.chunks[2].mean_gap.count(), 3.0);
    EXPECT_EQ(figures.tasks, 100U);
    EXPECT_EQ(figures.incomplete, 0U);
}

TEST(Section, CountsFromTheFirstCompletionUntilTheFirstChunkTakesItsLastTask) {
    const SectionFigures figures = figures_of(pipeline_rows(100, 3, 4, steady_busy), 3);
    // The first chunk takes task 99 when task 95 has left the pipeline and its object is free.
    EXPECT_EQ(*figures.steady, (SteadyRange{0, 95}));
}

TEST(Section, OfOneChunkHasItsOwnTimeAndNoGaps) {
    const SectionFigures figures = figures_of(pipeline_rows(50, 1, 2, steady_busy), 1);
    EXPECT_DOUBLE_EQ(figures.interval->count(), 3.0);
    EXPECT_DOUBLE_EQ(figures.latency.quantile(0.5), 3.0);
    EXPECT_DOUBLE_EQ(figures.chunks[0].longest_gap.count(), 0.0);
}

TEST(Section, LatencyGoesFromTheFirstChunksStartToTheLastOnesEndWaitingIncluded) {
    const SectionFigures figures = figures_of(pipeline_rows(100, 3, 4, steady_busy), 3);
    // Four tasks in flight at one completion each 5 ms: a task that has just begun waits for three others.
    EXPECT_DOUBLE_EQ(figures.latency.quantile(0.5), 20.0);
    EXPECT_EQ(figures.latency.count(), 96U);
}

TEST(Section, IsTheSameInWhicheverOrderItsRowsCome) {
    std::vector<Row> rows = pipeline_rows(500, 3, 4, noisy_busy);
    const SectionFigures in_order = figures_of(rows, 3);
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.chunk < b.chunk; });
    const SectionFigures by_chunk = figures_of(rows, 3);
    EXPECT_DOUBLE_EQ(by_chunk.interval->count(), in_order.interval->count());
    EXPECT_DOUBLE_EQ(by_chunk.latency.quantile(0.99), in_order.latency.quantile(0.99));
    EXPECT_DOUBLE_EQ(by_chunk.chunks[2].mean_gap.count(), in_order.chunks[2].mean_gap.count());
    EXPECT_EQ(*by_chunk.steady, *in_order.steady);
}

// The same figures from all rows at once, by their definitions.
struct Plain {
    double interval, utilisation, mean_gap, longest_gap, latency;
};

Plain plainly(const std::vector<Row>& rows, std::uint32_t chunks, std::uint32_t chunk, SteadyRange steady) {
    const auto at = [&](std::uint32_t task, std::uint32_t c) { return rows[task * chunks + c]; };
    Plain out{};
    const double steps = steady.last - steady.first;
    out.interval = static_cast<double>(at(steady.last, chunks - 1).end - at(steady.first, chunks - 1).end) / steps;
    std::vector<double> latencies;
    double busy = 0;
    for (std::uint32_t task = steady.first; task <= steady.last; ++task) {
        latencies.push_back(static_cast<double>(at(task, chunks - 1).end - at(task, 0).start));
        if (task == steady.first) continue;
        busy += static_cast<double>(at(task, chunk).end - at(task, chunk).start);
        const auto gap = static_cast<double>(at(task, chunk).start - at(task - 1, chunk).end);
        out.mean_gap += gap / steps;
        out.longest_gap = std::max(out.longest_gap, gap);
    }
    out.utilisation = busy / static_cast<double>(at(steady.last, chunk).end - at(steady.first, chunk).end);
    out.latency = quantile(latencies, 0.95);
    return out;
}

class LongSection : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(LongSection, HasTheFiguresOfAllItsTasksThoughItKeepsAFew) {
    const std::vector<Row> rows = pipeline_rows(GetParam(), 3, 4, noisy_busy);
    const SectionFigures figures = figures_of(rows, 3);
    const Plain plain = plainly(rows, 3, 2, *figures.steady);
    EXPECT_EQ(figures.steady->first, 0U);
    EXPECT_GT(figures.steady->last, GetParam() - 8);
    EXPECT_NEAR(figures.interval->count(), plain.interval * 1e-3, 1e-9);
    EXPECT_NEAR(figures.chunks[2].utilisation, plain.utilisation, 1e-9);
    EXPECT_NEAR(figures.chunks[2].mean_gap.count(), plain.mean_gap * 1e-3, 1e-9);
    EXPECT_NEAR(figures.chunks[2].longest_gap.count(), plain.longest_gap * 1e-3, 1e-9);
    EXPECT_NEAR(figures.latency.quantile(0.95), plain.latency * 1e-3, plain.latency * 1e-3 / 2000);
    EXPECT_EQ(figures.tasks, GetParam());
}

INSTANTIATE_TEST_SUITE_P(AroundWhatIsKept, LongSection,
                         ::testing::Values(2047, 2048, 2049, 4095, 4096, 4097, 4098, 20'000));

TEST(Section, TakesTheSteadyTasksThatTheLogNames) {
    const std::vector<Row> rows = pipeline_rows(100, 3, 4, noisy_busy);
    const SectionFigures figures = figures_of(rows, 3, SteadyRange{20, 59});
    EXPECT_EQ(*figures.steady, (SteadyRange{20, 59}));
    EXPECT_NEAR(figures.interval->count(), plainly(rows, 3, 0, {20, 59}).interval * 1e-3, 1e-9);
    EXPECT_EQ(figures.latency.count(), 40U);
}

TEST(Section, WithRowsMissingCountsTheTasksThatAreWhole) {
    std::vector<Row> rows = pipeline_rows(100, 3, 4, steady_busy);
    std::erase_if(rows, [](const Row& row) { return row.task == 40 && row.chunk == 1; });
    const SectionFigures figures = figures_of(rows, 3, SteadyRange{10, 90});
    EXPECT_EQ(figures.incomplete, 1U);
    EXPECT_EQ(figures.tasks, 99U);
    EXPECT_DOUBLE_EQ(figures.interval->count(), 5.0);
    EXPECT_NEAR(figures.chunks[0].utilisation, 0.6, 1e-12);
}

TEST(Section, WhoseFirstTaskHasALargeNumberEndsSoon) {
    SectionTrace trace(1);
    trace.add({999'999'998, 0, 10, 20});
    trace.add({999'999'999, 0, 30, 40});
    const SectionFigures figures = trace.finish(1000);
    EXPECT_EQ(figures.tasks, 2U);
    EXPECT_DOUBLE_EQ(figures.chunks[0].mean_busy.count(), 10.0);
}

TEST(Section, OfFewerThanTwoSteadyTasksHasNoInterval) {
    EXPECT_FALSE(figures_of({}, 2).interval);
    EXPECT_FALSE(figures_of(pipeline_rows(1, 2, 3, steady_busy), 2).interval);
    EXPECT_FALSE(figures_of(pipeline_rows(2, 3, 4, steady_busy), 3).interval);
}

TEST(Section, InAWindowLeavesOutRowsThatDoNotOverlapIt) {
    const std::vector<Row> rows = pipeline_rows(100, 1, 2, steady_busy, 0);
    SectionTrace trace(1, part_of({0, 300'000}, 0.1, 0.9));
    for (const Row& row : rows) trace.add(row);
    const SectionFigures figures = trace.finish(1'000'000);
    // Task 9 ends where the window begins, task 90 begins where it ends: both touch it.
    EXPECT_EQ(figures.chunks[0].rows, 82U);
    EXPECT_EQ(figures.incomplete, 18U);
    EXPECT_DOUBLE_EQ(figures.interval->count(), 3.0);
}

TEST(Section, GivesItsFirstTasksForACharting) {
    SectionTrace trace(3);
    for (const Row& row : pipeline_rows(100, 3, 4, steady_busy)) trace.add(row);
    trace.finish(1'000'000);
    const std::vector<Row> rows = trace.first_tasks(2, 10);
    ASSERT_EQ(rows.size(), 6U);
    EXPECT_EQ(rows.front().task, 10U);
    EXPECT_EQ(rows.back().task, 11U);
    EXPECT_EQ(rows.back().chunk, 2U);
}

}  // namespace
}  // namespace bt::analyse
