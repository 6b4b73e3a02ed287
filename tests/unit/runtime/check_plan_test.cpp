#include "runtime/check_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

using Tasks = std::vector<std::uint64_t>;

TEST(CheckPlan, SampleTakesTheFirstTheLastAndEveryTenth) {
    const Tasks tasks = tasks_to_check(Verify::sample, 105);
    EXPECT_EQ(tasks, (Tasks{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 104}));
}

TEST(CheckPlan, SampleTakesEightWhereThereAreEight) {
    for (std::uint64_t count = 1; count < 100; ++count) {
        const Tasks tasks = tasks_to_check(Verify::sample, count);
        EXPECT_GE(tasks.size(), std::min<std::uint64_t>(count, 8)) << count;
        EXPECT_EQ(tasks.front(), 0U);
        EXPECT_EQ(tasks.back(), count - 1);
        EXPECT_TRUE(std::is_sorted(tasks.begin(), tasks.end()));
        EXPECT_EQ(std::adjacent_find(tasks.begin(), tasks.end()), tasks.end());
    }
}

TEST(CheckPlan, AllAndOffAreWhatTheySay) {
    EXPECT_EQ(tasks_to_check(Verify::all, 4), (Tasks{0, 1, 2, 3}));
    EXPECT_TRUE(tasks_to_check(Verify::off, 4).empty());
    EXPECT_TRUE(tasks_to_check(Verify::sample, 0).empty());
    EXPECT_EQ(parse_verify("all"), Verify::all);
    EXPECT_THROW(parse_verify("none"), Error);
}

TEST(CheckPlan, KeepsTheFirstAndTheLastWhenThinned) {
    EXPECT_EQ(thinned({0, 10, 20, 30, 40}, 3), (Tasks{0, 20, 40}));
    EXPECT_EQ(thinned({0, 10, 20}, 3), (Tasks{0, 10, 20}));
    EXPECT_EQ(thinned({0, 10, 20}, 1), (Tasks{0}));
    EXPECT_TRUE(thinned({0, 10, 20}, 0).empty());
}

}  // namespace
}  // namespace bt::apps
