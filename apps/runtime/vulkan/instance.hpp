#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/vulkan/functions.hpp"
#include "runtime/vulkan/library.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps::vulkan {

class Instance {
public:
    // Null, and why_not says the reason, where this machine has no Vulkan to use.
    static std::shared_ptr<Instance> open(const VulkanSettings& settings, std::string& why_not);

    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;
    ~Instance();

    const InstanceFunctions& call() const { return call_; }
    std::vector<VkPhysicalDevice> devices() const;

    bool validated() const { return messenger_ != nullptr; }
    std::vector<std::string> complaints() const;

private:
    explicit Instance(std::unique_ptr<Library> library) : library_(std::move(library)) {}
    VkResult create(bool validate);
    bool find_functions();
    void listen();
    static VKAPI_ATTR VkBool32 VKAPI_CALL hear(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                               VkDebugUtilsMessageTypeFlagsEXT types,
                                               const VkDebugUtilsMessengerCallbackDataEXT* data, void* instance);

    std::unique_ptr<Library> library_;
    VkInstance handle_ = nullptr;
    InstanceFunctions call_;
    VkDebugUtilsMessengerEXT messenger_ = nullptr;
    mutable std::mutex mutex_;
    std::vector<std::string> complaints_;
};

}  // namespace bt::apps::vulkan
