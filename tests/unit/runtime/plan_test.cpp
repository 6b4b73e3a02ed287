#include "runtime/plan.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

StageRange range(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }

const std::vector<PuName> pus{PuName("little"), PuName("big"), PuName("vulkan")};

std::string fault(const Plan& plan) { return fault_of(plan).value_or("none"); }

TEST(Plan, OfAPipelineGivesEachPuItsChunk) {
    const Plan plan = pipeline(Chunks{{PuName("vulkan"), range(1, 2)}, {PuName("little"), range(3, 7)}}, 7, pus);
    EXPECT_EQ(fault(plan), "none");
    EXPECT_EQ(plan.order[0].size(), 1U);
    EXPECT_EQ(plan.order[0][0].group, 1U);
    EXPECT_TRUE(plan.order[1].empty());
    EXPECT_EQ(plan.order[2][0].group, 0U);
}

TEST(Plan, RefusesWhatIsNoPipeline) {
    EXPECT_THROW(pipeline(Chunks{{PuName("big"), range(1, 6)}}, 7, pus), Error);
    EXPECT_THROW(pipeline(Chunks{{PuName("cuda"), range(1, 7)}}, 7, pus), Error);
    EXPECT_THROW(pipeline(Chunks{{PuName("big"), range(1, 3)}, {PuName("big"), range(4, 7)}}, 7, pus), Error);
}

TEST(Plan, NamesItsFault) {
    const ChainPlan chain{{{0, range(1, 2)}, {1, range(3, 4)}}, 4};
    EXPECT_EQ(fault({}), "no chains");
    EXPECT_EQ(fault({{chain}, {{{0, 0}}, {}}}), "group 2 of chain 1 runs nowhere");
    EXPECT_EQ(fault({{chain}, {{{0, 0}, {0, 0}}, {{0, 1}}}}), "group 1 of chain 1 runs twice");
    EXPECT_EQ(fault({{chain}, {{{0, 0}, {0, 1}}, {}}}), "group 2 of chain 1 stands at the wrong PU");
    EXPECT_EQ(fault({{chain}, {{{0, 0}, {0, 2}}, {}}}), "no group 3 of chain 1");
    EXPECT_EQ(fault({{{{{0, range(1, 2)}}, 4}}, {{{0, 0}}}}), "the groups end with stage 2 of 4");
    EXPECT_EQ(fault({{{{{0, range(2, 4)}}, 4}}, {{{0, 0}}}}), "stage 1 expected, a group begins with 2");
}

// Each PU begins with the second half of a chain whose first half the other one would run later.
TEST(Plan, RefusesAnOrderInWhichPusWaitForEachOtherForEver) {
    const ChainPlan a{{{0, range(1, 2)}, {1, range(3, 4)}}, 4};
    const ChainPlan b{{{1, range(1, 2)}, {0, range(3, 4)}}, 4};
    EXPECT_EQ(fault({{a, b}, {{{1, 1}, {0, 0}}, {{0, 1}, {1, 0}}}}), "the PUs wait for each other in a circle");
    EXPECT_EQ(fault({{a, b}, {{{0, 0}, {1, 1}}, {{1, 0}, {0, 1}}}}), "none");
}

}  // namespace
}  // namespace bt::apps
