#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bt::system {

// Where `name` would be started from: looked up in PATH unless it holds a '/'.
std::optional<std::filesystem::path> find_program(std::string_view name);

// This very program's file.
std::filesystem::path own_program();

// The command line of process `pid`; empty where it cannot be read.
std::vector<std::string> command_line_of(int pid);

}  // namespace bt::system
