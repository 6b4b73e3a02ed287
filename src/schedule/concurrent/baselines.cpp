// Simple ways to place chains; HERALD and H2H as their rules are published (docs/scheduling.md).
#include <algorithm>
#include <numeric>

#include "bt/schedule/concurrent_engine.hpp"
#include "schedule/concurrent/herald.hpp"

namespace bt::schedule {
namespace {

// More assignments of whole chains, or of one group of each chain, than this are not tried.
constexpr std::size_t most_tuples = 1'000'000;

std::optional<std::size_t> power(std::size_t base, int exponent) {
    std::size_t result = 1;
    for (int i = 0; i < exponent; ++i) {
        if (result > most_tuples / base) return std::nullopt;
        result *= base;
    }
    return result;
}

bool runs_all(const ConcurrentProblem& problem, int chain, int pu) {
    for (int group = 0; group < problem.groups(chain); ++group) {
        if (!problem.cost(chain, group, pu).possible()) return false;
    }
    return true;
}

std::string name_of(const ConcurrentProblem& problem, int pu) {
    return problem.pu_names()[static_cast<std::size_t>(pu)].str();
}

ConcurrentSolution judged(const ConcurrentProblem& problem, const ConcurrentQuery& query, Assignment assignment,
                          Timeline timeline) {
    const Value worth = value(problem, assignment, timeline, query.objective);
    return {std::move(assignment), std::move(timeline), worth};
}

const char* const too_many = "too many chains and PUs to try all ways";

}  // namespace

Baseline single_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query, int pu) {
    Baseline made{"single " + name_of(problem, pu), std::nullopt};
    Assignment assignment;
    PuOrder order(static_cast<std::size_t>(problem.pus()));
    for (int chain = 0; chain < problem.chains(); ++chain) {
        if (!runs_all(problem, chain, pu)) {
            made.why = "it cannot run all of " + problem.chain(chain).name;
            return made;
        }
        assignment.emplace_back(static_cast<std::size_t>(problem.groups(chain)), pu);
        for (int group = 0; group < problem.groups(chain); ++group) {
            order[static_cast<std::size_t>(pu)].push_back({chain, group});
        }
    }
    Timeline timeline = evaluate(problem, assignment, order).value();
    made.solution = judged(problem, query, std::move(assignment), std::move(timeline));
    return made;
}

Baseline whole_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    Baseline made{"whole", std::nullopt};
    const auto pus = static_cast<std::size_t>(problem.pus());
    const auto tuples = power(pus, problem.chains());
    if (!tuples) {
        made.why = too_many;
        return made;
    }
    for (std::size_t tuple = 0; tuple < *tuples; ++tuple) {
        Assignment assignment(static_cast<std::size_t>(problem.chains()));
        bool possible = true;
        std::size_t rest = tuple;
        for (int chain = problem.chains() - 1; chain >= 0; --chain, rest /= pus) {
            const int pu = static_cast<int>(rest % pus);
            possible = possible && runs_all(problem, chain, pu);
            assignment[static_cast<std::size_t>(chain)].assign(static_cast<std::size_t>(problem.groups(chain)), pu);
        }
        if (!possible) continue;
        Timeline timeline = evaluate(problem, assignment);
        ConcurrentSolution next = judged(problem, query, std::move(assignment), std::move(timeline));
        if (!made.solution || next.value < made.solution->value) made.solution = std::move(next);
    }
    if (!made.solution) made.why = "a chain that no PU can run whole";
    return made;
}

Baseline herald_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    Baseline made{"herald", std::nullopt};
    if (!power(static_cast<std::size_t>(problem.pus()), problem.chains())) {
        made.why = too_many;
        return made;
    }
    PlacedChains placed = place_as_herald(problem);
    Timeline timeline = evaluate(problem, placed.assignment, placed.order).value();
    made.solution = judged(problem, query, std::move(placed.assignment), std::move(timeline));
    return made;
}

Baseline h2h_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    Baseline made{"h2h", std::nullopt};
    if (!power(static_cast<std::size_t>(problem.pus()), problem.chains())) {
        made.why = too_many;
        return made;
    }
    PlacedChains placed = place_as_h2h(problem);
    Timeline timeline = evaluate(problem, placed.assignment, placed.order).value();
    made.solution = judged(problem, query, std::move(placed.assignment), std::move(timeline));
    return made;
}

Baseline blind_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    ConcurrentSolution blind = solve_exact(problem.under({}), query).best;
    Timeline timeline = evaluate(problem, blind.assignment, blind.timeline.order).value();
    if (query.order == OrderRule::ready) timeline = evaluate(problem, blind.assignment);
    return {"blind", judged(problem, query, std::move(blind.assignment), std::move(timeline))};
}

std::vector<Baseline> baselines(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    std::vector<Baseline> made;
    for (int pu = 0; pu < problem.pus(); ++pu) made.push_back(single_baseline(problem, query, pu));
    made.push_back(whole_baseline(problem, query));
    made.push_back(herald_baseline(problem, query));
    made.push_back(h2h_baseline(problem, query));
    made.push_back(blind_baseline(problem, query));
    return made;
}

}  // namespace bt::schedule
