#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "bt/core/error.hpp"
#include "unit/schedule/random_problem.hpp"

namespace bt::schedule {
namespace {

using test::BruteForce;
using test::FixedCosts;
using test::RandomProblem;

// What a person reads of a schedule; uids end every tie.
std::string line(const Problem& problem, const Candidate& candidate) {
    return std::to_string(candidate.widest) + '/' + std::to_string(candidate.narrowest) + '/' +
           std::to_string(candidate.latency) + ' ' + problem.uid(candidate.pieces);
}

std::vector<std::string> lines(const Problem& problem, const std::vector<Candidate>& list) {
    std::vector<std::string> out;
    for (const Candidate& each : list) out.push_back(line(problem, each));
    return out;
}

// CONTRACTS' order, written out once more.
std::vector<Candidate> sorted(const Problem& problem, std::vector<Candidate> all, Objective objective) {
    const auto key = [&](const Candidate& each) {
        const Cost gap = each.widest - each.narrowest;
        const auto pus = static_cast<Cost>(each.pieces.size());
        if (objective == Objective::latency) return std::tuple(each.latency, each.widest, Cost{0}, pus);
        if (objective == Objective::gap) return std::tuple(gap, each.widest, each.latency, pus);
        return std::tuple(each.widest, each.latency, Cost{0}, pus);
    };
    std::sort(all.begin(), all.end(), [&](const Candidate& a, const Candidate& b) {
        return key(a) != key(b) ? key(a) < key(b) : problem.uid(a.pieces) < problem.uid(b.pieces);
    });
    return all;
}

std::vector<Candidate> front(const Problem& problem, const std::vector<Candidate>& all) {
    std::vector<Candidate> kept;
    for (const Candidate& each : all) {
        const bool beaten = std::any_of(all.begin(), all.end(), [&](const Candidate& other) {
            const bool no_worse = other.widest <= each.widest && other.latency <= each.latency &&
                                  other.pieces.size() <= each.pieces.size();
            const bool same = other.widest == each.widest && other.latency == each.latency &&
                              other.pieces.size() == each.pieces.size();
            return no_worse && (!same || problem.uid(other.pieces) < problem.uid(each.pieces));
        });
        if (!beaten) kept.push_back(each);
    }
    return sorted(problem, kept, Objective::pareto);
}

std::vector<Candidate> expected(const Problem& problem, const std::vector<Candidate>& all, const Query& query) {
    if (query.objective == Objective::pareto) return front(problem, all);
    std::vector<Candidate> list = sorted(problem, all, query.objective);
    if (list.size() > query.count) list.resize(query.count);
    return list;
}

using Engine = Ranking (*)(const Problem&, const Query&);

// One random problem, all objectives; says what an engine made of it.
void compare_with_brute_force(Engine engine, std::uint64_t seed, int most_stages, int most_pus) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomProblem random(seed);
    const int stages = random.between(1, most_stages);
    const FixedCosts model = random.costs(stages, random.between(1, most_pus));
    const Problem problem(model, random.constraints(stages, model.pus()), test::subject());
    const BruteForce all(model, problem.constraints());
    for (const Objective objective : {Objective::interval, Objective::latency, Objective::gap, Objective::pareto}) {
        SCOPED_TRACE(to_string(objective));
        Query query;
        query.objective = objective;
        query.count = static_cast<std::size_t>(random.between(1, 40));
        if (all.all().empty()) {
            EXPECT_THROW(engine(problem, query), Error);
            continue;
        }
        const Ranking ranking = engine(problem, query);
        EXPECT_TRUE(ranking.complete);
        ASSERT_EQ(lines(problem, ranking.candidates), lines(problem, expected(problem, all.all(), query)));
    }
}

// In parts, so that ctest runs them side by side.
class OnRandomProblems : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(OnRandomProblems, TheExactEngineListsWhatBruteForceLists) {
    for (std::uint64_t seed = 1; seed <= 500 && !HasFailure(); ++seed) {
        compare_with_brute_force(solve_exact, GetParam() * 10'000 + seed, 6, 4);
    }
}

TEST_P(OnRandomProblems, TheZ3EngineListsWhatBruteForceLists) {
    for (std::uint64_t seed = 1; seed <= 60 && !HasFailure(); ++seed) {
        compare_with_brute_force(solve_z3, GetParam() * 10'000 + seed, 6, 4);
    }
}

// Whose time is up at once, it still has schedules, and a bound that holds.
TEST_P(OnRandomProblems, TheZ3EngineWithoutTimeHasSchedulesAndABoundThatHolds) {
    for (std::uint64_t seed = 1; seed <= 200 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(GetParam() * 10'000 + seed));
        RandomProblem random(GetParam() * 10'000 + seed);
        const int stages = random.between(1, 6);
        const FixedCosts model = random.costs(stages, random.between(1, 4));
        const Problem problem(model, random.constraints(stages, model.pus()), test::subject());
        const BruteForce all(model, problem.constraints());
        for (const Objective objective : {Objective::interval, Objective::latency, Objective::gap, Objective::pareto}) {
            SCOPED_TRACE(to_string(objective));
            const Query query{objective, 30, std::chrono::steady_clock::now()};
            if (all.all().empty()) {
                EXPECT_THROW(solve_z3(problem, query), Error);
                continue;
            }
            const Ranking ranking = solve_z3(problem, query);
            EXPECT_FALSE(ranking.complete);
            ASSERT_FALSE(ranking.candidates.empty());
            std::vector<std::string> known = lines(problem, all.all());
            for (const std::string& line : lines(problem, ranking.candidates)) {
                EXPECT_THAT(known, ::testing::Contains(line));
            }
            for (const Candidate& each : all.all()) EXPECT_GE(value(each, objective), ranking.bound);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(InParts, OnRandomProblems, ::testing::Range<std::uint64_t>(0, 6));

TEST(ExactEngine, ListsWhatBruteForceListsOnUpToTwelveStagesAndFivePus) {
    for (std::uint64_t seed = 1; seed <= 6 && !HasFailure(); ++seed) {
        RandomProblem random(seed + 90'000);
        const FixedCosts model = random.costs(random.between(9, 12), 5);
        const Problem problem(model, random.constraints(model.stages(), model.pus()), test::subject());
        const BruteForce all(model, problem.constraints());
        if (all.all().empty()) continue;
        const Query query{Objective::interval, 300, std::nullopt};
        EXPECT_EQ(lines(problem, solve_exact(problem, query).candidates),
                  lines(problem, expected(problem, all.all(), query)))
            << seed;
    }
}

FixedCosts equal_times(int stages, int pus, Cost time) {
    FixedCosts costs(test::pu_names(pus), stages);
    costs.for_all.emplace(stages, pus);
    for (int stage = 0; stage < stages; ++stage) {
        for (int pu = 0; pu < pus; ++pu) costs.for_all->set(stage, pu, {time, 0});
    }
    return costs;
}

TEST(BothEngines, AgreeWhereAllTimesAreEqualAndUidsDecide) {
    const FixedCosts costs = equal_times(9, 4, 1000);
    const Problem problem(costs, {}, test::subject());
    for (const std::size_t count : {1U, 30U, 300U}) {
        const Query query{Objective::interval, count, std::nullopt};
        EXPECT_EQ(lines(problem, solve_exact(problem, query).candidates),
                  lines(problem, solve_z3(problem, query).candidates));
    }
}

TEST(BothEngines, AddTimesOfDaysWithoutOverflow) {
    const FixedCosts costs = equal_times(6, 3, 300'000'000'000'000);  // 3.5 days a stage
    const Problem problem(costs, {}, test::subject());
    for (const Objective objective : {Objective::interval, Objective::latency, Objective::gap, Objective::pareto}) {
        const Query query{objective, 20, std::nullopt};
        EXPECT_EQ(lines(problem, solve_exact(problem, query).candidates),
                  lines(problem, solve_z3(problem, query).candidates))
            << to_string(objective);
    }
}

TEST(ExactEngine, KeepsCountOfTiesThatNobodyCouldList) {
    const FixedCosts costs = equal_times(100, 8, 1000);
    const Problem problem(costs, {}, test::subject());
    const Ranking ranking = solve_exact(problem, {Objective::interval, 30, std::nullopt});
    ASSERT_EQ(ranking.candidates.size(), 30U);
    EXPECT_EQ(ranking.candidates.front().widest, 13'000);
    EXPECT_EQ(ranking.candidates.back().widest, 13'000);
}

TEST(Z3Engine, SaysWhatItHasProvenWhenItsTimeIsUp) {
    RandomProblem random(4);
    FixedCosts costs(test::pu_names(4), 40);
    costs.for_all.emplace(40, 4);
    for (int stage = 0; stage < 40; ++stage) {
        for (int pu = 0; pu < 4; ++pu) costs.for_all->set(stage, pu, {random.between(1, 1'000'000), 0});
    }
    const Problem problem(costs, {}, test::subject());
    const Cost optimum = solve_exact(problem, {Objective::interval, 1, std::nullopt}).candidates.front().widest;
    Ranking ranking;
    // However slow the machine: as long as it takes to find a first schedule, never as long as to prove a million.
    for (auto time = std::chrono::seconds(2); ranking.candidates.empty() && time.count() < 100; time *= 2) {
        try {
            ranking = solve_z3(problem, {Objective::interval, 1'000'000, std::chrono::steady_clock::now() + time});
        } catch (const Error&) {  // nothing was found in that time
        }
    }
    EXPECT_FALSE(ranking.complete);
    ASSERT_FALSE(ranking.candidates.empty());
    const Cost best = ranking.candidates.front().widest;
    EXPECT_GE(best, optimum);
    EXPECT_LE(std::min(ranking.bound, best), optimum);  // the optimum is listed, or not ruled out
}

TEST(ContradictoryConstraints, AreNamedAndTheOthersAreNot) {
    const FixedCosts costs = equal_times(5, 3, 1000);
    const PuName big("big");
    const PuName little("little");
    using Kind = Constraint::Kind;
    const std::vector<Constraint> constraints{{Kind::forbid, {Stage::from_number(4)}, {little}},
                                              {Kind::require, {Stage::from_number(1)}, {big}},
                                              {Kind::min_pus, {}, {}, 2},
                                              {Kind::exclude_pu, {}, {big}}};
    const Problem problem(costs, constraints, test::subject());
    for (const Engine engine : {solve_exact, solve_z3}) {
        try {
            engine(problem, {});
            FAIL() << "a schedule was found";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::usage);
            EXPECT_EQ(error.failed(), "--require 1:big and --exclude-pu big contradict each other");
        }
    }
}

TEST(ContradictoryConstraints, OfOneAloneSayWhatTheTablesAllow) {
    FixedCosts costs = equal_times(3, 2, 1000);
    costs.for_all->set(1, 0, {});
    const Problem problem(costs, {{Constraint::Kind::require, {Stage::from_number(2)}, {PuName("little")}}},
                          test::subject());
    try {
        solve_exact(problem, {});
        FAIL() << "a schedule was found";
    } catch (const Error& error) {
        EXPECT_EQ(error.failed(), "no schedule satisfies --require 2:little");
        EXPECT_EQ(error.advice(), "the tables let stage 2 run on: medium");
    }
}

}  // namespace
}  // namespace bt::schedule
