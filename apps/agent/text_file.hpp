#pragma once

#include <cstddef>
#include <string>

namespace bt::agent {

inline constexpr std::size_t most_file_bytes = std::size_t{64} << 20U;

// A whole file. Throws a data error where it cannot be read or is larger than 64 MiB.
std::string read_text_file(const std::string& path);

}  // namespace bt::agent
