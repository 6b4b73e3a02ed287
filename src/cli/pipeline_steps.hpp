#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/system/cancellation.hpp"
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

// Where the lines of a step go, as they come.
using Say = std::function<void(std::string_view line)>;
struct Listeners {
    Say out;
    Say err;
};

// Runs the step as a process of its own, so that a step is the same alone and in a pipeline. Ctrl-C ends it as it would
// alone.
ExitCode run_step(const Step& step, const Listeners& listeners, const system::Cancellation& stop);

}  // namespace bt::cli
