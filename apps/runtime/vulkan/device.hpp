#pragma once

#include <memory>
#include <string_view>

#include "runtime/vulkan/physical_device.hpp"
#include "runtime/vulkan/result.hpp"

namespace bt::apps::vulkan {

// A logical device and its one queue.
class Device {
public:
    Device(std::shared_ptr<Instance> instance, PhysicalDevice physical);  // throws a device error
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    ~Device();

    const PhysicalDevice& physical() const { return physical_; }
    const VulkanDeviceInfo& info() const { return physical_.info; }
    const VkPhysicalDeviceLimits& limits() const { return physical_.limits; }
    const DeviceFunctions& call() const { return call_; }
    VkDevice get() const { return handle_; }
    VkQueue queue() const { return queue_; }

    // Throws what `result` means where it is no success.
    void check(VkResult result, std::string_view doing) const {
        if (result != VK_SUCCESS) [[unlikely]]
            fail(result, doing);
    }
    [[noreturn]] void fail(VkResult result, std::string_view doing) const;

    // A device that hangs is left as it is: to destroy what it still works on would crash the process that is about
    // to say so.
    void abandon();
    bool abandoned() const { return abandoned_; }

private:
    void create();
    void find_functions();

    std::shared_ptr<Instance> instance_;
    PhysicalDevice physical_;
    VkDevice handle_ = nullptr;
    VkQueue queue_ = nullptr;
    DeviceFunctions call_;
    bool abandoned_ = false;
};

}  // namespace bt::apps::vulkan
