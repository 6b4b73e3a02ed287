#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bt/analyse/figure.hpp"
#include "bt/core/units.hpp"

// What several runs of one schedule say together. Runs are processes of their own: samples of one process agree with
// each other more than with the truth, so that a CI over them covers it in 21 % of cases.
namespace bt::analyse {

// One value for each run, in the order of the logs; nothing where the run has none.
using ByRun = std::vector<std::optional<double>>;

Figure over_runs(const ByRun& values);  // mean and t interval

// `single` ÷ `schedule`, of the runs that hold both: the geometric mean, and a t interval of the logarithms.
Figure speedup(const ByRun& single, const ByRun& schedule);

// How far the values of one schedule within one run lie apart: (largest − smallest) ÷ mean. Nothing for fewer than two.
std::optional<double> spread(std::span<const double> values);

// Of schedules of several applications: where a baseline's values lie farther apart than this, the device itself
// changed more than schedules differ, and nothing is claimed of the run.
inline constexpr double most_spread = 0.05;

// Whether a chunk took so much less than the fastest times of its stages that one of them cannot have run. On devices
// whose GPU clocks rise beside busy CPUs a stage came down to 0.43 of its time alone, but not below half of its fastest
// time under any condition.
bool far_below(Milliseconds measured, Milliseconds fastest_sum);

}  // namespace bt::analyse
