#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace bt::format {

struct JsonRefusal {
    std::size_t offset;  // in bytes, 0-based
    std::string expected;
    std::string found;
};

// Parses `text` into `root`, or says where and why it is refused. Stricter than nlohmann's own: a key twice in one
// object, depth above deepest_json and more than most_json_values values are refused.
std::optional<JsonRefusal> parse_json(std::string_view text, nlohmann::json& root);

}  // namespace bt::format
