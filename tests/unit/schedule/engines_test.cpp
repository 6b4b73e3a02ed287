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

TEST(ExactEngine, ListsWhatBruteForceListsOnThousandsOfRandomProblems) {
    for (std::uint64_t seed = 1; seed <= 3000 && !HasFailure(); ++seed)
        compare_with_brute_force(solve_exact, seed, 7, 4);
}

TEST(ExactEngine, ListsWhatBruteForceListsOnUpToTwelveStagesAndFivePus) {
    for (std::uint64_t seed = 1; seed <= 12 && !HasFailure(); ++seed) {
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

TEST(Z3Engine, ListsWhatBruteForceListsOnHundredsOfRandomProblems) {
    for (std::uint64_t seed = 1; seed <= 300 && !HasFailure(); ++seed) compare_with_brute_force(solve_z3, seed, 6, 4);
}

}  // namespace
}  // namespace bt::schedule
