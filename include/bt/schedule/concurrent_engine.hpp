#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bt/schedule/timeline.hpp"

namespace bt::schedule {

// The ready rule, or the best order that there is.
enum class OrderRule { ready, free };

struct ConcurrentSolution {
    Assignment assignment;
    Timeline timeline;
    Value value;
};

struct ConcurrentQuery {
    ConcurrentObjective objective = ConcurrentObjective::makespan;
    OrderRule order = OrderRule::ready;
    std::optional<std::chrono::steady_clock::time_point> deadline{};
    std::vector<ConcurrentSolution> known{};  // nothing worse than these is answered, as far as the order rule allows
};

struct ConcurrentAnswer {
    ConcurrentSolution best;
    Value bound;                  // proven: nothing is better than this
    std::uint64_t looked_at = 0;  // exact: branches; z3: checks

    bool proven() const { return bound >= best.value; }
    // How much better the best there is could still be, as a share of what was found; 0: proven. Nothing where
    // the bound meets other deadlines.
    std::optional<double> gap() const;
};

// Branch and bound over assignments (with OrderRule::free: over orders as well) in the order of time: the optimum, or
// at the deadline the best found and what is proven. Throws a data error where --max-switches leaves nothing.
ConcurrentAnswer solve_exact(const ConcurrentProblem& problem, const ConcurrentQuery& query);

// The same question put to Z3, for the ready rule: a model of starts and orders without contention whose assignments
// the evaluator judges, until none with a better lower bound is left. Throws a usage error for OrderRule::free and for
// the period.
ConcurrentAnswer solve_z3(const ConcurrentProblem& problem, const ConcurrentQuery& query);

// What others would do, evaluated as ours is. Rules: docs/scheduling.md.
struct Baseline {
    std::string name;  // "single gpu", "whole", "herald", "h2h", "blind"
    std::optional<ConcurrentSolution> solution;
    std::string why{};  // where there is none
};

Baseline single_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query, int pu);
Baseline whole_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query);
Baseline herald_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query);
Baseline h2h_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query);
// Optimal as if there were no contention.
Baseline blind_baseline(const ConcurrentProblem& problem, const ConcurrentQuery& query);

// All of them, in this order; `single` for each PU.
std::vector<Baseline> baselines(const ConcurrentProblem& problem, const ConcurrentQuery& query);

}  // namespace bt::schedule
