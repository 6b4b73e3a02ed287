#include "bt/schedule/timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"

#include "unit/schedule/concurrent_case.hpp"

namespace bt::schedule {
namespace {

using test::letters;
using test::ns;
using test::on;
using test::problem_of;
using testing::ElementsAre;

TEST(Timelines, LetOneChainWaitForItsSwitchesAndNothingElse) {
    const auto problem = problem_of({{"a", {1, 2, 3}, {2, 1, 9}, {0.5, 0.5}, {0.25, 0.25}}});
    const Timeline line = evaluate(problem, {on("GDG")});
    EXPECT_EQ(line.groups[0][1].start, 1.5e6);
    EXPECT_EQ(line.groups[0][2].start, 2.75e6);
    EXPECT_EQ(line.makespan(), ns(5.75));
}

// Both want the GPU at 1 ms; the chain that waits for it longer goes first, and the delay of the other is over by then.
TEST(Timelines, GiveAFreePuToTheChainThatWasReadyFirst) {
    const auto problem = problem_of({{"a", {1, 1}, {1, 1}}, {"b", {2, 5}, {0.5, 5}, {0, 0}, {0.1, 0.1}}});
    const Timeline line = evaluate(problem, {on("GG"), on("DG")});
    EXPECT_EQ(line.groups[1][1].start, 1e6);  // ready at 0.6
    EXPECT_EQ(line.groups[0][1].start, 6e6);
    EXPECT_THAT(line.order[0], ElementsAre(GroupOfChain{0, 0}, GroupOfChain{1, 1}, GroupOfChain{0, 1}));
}

TEST(Timelines, GiveItToTheLowerChainWhereBothWereReadyAtOnce) {
    const auto problem = problem_of({{"a", {1, 1}, {1, 1}}, {"b", {3, 3}, {1, 1}}});
    const Timeline line = evaluate(problem, {on("GG"), on("DG")});
    EXPECT_EQ(line.groups[0][1].start, 1e6);
    EXPECT_EQ(line.groups[1][1].start, 2e6);
}

TEST(Timelines, FollowAnOrderThatIsGivenAndSeeWhereItNeverEnds) {
    const auto problem = problem_of({{"a", {1, 1}, {1, 1}}, {"b", {3, 3}, {1, 1}}});
    const auto line = evaluate(problem, {on("GG"), on("DG")}, {{{0, 0}, {1, 1}, {0, 1}}, {{1, 0}}});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->groups[0][1].start, 4e6);
    EXPECT_FALSE(evaluate(problem, {on("GG"), on("DG")}, {{{0, 1}, {0, 0}, {1, 1}}, {{1, 0}}}));
}

// A fixed part of 1 ms is paid at full speed, also beside the other; 2 ms of work beside a factor of 2 then take 3: the
// other ends at 3 ms, when half of the work is done.
TEST(Timelines, PayFixedPartsBeforeWorkThatContentionSlowsDown) {
    Chain a{.name = "a", .groups = {{GroupCost{ns(2), ns(1), 0, {1, 2}}, GroupCost{}}}, .switches = {}};
    Chain b{.name = "b", .groups = {{GroupCost{}, GroupCost{ns(3), 0, 0, {1, 1}}}}, .switches = {}};
    const ConcurrentProblem problem(test::gpu_and_dla(), {a, b}, Contention::pairs());
    const Timeline line = evaluate(problem, {{0}, {1}});
    EXPECT_EQ(line.end(1), ns(3));
    EXPECT_EQ(line.end(0), ns(4));
    EXPECT_EQ(evaluate(problem.under({}), {{0}, {1}}).end(0), ns(3));
}

TEST(Timelines, SlowDownOnlyWhileTheOtherRuns) {
    const auto problem =
        problem_of({{"a", {10}, {99}, {}, {}, {60}, {0}}, {"b", {99}, {5}, {}, {}, {0}, {30}}}, test::xavier_pccs());
    const Timeline line = evaluate(problem, {on("G"), on("D")});
    EXPECT_EQ(line.end(0), 10'202'523);  // computed by hand from the published reductions
    EXPECT_EQ(line.end(1), 6'516'176);
}

// Frames overlap as far as the order allows: the GPU is the bottleneck with 3 ms a round, though a frame takes 4.
TEST(Timelines, RepeatAnOrderRoundAfterRound) {
    const auto problem = problem_of({{"a", {1, 9}, {9, 1}}, {"b", {2, 9}, {9, 2}}});
    const Assignment assignment{on("GD"), on("GD")};
    const Timeline line = evaluate(problem, assignment);
    EXPECT_EQ(line.makespan(), ns(5));
    EXPECT_EQ(repeated_period(problem, assignment, line.order), ns(3));
    EXPECT_EQ(value(problem, assignment, line, ConcurrentObjective::period).cost, ns(3));
}

TEST(Timelines, AreComparedByWeightedEndsAndByDeadlinesFirst) {
    Chain a = test::chain_of({"a", {1}, {9}});
    Chain b = test::chain_of({"b", {9}, {2}});
    a.weight = 3;
    b.deadline = ns(1.5);
    const ConcurrentProblem problem(test::gpu_and_dla(), {a, b}, {});
    const Assignment assignment{on("G"), on("D")};
    const Timeline line = evaluate(problem, assignment);
    EXPECT_EQ(value(problem, assignment, line, ConcurrentObjective::makespan), (Value{ns(0.5), ns(3)}));
    EXPECT_EQ(value(problem, assignment, line, ConcurrentObjective::latency), (Value{ns(0.5), ns(5)}));
    EXPECT_LT((Value{0, 9}), (Value{1, 2}));
}

TEST(Timelines, AreToldInOneSentence) {
    EXPECT_EQ(
        sentence("googlenet", on("GGGGGGGDDD"), test::gpu_and_dla(), {"", "", "", "", "", "", "layer 80", "", "", ""}),
        "googlenet starts on gpu, switches to dla after group 7 (layer 80)");
    EXPECT_EQ(sentence("tree", on("DD"), test::gpu_and_dla(), {}), "tree stays on dla");
    EXPECT_EQ(letters(on("GDG")), "GDG");
}

std::string fault_of(std::vector<Chain> chains) {
    try {
        const ConcurrentProblem problem(test::gpu_and_dla(), std::move(chains), {});
    } catch (const Error& error) {
        return error.failed();
    }
    return "none";
}

TEST(ConcurrentProblems, RefuseWhatCannotBe) {
    EXPECT_EQ(fault_of({}), "a problem of 0 chains");
    EXPECT_EQ(fault_of({Chain{"a", {}, {}}}), "a has no groups");
    EXPECT_EQ(fault_of({Chain{"a", {{GroupCost{}, GroupCost{}}}, {}}}), "group 1 of a: no PU can run it");
    EXPECT_EQ(fault_of({Chain{"a", {{GroupCost{-5}, GroupCost{}}}, {}}}),
              "group 1 of a: its time on gpu is not above 0");
    EXPECT_EQ(fault_of({Chain{"a", {{GroupCost{5}, GroupCost{7}}}, {Switch{0, 0, 1, 1}}}}),
              "a: a switch after group 1 that cannot be: no such boundary or PU, or a negative delay");
}

}  // namespace
}  // namespace bt::schedule
