#pragma once

#include <string>

#include "bt/core/error.hpp"

namespace bt::profile {

// A file or a layer as errors name it.
inline std::string in_quotes(const std::string& text) { return "'" + printable(text, 200) + "'"; }

}  // namespace bt::profile
