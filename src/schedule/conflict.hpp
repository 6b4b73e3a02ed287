#pragma once

#include <functional>

#include "bt/schedule/problem.hpp"

namespace bt::schedule {

// Throws the error for a problem without any schedule: the least set of constraints that contradict each other (none
// can be left out), or what the tables lack. `feasible` says whether a problem has a schedule.
[[noreturn]] void throw_infeasible(const Problem& problem, const std::function<bool(const Problem&)>& feasible);

}  // namespace bt::schedule
