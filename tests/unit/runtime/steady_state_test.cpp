#include "runtime/steady_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace bt::apps {
namespace {

// A pipeline by pencil and paper: a chunk takes its time on each task, waits for the one before it and, with the first
// chunk, for a free task object.
std::vector<std::vector<Busy>> played(const std::vector<std::int64_t>& chunk_times, std::size_t tasks,
                                      std::size_t in_flight) {
    std::vector<std::vector<Busy>> groups(chunk_times.size(), std::vector<Busy>(tasks));
    for (std::size_t task = 0; task < tasks; ++task) {
        for (std::size_t g = 0; g < groups.size(); ++g) {
            std::int64_t start = task > 0 ? groups[g][task - 1].end : 0;
            if (g > 0) start = std::max(start, groups[g - 1][task].end);
            if (g == 0 && task >= in_flight) start = std::max(start, groups.back()[task - in_flight].end);
            groups[g][task] = {start, start + chunk_times[g]};
        }
    }
    return groups;
}

std::optional<SteadyState> steady(const std::vector<std::vector<Busy>>& groups) {
    const std::vector<std::span<const Busy>> spans(groups.begin(), groups.end());
    return steady_state(spans);
}

TEST(SteadyState, IntervalIsTheWidestChunk) {
    for (const std::vector<std::int64_t>& times :
         {std::vector<std::int64_t>{10, 30, 20}, {30, 10, 5}, {5, 10, 30}, {40}, {7, 7}}) {
        const auto found = steady(played(times, 50, times.size() + 1));
        ASSERT_TRUE(found);
        EXPECT_DOUBLE_EQ(found->interval_ns, static_cast<double>(*std::max_element(times.begin(), times.end())));
    }
}

// Chunks of 10 and 30, three tasks in flight: completions at 40, 70, 100, …; the first chunk takes task 9 when task 6
// is through, at 220.
TEST(SteadyState, LeavesOutFillingAndDraining) {
    const auto found = steady(played({10, 30}, 10, 3));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first_task, 0U);
    EXPECT_EQ(found->last_task, 6U);
    EXPECT_DOUBLE_EQ(found->interval_ns, 30);
}

TEST(SteadyState, DoesNotExistForOneTaskOrNone) {
    EXPECT_FALSE(steady({}));
    EXPECT_FALSE(steady({{}, {}}));
    EXPECT_FALSE(steady(played({10, 30}, 1, 3)));
    EXPECT_FALSE(steady(played({10, 30}, 3, 3)));  // the first chunk takes its last task before any is through
}

std::optional<SteadyState> steady(const std::vector<ChainRecords>& chains, std::size_t in_flight) {
    std::vector<const ChainRecords*> borrowed;
    for (const ChainRecords& chain : chains) borrowed.push_back(&chain);
    return steady_rounds(borrowed, in_flight);
}

// One chain takes 30, the other 20; a round begins when both have ended the last.
TEST(SteadyRounds, AreAllButTheFirstWithOneRoundInFlight) {
    std::vector<ChainRecords> chains{{{}}, {{}}};
    for (std::int64_t round = 0; round < 5; ++round) {
        chains[0][0].push_back({round * 30, round * 30 + 30});
        chains[1][0].push_back({round * 30, round * 30 + 20});
    }
    const auto found = steady(chains, 1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first_task, 1U);
    EXPECT_EQ(found->last_task, 4U);
    EXPECT_DOUBLE_EQ(found->interval_ns, 30);
    for (ChainRecords& chain : chains) chain[0].resize(2);
    EXPECT_FALSE(steady(chains, 1)) << "one round that counts has no interval";
}

// With rounds that overlap a chain of 10 and 30 runs dry last; one of 15 waits for it, three rounds ahead at most.
TEST(SteadyRounds, LeaveOutUncontendedBeginningsAndEndsWhereRoundsOverlap) {
    const std::vector<ChainRecords> chains{played({10, 30}, 12, 3), played({15}, 12, 3)};
    const auto found = steady(chains, 3);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->first_task, 0U);  // ends at 40, when every group has finished a task
    EXPECT_EQ(found->last_task, 4U);   // ends at 160; the short chain takes its last one at 165
    EXPECT_DOUBLE_EQ(found->interval_ns, 30);
    EXPECT_FALSE(steady({}, 3));
}

}  // namespace
}  // namespace bt::apps
