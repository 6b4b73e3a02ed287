#pragma once

#include <filesystem>
#include <string_view>

namespace bt::system {

// Adds one line to a file that several processes may write at once. The line is there as a whole or not at all, also
// on a full disk; a line that a killed writer left unfinished is ended first, so that it stays a line of its own.
void append_line(const std::filesystem::path& file, std::string_view line);

}  // namespace bt::system
