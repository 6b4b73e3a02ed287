#include <algorithm>
#include <cstdlib>

#include "bt/core/error.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps {
namespace {

Error cannot_choose(std::span<const VulkanDeviceInfo> devices, const std::string& wanted, const std::string& reason) {
    std::string list;
    for (std::size_t i = 0; i < devices.size(); ++i) {
        list += (i == 0 ? "" : ", ") + std::to_string(i) + " '" + printable(devices[i].name) + "'";
    }
    return usage_error("GPU '" + printable(wanted) + "' " + reason,
                       list.empty() ? "this machine has none" : "there are: " + list);
}

bool is_number(const std::string& text) {
    return !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
}

std::size_t named(std::span<const VulkanDeviceInfo> devices, const std::string& wanted) {
    if (is_number(wanted)) {
        const std::size_t number = std::stoul(wanted);
        if (number >= devices.size()) throw cannot_choose(devices, wanted, "does not exist");
        return number;
    }
    const auto matches = [&](const VulkanDeviceInfo& d) { return d.name.find(wanted) != std::string::npos; };
    if (std::count_if(devices.begin(), devices.end(), matches) > 1) {
        throw cannot_choose(devices, wanted, "could be several");
    }
    const auto found = std::find_if(devices.begin(), devices.end(), matches);
    if (found == devices.end()) throw cannot_choose(devices, wanted, "does not exist");
    return static_cast<std::size_t>(found - devices.begin());
}

}  // namespace

std::string wanted_vulkan_device() {
    const char* const wanted = std::getenv("BT_VULKAN_DEVICE");
    return wanted == nullptr ? "" : wanted;
}

std::optional<std::size_t> choose_vulkan_device(std::span<const VulkanDeviceInfo> devices, SoftwareGpu software,
                                                const std::string& wanted) {
    if (!wanted.empty()) {
        const std::size_t device = named(devices, wanted);
        if (devices[device].unusable)
            throw cannot_choose(devices, wanted, "cannot be used: " + *devices[device].unusable);
        if (devices[device].software && software == SoftwareGpu::no) {
            throw cannot_choose(devices, wanted, "runs on the CPU, which needs --software-gpu");
        }
        return device;
    }
    for (const bool on_cpu : {false, true}) {
        if (on_cpu && software == SoftwareGpu::no) break;
        const auto found = std::find_if(devices.begin(), devices.end(),
                                        [&](const VulkanDeviceInfo& d) { return !d.unusable && d.software == on_cpu; });
        if (found != devices.end()) return static_cast<std::size_t>(found - devices.begin());
    }
    return std::nullopt;
}

}  // namespace bt::apps
