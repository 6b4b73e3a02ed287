#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/system/cancellation.hpp"
#include "bt/system/child.hpp"
#include "cli/command.hpp"

namespace bt::cli {

// The steps of `runner pipeline` in the order of the work; `server` only where it is named.
const std::vector<std::string>& pipeline_steps();
// Those asked for (none: all but `server`), in the order of the work. Throws a usage error.
std::vector<std::string> choose_steps(const std::vector<std::string>& asked);

// One step of one device and application, as the command that does it is typed.
struct Step {
    std::string name;
    std::vector<std::string> words;  // after `runner`
};

// Where the lines of a step go, as they come. Without `out` its results are kept.
struct StepListeners {
    system::Listener err;
    system::Listener out{};
};

// Runs the step as a process of its own, so that a step is the same alone and in a pipeline. Ctrl-C ends it as it would
// alone.
system::ChildResult run_step(const Step& step, const StepListeners& listeners, const system::Cancellation& stop);

// Throws a host error where the step came to no end of its own.
ExitCode code_of(const Step& step, const system::ChildResult& ended);

}  // namespace bt::cli
