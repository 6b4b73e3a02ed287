#include "runtime/vulkan/instance.hpp"

#include <algorithm>
#include <cstring>

#include "runtime/vulkan/result.hpp"

namespace bt::apps::vulkan {
namespace {

constexpr const char* validation_layer = "VK_LAYER_KHRONOS_validation";

bool has_validation(const GlobalFunctions& call) {
    std::uint32_t count = 0;
    if (call.EnumerateInstanceLayerProperties(&count, nullptr) != VK_SUCCESS) return false;
    std::vector<VkLayerProperties> layers(count);
    if (call.EnumerateInstanceLayerProperties(&count, layers.data()) < VK_SUCCESS) return false;
    return std::any_of(layers.begin(), layers.end(),
                       [](const VkLayerProperties& l) { return std::strcmp(l.layerName, validation_layer) == 0; });
}

bool older_than_1_1(const GlobalFunctions& call) {
    std::uint32_t version = VK_API_VERSION_1_0;
    if (call.EnumerateInstanceVersion == nullptr) return true;
    return call.EnumerateInstanceVersion(&version) != VK_SUCCESS || version < VK_API_VERSION_1_1;
}

}  // namespace

std::shared_ptr<Instance> Instance::open(const VulkanSettings& settings, std::string& why_not) {
    std::unique_ptr<Library> library = Library::open(library_path(settings.library), why_not);
    if (library == nullptr) return nullptr;
    if (older_than_1_1(library->call())) {
        why_not = "no Vulkan here: the library speaks 1.0 only, 1.1 is needed";
        return nullptr;
    }
    const bool validate = settings.validation == Validation::if_present && has_validation(library->call());
    std::shared_ptr<Instance> instance(new Instance(std::move(library)));
    const VkResult result = instance->create(validate);
    if (result != VK_SUCCESS) {
        why_not = result == VK_ERROR_INCOMPATIBLE_DRIVER ? "no Vulkan driver is installed"
                                                         : "Vulkan does not start: " + words(result);
        return nullptr;
    }
    if (!instance->find_functions()) {
        why_not = "no Vulkan here: the library lacks functions of Vulkan 1.1";
        return nullptr;
    }
    if (validate) instance->listen();
    return instance;
}

VkResult Instance::create(bool validate) {
    VkApplicationInfo application{};
    application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
    application.pApplicationName = "bt-agent";
    application.apiVersion = VK_API_VERSION_1_3;  // the newest that is spoken here; devices may be of 1.1
    const char* const extension = VK_EXT_DEBUG_UTILS_EXTENSION_NAME;
    VkInstanceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
    info.pApplicationInfo = &application;
    info.enabledLayerCount = validate ? 1 : 0;
    info.ppEnabledLayerNames = &validation_layer;
    info.enabledExtensionCount = validate ? 1 : 0;
    info.ppEnabledExtensionNames = &extension;
    return library_->call().CreateInstance(&info, nullptr, &handle_);
}

bool Instance::find_functions() {
    const auto get = library_->call().GetInstanceProcAddr;
    bool all = true;
#define BT_VK_FIND(name)                                                   \
    call_.name = reinterpret_cast<PFN_vk##name>(get(handle_, "vk" #name)); \
    all = all && call_.name != nullptr;
    BT_VK_INSTANCE_FUNCTIONS(BT_VK_FIND)
#undef BT_VK_FIND
    return all;
}

void Instance::listen() {
    const auto create = reinterpret_cast<PFN_vkCreateDebugUtilsMessengerEXT>(
        library_->call().GetInstanceProcAddr(handle_, "vkCreateDebugUtilsMessengerEXT"));
    if (create == nullptr) return;
    VkDebugUtilsMessengerCreateInfoEXT info{};
    info.sType = VK_STRUCTURE_TYPE_DEBUG_UTILS_MESSENGER_CREATE_INFO_EXT;
    info.messageSeverity =
        VK_DEBUG_UTILS_MESSAGE_SEVERITY_WARNING_BIT_EXT | VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT;
    info.messageType = VK_DEBUG_UTILS_MESSAGE_TYPE_VALIDATION_BIT_EXT;
    info.pfnUserCallback = &Instance::hear;
    info.pUserData = this;
    if (create(handle_, &info, nullptr, &messenger_) != VK_SUCCESS) messenger_ = nullptr;
}

VkBool32 Instance::hear(VkDebugUtilsMessageSeverityFlagBitsEXT, VkDebugUtilsMessageTypeFlagsEXT,
                        const VkDebugUtilsMessengerCallbackDataEXT* data, void* instance) {
    auto& self = *static_cast<Instance*>(instance);
    const std::scoped_lock lock(self.mutex_);
    self.complaints_.emplace_back(data->pMessage);
    return VK_FALSE;
}

std::vector<std::string> Instance::complaints() const {
    const std::scoped_lock lock(mutex_);
    return complaints_;
}

std::vector<VkPhysicalDevice> Instance::devices() const {
    std::uint32_t count = 0;
    VkResult result = call_.EnumeratePhysicalDevices(handle_, &count, nullptr);
    std::vector<VkPhysicalDevice> devices(result == VK_SUCCESS ? count : 0);
    if (!devices.empty()) result = call_.EnumeratePhysicalDevices(handle_, &count, devices.data());
    if (result < VK_SUCCESS && result != VK_ERROR_INITIALIZATION_FAILED) {
        throw vulkan_error(result, {}, "listing the GPUs");
    }
    devices.resize(result < VK_SUCCESS ? 0 : count);
    return devices;
}

Instance::~Instance() {
    if (messenger_ != nullptr) {
        const auto destroy = reinterpret_cast<PFN_vkDestroyDebugUtilsMessengerEXT>(
            library_->call().GetInstanceProcAddr(handle_, "vkDestroyDebugUtilsMessengerEXT"));
        if (destroy != nullptr) destroy(handle_, messenger_, nullptr);
    }
    if (handle_ != nullptr && call_.DestroyInstance != nullptr) call_.DestroyInstance(handle_, nullptr);
}

}  // namespace bt::apps::vulkan
