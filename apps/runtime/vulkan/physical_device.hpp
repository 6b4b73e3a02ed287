#pragma once

#include <cstdint>

#include "runtime/vulkan/instance.hpp"

namespace bt::apps::vulkan {

// What a device says of itself, read once.
struct PhysicalDevice {
    VkPhysicalDevice handle;
    VulkanDeviceInfo info;
    VkPhysicalDeviceLimits limits;
    std::uint32_t queue_family;    // the first with compute
    std::uint32_t timestamp_bits;  // of that family; 0: none
    VkSubgroupFeatureFlags subgroup_operations;
    bool pins_subgroup_size;       // info.subgroup_size can be demanded of every pipeline
    std::uint32_t most_subgroups;  // of a pinned size in one work group
    bool full_subgroups;
    bool needs_size_control_extension;
    bool int64;
    bool memory_model;
};

PhysicalDevice read_device(const Instance& instance, VkPhysicalDevice handle);

}  // namespace bt::apps::vulkan
