#include "bt/analyse/rounds.hpp"

#include <gtest/gtest.h>

namespace bt::analyse {
namespace {

constexpr std::uint64_t khz = 1000;  // a tick is a millisecond

// Chain 0: two groups; chain 1: one that runs beside the end of the first and the beginning of the second.
void add_round(RoundsTrace& trace, std::uint32_t round, std::uint64_t zero) {
    trace.add({round, 0, zero, zero + 4});
    trace.add({round, 1, zero + 5, zero + 10});
    trace.add({round, 2, zero + 2, zero + 8});
}

TEST(Rounds, TellTheMakespanEachChainsLatencyAndThePeriod) {
    RoundsTrace trace({2, 1});
    for (std::uint32_t round = 0; round < 4; ++round) add_round(trace, round, 100 + 12 * round);
    const RoundFigures figures = trace.finish(khz, SteadyRange{1, 3});
    EXPECT_EQ(figures.steady, (SteadyRange{1, 3}));
    EXPECT_DOUBLE_EQ(figures.makespan.count(), 10);
    EXPECT_DOUBLE_EQ(figures.latency[0].count(), 10);
    EXPECT_DOUBLE_EQ(figures.latency[1].count(), 8);
    EXPECT_DOUBLE_EQ(figures.period->count(), 12);
    EXPECT_EQ(figures.makespans.count(), 3U);
}

TEST(Rounds, TellHowLongAGroupRanBesideAnotherChain) {
    RoundsTrace trace({2, 1});
    for (std::uint32_t round = 0; round < 3; ++round) add_round(trace, round, 100 + 12 * round);
    const RoundFigures figures = trace.finish(khz, {});
    EXPECT_DOUBLE_EQ(figures.groups[0].contended.count(), 2) << "its end";
    EXPECT_DOUBLE_EQ(figures.groups[1].contended.count(), 3) << "its beginning";
    EXPECT_DOUBLE_EQ(figures.groups[2].contended.count(), 5) << "all but the gap between the two";
    EXPECT_DOUBLE_EQ(figures.groups[1].start.count(), 5);
    EXPECT_DOUBLE_EQ(figures.groups[1].busy.count(), 5);
}

TEST(Rounds, SeeWhatRunsBesideThemOfAnotherRound) {
    RoundsTrace trace({1, 1});
    for (std::uint32_t round = 0; round < 4; ++round) {  // chain 1 runs beside chain 0's next round
        trace.add({round, 0, 10 * round, 10 * round + 10});
        trace.add({round, 1, 10 * round + 10, 10 * round + 20});
    }
    const RoundFigures figures = trace.finish(khz, SteadyRange{1, 2});
    EXPECT_DOUBLE_EQ(figures.groups[0].contended.count(), 10);
    EXPECT_DOUBLE_EQ(figures.period->count(), 10);
    EXPECT_DOUBLE_EQ(figures.makespan.count(), 20);
}

TEST(Rounds, LeaveTheFirstOutAndCountOnlyWholeOnes) {
    RoundsTrace trace({2, 1});
    add_round(trace, 0, 0);
    add_round(trace, 1, 100);
    trace.add({2, 0, 200, 204});
    const RoundFigures figures = trace.finish(khz, {});
    EXPECT_EQ(figures.rounds, 2U);
    EXPECT_EQ(figures.steady, (SteadyRange{1, 1}));
    EXPECT_FALSE(figures.period) << "one round has none";
    RoundsTrace empty({1, 1});
    EXPECT_FALSE(empty.finish(khz, {}).steady);
}

TEST(Rounds, AreNumberedThroughAllChains) {
    const RoundsTrace trace({3, 2, 1});
    EXPECT_EQ(trace.number(0, 2), 2U);
    EXPECT_EQ(trace.number(1, 1), 4U);
    EXPECT_EQ(trace.number(2, 0), 5U);
}

TEST(Rounds, OfProgramsAreWhatEachSaysOfItself) {
    const std::vector<std::uint64_t> means{4, 7};
    const RoundFigures figures = of_means(means, khz);
    EXPECT_TRUE(figures.counts);
    EXPECT_DOUBLE_EQ(figures.latency[0].count(), 4);
    EXPECT_DOUBLE_EQ(figures.makespan.count(), 7);
    EXPECT_TRUE(figures.groups.empty()) << "nobody saw them";
    EXPECT_FALSE(figures.period);
}

}  // namespace
}  // namespace bt::analyse
