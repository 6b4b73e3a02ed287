#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace bt::apps::vulkan {

// What a compute shader demands of a device. Drivers do not check it: what does not fit crashes, or computes nonsense.
struct ShaderFacts {
    std::array<std::uint32_t, 3> local_size{1, 1, 1};
    std::uint64_t shared_bytes = 0;  // at least: arrays sized by an expression of constants are not counted
    std::uint32_t bindings = 0;      // one more than the highest
    bool reads_group_count = false;  // gl_NumWorkGroups: its dispatches cannot be split
    bool uses_subgroups = false;
    std::vector<std::uint32_t> capabilities;
};

// `constants`: specialisation constants 0, 1, …. Throws a host error where `spirv` is none.
ShaderFacts read_spirv(std::span<const std::uint32_t> spirv, std::span<const std::uint32_t> constants);

}  // namespace bt::apps::vulkan
