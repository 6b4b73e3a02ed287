#pragma once

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

// Every Vulkan function that is called here, looked up at run time.
namespace bt::apps::vulkan {

#define BT_VK_GLOBAL_FUNCTIONS(F) \
    F(CreateInstance)             \
    F(EnumerateInstanceLayerProperties)

#define BT_VK_INSTANCE_FUNCTIONS(F)           \
    F(DestroyInstance)                        \
    F(EnumeratePhysicalDevices)               \
    F(EnumerateDeviceExtensionProperties)     \
    F(GetPhysicalDeviceProperties)            \
    F(GetPhysicalDeviceProperties2)           \
    F(GetPhysicalDeviceFeatures2)             \
    F(GetPhysicalDeviceMemoryProperties)      \
    F(GetPhysicalDeviceQueueFamilyProperties) \
    F(CreateDevice)                           \
    F(GetDeviceProcAddr)

#define BT_VK_DEVICE_FUNCTIONS(F)   \
    F(DestroyDevice)                \
    F(GetDeviceQueue)               \
    F(AllocateMemory)               \
    F(FreeMemory)                   \
    F(MapMemory)                    \
    F(FlushMappedMemoryRanges)      \
    F(InvalidateMappedMemoryRanges) \
    F(CreateBuffer)                 \
    F(DestroyBuffer)                \
    F(GetBufferMemoryRequirements)  \
    F(BindBufferMemory)             \
    F(CreateShaderModule)           \
    F(DestroyShaderModule)          \
    F(CreateDescriptorSetLayout)    \
    F(DestroyDescriptorSetLayout)   \
    F(CreatePipelineLayout)         \
    F(DestroyPipelineLayout)        \
    F(CreateComputePipelines)       \
    F(DestroyPipeline)              \
    F(CreateDescriptorPool)         \
    F(DestroyDescriptorPool)        \
    F(AllocateDescriptorSets)       \
    F(UpdateDescriptorSets)         \
    F(CreateCommandPool)            \
    F(DestroyCommandPool)           \
    F(AllocateCommandBuffers)       \
    F(BeginCommandBuffer)           \
    F(EndCommandBuffer)             \
    F(CmdBindPipeline)              \
    F(CmdBindDescriptorSets)        \
    F(CmdPushConstants)             \
    F(CmdDispatch)                  \
    F(CmdDispatchBase)              \
    F(CmdPipelineBarrier)           \
    F(CmdResetQueryPool)            \
    F(CmdWriteTimestamp)            \
    F(CreateQueryPool)              \
    F(DestroyQueryPool)             \
    F(GetQueryPoolResults)          \
    F(CreateFence)                  \
    F(DestroyFence)                 \
    F(ResetFences)                  \
    F(GetFenceStatus)               \
    F(WaitForFences)                \
    F(QueueSubmit)

#define BT_VK_MEMBER(name) PFN_vk##name name = nullptr;

struct GlobalFunctions {
    PFN_vkGetInstanceProcAddr GetInstanceProcAddr = nullptr;
    PFN_vkEnumerateInstanceVersion EnumerateInstanceVersion = nullptr;  // null: Vulkan 1.0
    BT_VK_GLOBAL_FUNCTIONS(BT_VK_MEMBER)
};

struct InstanceFunctions {
    BT_VK_INSTANCE_FUNCTIONS(BT_VK_MEMBER)
};

struct DeviceFunctions {
    BT_VK_DEVICE_FUNCTIONS(BT_VK_MEMBER)
};

#undef BT_VK_MEMBER

}  // namespace bt::apps::vulkan
