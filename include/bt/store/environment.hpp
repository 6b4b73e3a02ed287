#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace bt::store {

// Where and by what something was done. What cannot be read is nothing here, and 'unavailable' in a file.
struct Environment {
    std::optional<std::string> host;
    std::optional<std::string> kernel;  // "Linux 6.1.0-18-amd64 x86_64"
    std::optional<std::string> cpu;     // the model's name
    std::optional<int> cores;           // those online
    std::optional<std::uint64_t> memory_bytes;
    std::vector<std::string> governors;  // those in use, each once; empty: not readable
    std::optional<double> load;          // over the last minute
    std::string version;
    std::string build_id;
    std::string build_type;
    std::string compiler;
    std::vector<std::string> command;
    std::optional<std::string> folder;

    bool operator==(const Environment&) const = default;
};

// `proc` and `sys`: where those file systems are mounted.
Environment capture_environment(const std::filesystem::path& proc = "/proc", const std::filesystem::path& sys = "/sys");

}  // namespace bt::store
