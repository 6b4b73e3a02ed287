#pragma once

#include <string>
#include <string_view>

namespace bt::report {

// As data: URLs want it (RFC 4648).
std::string base64(std::string_view bytes);

}  // namespace bt::report
