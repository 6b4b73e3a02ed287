#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "bt/core/units.hpp"
#include "runtime/plan_run.hpp"

namespace bt::agent {

// What --tasks, --seconds, --in-flight, --verify, --run, --verdicts and --timeout say.
struct RunFlags {
    apps::RunOptions options;
    // The number of the run that each schedule belongs to: in virtual time each run has noise of its own. Filled in
    // when the schedules are known.
    std::vector<std::string> numbers;
    Seconds patience;
    std::optional<std::string> verdicts;  // a file
};
// Throws a usage error.
RunFlags read_run_flags(const Arguments& arguments);

}  // namespace bt::agent
