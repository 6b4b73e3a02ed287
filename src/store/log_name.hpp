#pragma once

#include <optional>
#include <string_view>

#include "bt/store/numbered_logs.hpp"

namespace bt::store {

struct LogName {
    int number;
    LogState state;
};

// The number and state of a file of `series`; nothing where `name` is none of its names.
std::optional<LogName> parse_log_name(const LogSeries& series, std::string_view name);

}  // namespace bt::store
