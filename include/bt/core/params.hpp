#pragma once

#include <map>
#include <string>
#include <string_view>

namespace bt {

// Sizes of an application (batch=128, points=307200). Two results with different parameters are never mixed.
using Params = std::map<std::string, std::string>;

// "batch=128" → ("batch", "128"). Throws a usage error.
std::pair<std::string, std::string> parse_param(std::string_view text);

// "batch=128 density=0.1", in the order of the names.
std::string to_string(const Params& params);

}  // namespace bt
