#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace bt::format {

// Where in `text`, from which `root` was parsed, the value `target` (part of `root`) begins. Walks text and tree side
// by side, so that parsing need not note a position for every value.
std::optional<std::size_t> offset_of(std::string_view text, const nlohmann::json& root, const nlohmann::json& target);

}  // namespace bt::format
