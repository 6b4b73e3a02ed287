#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/format/table.hpp"
#include "bt/profile/tables.hpp"

namespace bt::profile {

// A table file with more rows in it. Where that only adds rows behind the others, no byte of `before` changes.
std::string merged_table(std::optional<std::string_view> before, const std::string& file, format::TableKind kind,
                         const DeviceId& device, const std::vector<format::TableRow>& rows, Rows how);

}  // namespace bt::profile
