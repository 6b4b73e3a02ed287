#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/core/params.hpp"
#include "bt/core/schedule.hpp"

namespace bt::format {

// Words of a command with names in braces: {first1} and {last1} are the stages of the first PU, {cut1} is the layer,
// counted from 0, at which the second one begins; any other name is that of a param.

// What is wrong with it for so many PUs, as what was expected.
std::optional<std::string> fault_of_word(std::string_view word, std::size_t pus, const Params& params);

// The word with everything filled in; it has no fault.
std::string filled_in(std::string_view word, const Chunks& parts, const Params& params);

}  // namespace bt::format
