#pragma once

#include <string>

#include "bt/core/units.hpp"

namespace bt::cli {

// "90", "1.5s", "500ms", "10m", "2h". Throws a usage error unless it is above 0 and below a year.
Seconds parse_duration(const std::string& text, const std::string& flag);

// "40 ms", "1.5 s", "1:05 min", "2:10 h": how people say how long something takes.
std::string to_text(Seconds time);

}  // namespace bt::cli
