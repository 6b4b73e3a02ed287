#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/pu.hpp"
#include "bt/core/stage.hpp"

namespace bt {

struct Chunk {
    PuName pu;
    StageRange stages;
    auto operator<=>(const Chunk&) const = default;
};

// Chunks in the order in which a task passes them.
using Chunks = std::vector<Chunk>;

// What is wrong with `chunks` as a pipeline over stages 1 to `stages`, or nothing: a stage missing, repeated or out of
// order, a PU twice. One line, fit for an error.
std::optional<std::string> fault_of(std::span<const Chunk> chunks, int stages);

// As fault_of, and every PU must be one of `known`.
std::optional<std::string> fault_of(std::span<const Chunk> chunks, int stages, std::span<const PuName> known);

// `SCH-` letters and counts `-` six hex digits; the same chunks on the same device, app and backend always get the
// same uid.
std::string uid_of(const DeviceId& device, const AppName& app, Backend backend, std::span<const Chunk> chunks);

// "1-4 little | 5-9 vulkan".
std::string to_string(std::span<const Chunk> chunks);

}  // namespace bt
