#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/active_set.hpp"

namespace bt {

// A condition that a person names by its PUs, as in big+vulkan. `words`: the conditions that `flag` takes by a name of
// their own. Throws a usage error that suggests of both.
ActiveSet parse_condition(std::string_view text, std::span<const PuName> pus, std::vector<std::string> words,
                          std::string_view flag);

}  // namespace bt
