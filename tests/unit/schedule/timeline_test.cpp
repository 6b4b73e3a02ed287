#include "bt/schedule/timeline.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"

#include "schedule/concurrent/simulation.hpp"
#include "unit/schedule/concurrent_case.hpp"
#include "unit/schedule/random_chains.hpp"

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
    const auto period = repeated_period(problem, assignment, line.order);
    EXPECT_EQ(period->cost, ns(3));
    EXPECT_TRUE(period->exact);
    EXPECT_EQ(value(problem, assignment, line, ConcurrentObjective::period).cost, ns(3));
}

// Long enough to forget how it began, and a span of whole cycles of any length up to ten.
double mean_of_many_rounds(const ConcurrentProblem& problem, const Assignment& assignment, const PuOrder& order) {
    constexpr int rounds = 400;
    constexpr int counted = 240;
    Simulation simulation(problem, order, rounds, rounds_in_flight(problem));
    std::vector<double> ends(rounds, 0);
    const auto decide = [&](std::size_t job) {
        const Simulation::Job& each = simulation.jobs()[job];
        if (simulation.done(job)) return;
        simulation.decide(job, assignment[static_cast<std::size_t>(each.chain)][static_cast<std::size_t>(each.group)]);
    };
    for (std::size_t job = 0; job < simulation.jobs().size(); ++job) decide(job);
    while (simulation.advance([&](std::size_t job, int, double, double end) {
        double& last = ends[job / static_cast<std::size_t>(problem.chains())];
        last = std::max(last, end);
        decide(job);
    })) {
    }
    constexpr int last = rounds - 10;  // nothing is behind the last ones
    return (ends[last] - ends[last - counted]) / counted;
}

TEST(Timelines, TellThePeriodExactlyWhereARoundLeavesAllAsOneBefore) {
    test::RandomChains random(7);
    int exact = 0;
    constexpr int problems = 60;
    for (int i = 0; i < problems; ++i) {
        const ConcurrentProblem problem = random.problem(random.between(1, 3), random.between(2, 3), 4, 1'000'000);
        Assignment assignment;
        for (int chain = 0; chain < problem.chains(); ++chain) {
            assignment.emplace_back();
            for (int group = 0; group < problem.groups(chain); ++group) {
                int pu = random.between(0, problem.pus() - 1);
                while (!problem.cost(chain, group, pu).possible()) pu = (pu + 1) % problem.pus();
                assignment.back().push_back(pu);
            }
        }
        const Timeline line = evaluate(problem, assignment);
        const auto period = repeated_period(problem, assignment, line.order);
        ASSERT_TRUE(period);
        if (!period->exact) continue;
        ++exact;
        EXPECT_NEAR(static_cast<double>(period->cost), mean_of_many_rounds(problem, assignment, line.order), 1) << i;
    }
    EXPECT_GT(exact, problems * 9 / 10) << "most repeat themselves";
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
