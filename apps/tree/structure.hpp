#pragma once

#include <optional>
#include <string>

#include "runtime/application.hpp"

namespace bt::apps::tree {

// What is wrong with a finished tree as a structure, whatever its numbers should be: counts that do not fit together,
// parents and children that disagree, a point that is not in the leaf that its cells lead to. One line.
std::optional<std::string> fault_in(const Buffers& buffers);

}  // namespace bt::apps::tree
