#pragma once

#include <string_view>

namespace bt {

std::string_view version();     // "0.1.0"
std::string_view build_id();    // git commit of the build, "-dirty" where the tree had changes; "unknown" without git
std::string_view build_type();  // "release", "debug", …
std::string_view compiler();    // "GNU 12.2.0"

}  // namespace bt
