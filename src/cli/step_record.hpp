#pragma once

#include <string>

#include "bt/store/manifest.hpp"
#include "cli/command.hpp"

namespace bt::cli {

// What every step writes into the manifest of itself: its name, from when (a system::timestamp) until now, by which
// command line, in which environment. The step adds the rest.
store::StepRecord step_record(std::string step, std::string started, const Invocation& invocation);

}  // namespace bt::cli
