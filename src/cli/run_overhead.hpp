#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/core/statistics.hpp"
#include "cli/run_plan.hpp"

namespace bt::cli {

// One run of a schedule alone, and one with a solver beside it.
struct OverheadPair {
    Milliseconds without{0};
    Milliseconds with{0};
    std::size_t solved = 0;  // times that the solver came to its end meanwhile

    double percent() const { return (with / without - 1) * 100; }
};

struct Overhead {
    std::string uid;
    std::string what;
    std::vector<OverheadPair> pairs;

    double mean_percent() const;
    double largest_percent() const;
    std::optional<Ci> ci() const;  // of the mean, in percent; nothing for one pair
};

// Runs the first schedule of the plan `options.runs` times alone and as often beside `runner schedule`, which begins
// anew whenever it has ended; which of the two comes first changes from pair to pair. Throws a usage error where the
// device is not this machine, a data error where the solver has nothing to read or a run was not right.
Overhead measure_overhead(const RunPlan& plan, const RunOptions& options, RunConnection& connection, const Fleet& fleet,
                          const store::Date& date, Terminal& terminal);

std::string as_text(const Overhead& overhead);
std::string as_json(const Overhead& overhead, const RunPlan& plan);
std::string as_csv(const Overhead& overhead);

}  // namespace bt::cli
