#pragma once

#include <cstdint>

namespace bt::cli {

// The most that is read of a table, a log's end or a schedules file, whoever named it.
inline constexpr std::uint64_t most_input_bytes = std::uint64_t{64} << 20U;

}  // namespace bt::cli
