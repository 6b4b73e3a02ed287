#include "agent/gpus.hpp"

#include "bt/core/error.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::agent {
namespace {

// Looking loads the driver, which takes from 30 to 450 ms: once.
const apps::Vulkan& vulkan() {
    static const apps::Vulkan found = apps::Vulkan::look();
    return found;
}

apps::SoftwareGpu software_gpu(CountSoftware software) {
    return software == CountSoftware::yes ? apps::SoftwareGpu::yes : apps::SoftwareGpu::no;
}

std::string describe(const apps::VulkanDeviceInfo& device) {
    std::string text = device.name + " (" + device.kind + ", " + device.driver + ", Vulkan " + device.api + ")";
    if (device.unusable) text += ": cannot be a PU: " + *device.unusable;
    return text;
}

std::optional<std::size_t> chosen(CountSoftware software) {
    return apps::choose_vulkan_device(vulkan().devices(), software_gpu(software));
}

std::string why_no_vulkan() {
    if (!vulkan().why_none().empty()) return vulkan().why_none();
    const apps::VulkanDeviceInfo& first = vulkan().devices().front();
    return first.unusable ? describe(first) : describe(first) + " runs on the CPU";
}

}  // namespace

std::vector<GpuFacts> find_gpus(CountSoftware software) {
    std::vector<GpuFacts> gpus;
    const auto use = chosen(software);
    for (std::size_t i = 0; i < vulkan().devices().size(); ++i) {
        gpus.push_back({PuName("vulkan"), describe(vulkan().devices()[i]), use == i});
    }
    return gpus;
}

bool has_gpu(const PuName& pu, CountSoftware software) { return pu.str() == "vulkan" && chosen(software).has_value(); }

Accelerator open_gpu(const PuName& pu, CountSoftware software) {
    if (pu.str() != "vulkan") {
        throw device_error("PU " + pu.str() + ": this bt-agent was built without it",
                           "bt-agent info lists what it has");
    }
    const auto device = chosen(software);
    if (!device) {
        throw device_error("no Vulkan device: " + why_no_vulkan(),
                           "use --backend cpu, or --software-gpu for a driver that runs on the CPU");
    }
    const std::shared_ptr<apps::VulkanPu> opened = vulkan().open(*device);
    return {opened, &opened->memory(), &opened->engine()};
}

}  // namespace bt::agent
