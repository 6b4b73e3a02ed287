#include "runtime/vulkan/result.hpp"

namespace bt::apps::vulkan {
namespace {

std::string advice_for(VkResult result) {
    switch (result) {
        case VK_ERROR_OUT_OF_HOST_MEMORY:
        case VK_ERROR_OUT_OF_DEVICE_MEMORY:
        case VK_ERROR_TOO_MANY_OBJECTS:
        case VK_ERROR_MEMORY_MAP_FAILED:
        case VK_ERROR_OUT_OF_POOL_MEMORY:
            return "make the application smaller with --param, or take fewer tasks in flight";
        case VK_ERROR_DEVICE_LOST:
            return "the driver gave the GPU up: see the kernel's log, then try fewer stages in one chunk on the GPU";
        case VK_ERROR_INITIALIZATION_FAILED:
        case VK_ERROR_INCOMPATIBLE_DRIVER: return "check the GPU's driver, or use --backend cpu";
        default: return "use --backend cpu to go on without the GPU";
    }
}

}  // namespace

std::string words(VkResult result) {
    switch (result) {
        case VK_NOT_READY:
        case VK_TIMEOUT: return "not finished in time";
        case VK_ERROR_OUT_OF_HOST_MEMORY: return "out of memory";
        case VK_ERROR_OUT_OF_DEVICE_MEMORY: return "out of GPU memory";
        case VK_ERROR_INITIALIZATION_FAILED: return "the driver cannot start";
        case VK_ERROR_DEVICE_LOST: return "device lost";
        case VK_ERROR_MEMORY_MAP_FAILED: return "memory cannot be mapped";
        case VK_ERROR_LAYER_NOT_PRESENT: return "layer missing";
        case VK_ERROR_EXTENSION_NOT_PRESENT: return "extension missing";
        case VK_ERROR_FEATURE_NOT_PRESENT: return "feature missing";
        case VK_ERROR_INCOMPATIBLE_DRIVER: return "no driver for a device of this machine";
        case VK_ERROR_TOO_MANY_OBJECTS: return "too many objects";
        case VK_ERROR_FRAGMENTED_POOL:
        case VK_ERROR_OUT_OF_POOL_MEMORY: return "out of descriptors";
        case VK_ERROR_INVALID_SHADER_NV: return "the driver refuses the shader";
        default: return "Vulkan result " + std::to_string(static_cast<int>(result));
    }
}

Error vulkan_error(VkResult result, std::string_view device, std::string_view doing) {
    std::string failed;
    if (!device.empty()) failed = "GPU '" + printable(device) + "': ";
    failed += words(result) + " while " + std::string(doing);
    return device_error(std::move(failed), advice_for(result));
}

}  // namespace bt::apps::vulkan
