#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "unit/schedule/random_chains.hpp"

// Engines against brute force, which shares nothing with them but the evaluator.

namespace bt::schedule {
namespace {

using test::best_of_all;
using test::RandomChains;

constexpr ConcurrentObjective objectives[] = {ConcurrentObjective::makespan, ConcurrentObjective::latency,
                                              ConcurrentObjective::period};

std::string said(const Value& value) { return std::to_string(value.late) + " late, " + std::to_string(value.cost); }

TEST(ConcurrentEngines, FindWhatBruteForceFinds) {
    for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
        RandomChains random(seed);
        const int pus = random.between(1, 3);
        auto problem = random.problem(random.between(1, 3), pus, pus == 3 ? 2 : 3);
        const ConcurrentObjective objective = objectives[seed % 10 == 0 ? 2 : seed % 2];
        const auto expected = best_of_all(problem, objective, false);
        const ConcurrentAnswer answer = solve_exact(problem, {.objective = objective});
        ASSERT_TRUE(answer.proven());
        ASSERT_EQ(answer.best.value, *expected)
            << seed << ": " << said(answer.best.value) << " for " << said(*expected);
        ASSERT_EQ(value(problem, answer.best.assignment, evaluate(problem, answer.best.assignment), objective),
                  answer.best.value);
    }
}

TEST(ConcurrentEngines, AgreeWithZ3) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        RandomChains random(seed + 60'000);
        const int pus = random.between(1, 3);
        const auto problem = random.problem(random.between(1, 3), pus, pus == 3 ? 2 : 3);
        const ConcurrentObjective objective = objectives[seed % 2];
        const ConcurrentAnswer answer = solve_z3(problem, {.objective = objective});
        ASSERT_TRUE(answer.proven()) << seed;
        ASSERT_EQ(answer.best.value, solve_exact(problem, {.objective = objective}).best.value) << seed;
    }
}

TEST(ConcurrentEngines, FindTheBestOrderWhereOrdersAreFree) {
    for (std::uint64_t seed = 1; seed <= 400; ++seed) {
        RandomChains random(seed + 10'000);
        const auto problem = random.problem(random.between(2, 3), 2, 2);
        const ConcurrentObjective objective = objectives[seed % 3];
        const auto expected = best_of_all(problem, objective, true);
        const ConcurrentAnswer free = solve_exact(problem, {.objective = objective, .order = OrderRule::free});
        ASSERT_EQ(free.best.value, *expected) << seed << ": " << said(free.best.value) << " for " << said(*expected);
        ASSERT_LE(free.best.value, solve_exact(problem, {.objective = objective}).best.value);
        const auto line = evaluate(problem, free.best.assignment, free.best.timeline.order);
        ASSERT_TRUE(line);
        ASSERT_EQ(value(problem, free.best.assignment, *line, objective), free.best.value);
    }
}

TEST(ConcurrentEngines, KeepToTheSwitchesThatAreAllowed) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        RandomChains random(seed + 20'000);
        auto problem = random.problem(2, 2, 4);
        std::vector<Chain> chains;
        for (int chain = 0; chain < problem.chains(); ++chain) {
            chains.push_back(problem.chain(chain));
            chains.back().most_switches = random.between(0, 2);
        }
        const ConcurrentProblem bound(problem.pu_names(), chains, problem.contention());
        const auto expected = best_of_all(bound, ConcurrentObjective::makespan, false);
        if (!expected) {
            ASSERT_THROW(solve_exact(bound, {}), Error);
            continue;
        }
        ASSERT_EQ(solve_exact(bound, {}).best.value, *expected) << seed;
    }
}

ConcurrentProblem scaled(const ConcurrentProblem& problem, Cost factor) {
    std::vector<Chain> chains;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        chains.push_back(problem.chain(chain));
        Chain& each = chains.back();
        for (auto& group : each.groups) {
            for (GroupCost& cost : group) {
                if (cost.possible()) cost.time *= factor;
                cost.fixed *= factor;
            }
        }
        for (Switch& change : each.switches) change.delay *= factor;
        if (each.deadline) *each.deadline *= factor;
    }
    return {problem.pu_names(), chains, problem.contention()};
}

// Scaled by 1000 first, so that whole ns round away nothing that matters.
TEST(ConcurrentEngines, AnswerTwiceTheTimeWhereEverythingTakesTwiceAsLong) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        RandomChains random(seed + 30'000);
        const auto problem = scaled(random.problem(2, 2, 4), 1000);
        const ConcurrentObjective objective = objectives[seed % 2];
        const Value once = solve_exact(problem, {.objective = objective}).best.value;
        const Value twice = solve_exact(scaled(problem, 2), {.objective = objective}).best.value;
        ASSERT_NEAR(static_cast<double>(twice.cost), 2 * static_cast<double>(once.cost), 12) << seed;
        ASSERT_NEAR(static_cast<double>(twice.late), 2 * static_cast<double>(once.late), 12) << seed;
    }
}

TEST(ConcurrentEngines, AreNotWorseWithOnePuMore) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        RandomChains random(seed + 40'000);
        const auto problem = random.problem(2, 2, 4);
        std::vector<Chain> chains;
        for (int chain = 0; chain < problem.chains(); ++chain) {
            chains.push_back(problem.chain(chain));
            for (auto& group : chains.back().groups) {
                for (GroupCost& cost : group) cost.slowdown.push_back(1);
                group.push_back({.time = random.between(1, 12), .fixed = 0, .demand = 5, .slowdown = {1, 1, 1}});
            }
        }
        const ConcurrentProblem more(test::some_pus(3), chains, {});
        ASSERT_LE(solve_exact(more, {}).best.value, solve_exact(problem.under({}), {}).best.value) << seed;
    }
}

TEST(ConcurrentEngines, AreNeverWorseThanWhatIsKnownOrBlind) {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        RandomChains random(seed + 50'000);
        const auto problem = random.problem(2, 2, 5);
        for (const OrderRule order : {OrderRule::ready, OrderRule::free}) {
            ConcurrentQuery query{.order = order, .deadline = std::chrono::steady_clock::now()};  // no time at all
            const auto others = baselines(problem, {.order = order});
            for (const Baseline& each : others) {
                if (each.solution) query.known.push_back(*each.solution);
            }
            const ConcurrentAnswer answer = solve_exact(problem, query);
            ASSERT_LE(answer.bound, answer.best.value);
            ASSERT_LE(answer.best.value, others.back().solution->value) << seed;
        }
    }
}

}  // namespace
}  // namespace bt::schedule
