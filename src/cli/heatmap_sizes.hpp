#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/measured_times.hpp"

namespace bt::cli {

// "tree (points=1000)"
std::string app_with_size(const MeasuredTimes& measured);

// "points=1000"; "unknown sizes" where no log tells them.
std::string size_text(const std::optional<Params>& params);

// Different sizes are never mixed in one figure: keeps those of the size that most devices have and gives the others
// back.
std::vector<MeasuredTimes> take_out_other_sizes(std::vector<MeasuredTimes>& devices);

}  // namespace bt::cli
