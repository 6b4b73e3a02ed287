#include "runtime/vulkan/device.hpp"

namespace bt::apps::vulkan {

Device::Device(std::shared_ptr<Instance> instance, PhysicalDevice physical)
    : instance_(std::move(instance)), physical_(std::move(physical)) {
    if (physical_.info.unusable) {
        throw device_error("GPU '" + printable(physical_.info.name) + "' cannot be used: " + *physical_.info.unusable,
                           "choose another with BT_VULKAN_DEVICE, or use --backend cpu");
    }
    create();
    find_functions();
    call_.GetDeviceQueue(handle_, physical_.queue_family, 0, &queue_);
}

void Device::create() {
    const float priority = 1.0F;
    VkDeviceQueueCreateInfo queue{};
    queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
    queue.queueFamilyIndex = physical_.queue_family;
    queue.queueCount = 1;
    queue.pQueuePriorities = &priority;

    VkPhysicalDeviceVulkanMemoryModelFeatures model{};
    model.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_MEMORY_MODEL_FEATURES;
    model.vulkanMemoryModel = VK_TRUE;
    model.vulkanMemoryModelDeviceScope = VK_TRUE;
    VkPhysicalDeviceSubgroupSizeControlFeatures sizes{};
    sizes.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES;
    sizes.pNext = physical_.memory_model ? &model : nullptr;
    sizes.subgroupSizeControl = VK_TRUE;
    sizes.computeFullSubgroups = physical_.full_subgroups ? VK_TRUE : VK_FALSE;
    VkPhysicalDeviceFeatures2 features{};
    features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
    features.pNext = physical_.pins_subgroup_size ? &sizes : sizes.pNext;
    features.features.shaderInt64 = physical_.int64 ? VK_TRUE : VK_FALSE;

    const char* const extension = VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME;
    VkDeviceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
    info.pNext = &features;
    info.queueCreateInfoCount = 1;
    info.pQueueCreateInfos = &queue;
    info.enabledExtensionCount = physical_.needs_size_control_extension ? 1 : 0;
    info.ppEnabledExtensionNames = &extension;
    check(instance_->call().CreateDevice(physical_.handle, &info, nullptr, &handle_), "opening the device");
}

void Device::find_functions() {
    const auto get = instance_->call().GetDeviceProcAddr;
    const char* missing = nullptr;
#define BT_VK_FIND(name)                                                   \
    call_.name = reinterpret_cast<PFN_vk##name>(get(handle_, "vk" #name)); \
    if (call_.name == nullptr) missing = "vk" #name;
    BT_VK_DEVICE_FUNCTIONS(BT_VK_FIND)
#undef BT_VK_FIND
    if (missing == nullptr) return;
    if (call_.DestroyDevice != nullptr) call_.DestroyDevice(handle_, nullptr);
    throw device_error("the driver of GPU '" + printable(info().name) + "' has no " + missing,
                       "check the GPU's driver, or use --backend cpu");
}

void Device::fail(VkResult result, std::string_view doing) const { throw vulkan_error(result, info().name, doing); }

void Device::abandon() {
    if (abandoned_) return;
    abandoned_ = true;
    static auto* const kept = new std::vector<std::shared_ptr<Instance>>;  // for ever: the driver's threads still run
    kept->push_back(instance_);
}

Device::~Device() {
    if (!abandoned_) call_.DestroyDevice(handle_, nullptr);
}

}  // namespace bt::apps::vulkan
