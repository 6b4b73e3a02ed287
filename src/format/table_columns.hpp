#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/core/names.hpp"

namespace bt::format {

enum class ColumnRole { stage, pu, device, run, set, unknown };

// PUs that have a column of their own name; all others are `pu:<name>`.
bool has_plain_column(std::string_view pu);

ColumnRole role_of(std::string_view column);
PuName pu_of_column(std::string_view column);  // ColumnRole::pu; throws a usage error where the name is none
std::string column_of(const PuName& pu);

// What somebody who wrote such a column may have meant: "did you mean 'vulkan'?"
std::optional<std::string> pu_column_meant(std::string_view column);

}  // namespace bt::format
