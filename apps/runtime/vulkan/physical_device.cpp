#include "runtime/vulkan/physical_device.hpp"

#include <algorithm>
#include <cstring>

namespace bt::apps::vulkan {
namespace {

std::string kind_of(VkPhysicalDeviceType type) {
    switch (type) {
        case VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU: return "integrated GPU";
        case VK_PHYSICAL_DEVICE_TYPE_DISCRETE_GPU: return "discrete GPU";
        case VK_PHYSICAL_DEVICE_TYPE_VIRTUAL_GPU: return "virtual GPU";
        case VK_PHYSICAL_DEVICE_TYPE_CPU: return "CPU";
        default: return "other";
    }
}

std::string version_text(std::uint32_t version) {
    return std::to_string(VK_API_VERSION_MAJOR(version)) + "." + std::to_string(VK_API_VERSION_MINOR(version)) + "." +
           std::to_string(VK_API_VERSION_PATCH(version));
}

// The variant bits say nothing about what a device can do.
bool at_least(std::uint32_t version, std::uint32_t wanted) { return (version & 0x1fffffffU) >= wanted; }

template <class T>
T chained(VkStructureType type, void* next) {
    T made{};
    made.sType = type;
    made.pNext = next;
    return made;
}

bool has_extension(const Instance& instance, VkPhysicalDevice device, const char* name) {
    const auto enumerate = instance.call().EnumerateDeviceExtensionProperties;
    std::uint32_t count = 0;
    if (enumerate(device, nullptr, &count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkExtensionProperties> list(count);
    if (enumerate(device, nullptr, &count, list.data()) < VK_SUCCESS) return false;
    return std::any_of(list.begin(), list.end(),
                       [&](const VkExtensionProperties& e) { return std::strcmp(e.extensionName, name) == 0; });
}

void read_queues(const Instance& instance, PhysicalDevice& device) {
    std::uint32_t count = 0;
    instance.call().GetPhysicalDeviceQueueFamilyProperties(device.handle, &count, nullptr);
    std::vector<VkQueueFamilyProperties> families(count);
    instance.call().GetPhysicalDeviceQueueFamilyProperties(device.handle, &count, families.data());
    const auto found = std::find_if(families.begin(), families.end(), [](const VkQueueFamilyProperties& f) {
        return f.queueCount > 0 && (f.queueFlags & VK_QUEUE_COMPUTE_BIT) != 0;
    });
    if (found == families.end()) {
        device.info.unusable = "it has no queue for compute shaders";
        return;
    }
    device.queue_family = static_cast<std::uint32_t>(found - families.begin());
    device.timestamp_bits = found->timestampValidBits;
}

void read_memory(const Instance& instance, PhysicalDevice& device) {
    VkPhysicalDeviceMemoryProperties memory{};
    instance.call().GetPhysicalDeviceMemoryProperties(device.handle, &memory);
    for (std::uint32_t i = 0; i < memory.memoryTypeCount; ++i) {
        const VkMemoryPropertyFlags flags = memory.memoryTypes[i].propertyFlags;
        device.info.memory.push_back(
            {(flags & VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT) != 0, (flags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT) != 0,
             (flags & VK_MEMORY_PROPERTY_HOST_COHERENT_BIT) != 0, (flags & VK_MEMORY_PROPERTY_HOST_CACHED_BIT) != 0,
             memory.memoryHeaps[memory.memoryTypes[i].heapIndex].size});
    }
}

// Drivers whose subgroups vary in size (8 to 32 at Intel, 64 or 128 at Adreno) choose one per shader unless told:
// kernels are written for the size that they are given as constant 0, which is 64 or less.
void read_subgroups(const VkPhysicalDeviceSubgroupProperties& properties,
                    const VkPhysicalDeviceSubgroupSizeControlProperties& sizes,
                    const VkPhysicalDeviceSubgroupSizeControlFeatures& features, PhysicalDevice& device) {
    device.subgroup_operations =
        (properties.supportedStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0 ? properties.supportedOperations : 0;
    device.info.subgroup_size = properties.subgroupSize;
    device.pins_subgroup_size = features.subgroupSizeControl == VK_TRUE && sizes.minSubgroupSize > 0 &&
                                (sizes.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT) != 0;
    device.most_subgroups = sizes.maxComputeWorkgroupSubgroups;
    device.full_subgroups = device.pins_subgroup_size && features.computeFullSubgroups == VK_TRUE;
    if (!device.pins_subgroup_size) return;
    constexpr std::uint32_t largest = 64;
    const std::uint32_t wanted = std::min(properties.subgroupSize, largest);
    device.info.subgroup_size = std::clamp(wanted, sizes.minSubgroupSize, sizes.maxSubgroupSize);
}

void read_properties(const Instance& instance, PhysicalDevice& device, bool size_control, bool newer) {
    auto driver =
        chained<VkPhysicalDeviceDriverProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_DRIVER_PROPERTIES, nullptr);
    auto model = chained<VkPhysicalDeviceVulkanMemoryModelFeatures>(
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_MEMORY_MODEL_FEATURES, nullptr);
    auto sizes = chained<VkPhysicalDeviceSubgroupSizeControlProperties>(
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES, newer ? &driver : nullptr);
    auto control = chained<VkPhysicalDeviceSubgroupSizeControlFeatures>(
        VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES, newer ? &model : nullptr);
    auto subgroup = chained<VkPhysicalDeviceSubgroupProperties>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_PROPERTIES,
                                                                size_control ? &sizes : sizes.pNext);
    auto properties = chained<VkPhysicalDeviceProperties2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2, &subgroup);
    auto features = chained<VkPhysicalDeviceFeatures2>(VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2,
                                                       size_control ? &control : control.pNext);
    instance.call().GetPhysicalDeviceProperties2(device.handle, &properties);
    instance.call().GetPhysicalDeviceFeatures2(device.handle, &features);
    read_subgroups(subgroup, sizes, control, device);
    device.int64 = features.features.shaderInt64 == VK_TRUE;
    device.memory_model = model.vulkanMemoryModel == VK_TRUE && model.vulkanMemoryModelDeviceScope == VK_TRUE;
    if (newer) device.info.driver = std::string(driver.driverName) + " " + driver.driverInfo;
}

}  // namespace

PhysicalDevice read_device(const Instance& instance, VkPhysicalDevice handle) {
    PhysicalDevice device{};
    device.handle = handle;
    VkPhysicalDeviceProperties properties{};
    instance.call().GetPhysicalDeviceProperties(handle, &properties);
    device.limits = properties.limits;
    device.info.name = properties.deviceName;
    device.info.kind = kind_of(properties.deviceType);
    device.info.software = properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU;
    device.info.driver = version_text(properties.driverVersion);
    device.info.api = version_text(properties.apiVersion);
    if (at_least(properties.apiVersion, VK_API_VERSION_1_1)) {
        const bool core = at_least(properties.apiVersion, VK_API_VERSION_1_3);
        const bool extension = !core && has_extension(instance, handle, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
        read_properties(instance, device, core || extension, at_least(properties.apiVersion, VK_API_VERSION_1_2));
        device.needs_size_control_extension = extension && device.pins_subgroup_size;
    } else {
        device.info.unusable = "it speaks Vulkan " + device.info.api + ", 1.1 is needed";
    }
    read_queues(instance, device);
    read_memory(instance, device);
    device.info.timestamp_ns = device.timestamp_bits > 0 ? static_cast<double>(device.limits.timestampPeriod) : 0.0;
    return device;
}

}  // namespace bt::apps::vulkan
