#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/store/manifest.hpp"

namespace bt::store {

std::string to_json_line(const StepRecord& step);
std::optional<StepRecord> parse_json_line(std::string_view line);  // nothing where it is no step that we know

}  // namespace bt::store
