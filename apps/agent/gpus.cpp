#include "agent/gpus.hpp"

#include "bt/core/error.hpp"
#include "runtime/cuda/cuda.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::agent {
namespace {

// Looking loads the driver, which takes from 30 to 450 ms: once.
const apps::Vulkan& vulkan() {
    static const apps::Vulkan found = apps::Vulkan::look();
    return found;
}

const apps::Cuda& cuda() {
    static const apps::Cuda found = apps::Cuda::look();
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

std::string describe(const apps::CudaDeviceInfo& device) {
    std::string text = device.name + " (CUDA " + device.driver + ", compute capability " + device.compute + ")";
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

Accelerator open_cuda() {
    const auto device = cuda().first_usable();
    if (!device) {
        throw device_error(
            "no CUDA device: " + (cuda().why_none().empty() ? describe(cuda().devices().front()) : cuda().why_none()),
            "use --backend vk or --backend cpu");
    }
    const std::shared_ptr<apps::CudaPu> opened = cuda().open(*device);
    return {opened, &opened->memory(), &opened->engine()};
}

Accelerator open_vulkan(CountSoftware software) {
    const auto device = chosen(software);
    if (!device) {
        throw device_error("no Vulkan device: " + why_no_vulkan(),
                           "use --backend cpu, or --software-gpu for a driver that runs on the CPU");
    }
    const std::shared_ptr<apps::VulkanPu> opened = vulkan().open(*device);
    return {opened, &opened->memory(), &opened->engine()};
}

}  // namespace

CountSoftware count_software(const Arguments& arguments) {
    return arguments.has("--software-gpu") ? CountSoftware::yes : CountSoftware::no;
}

std::vector<GpuFacts> find_gpus(CountSoftware software) {
    std::vector<GpuFacts> gpus;
    for (std::size_t i = 0; i < cuda().devices().size(); ++i) {
        gpus.push_back({PuName("cuda"), describe(cuda().devices()[i]), cuda().first_usable() == i});
    }
    const auto use = chosen(software);
    for (std::size_t i = 0; i < vulkan().devices().size(); ++i) {
        gpus.push_back({PuName("vulkan"), describe(vulkan().devices()[i]), use == i});
    }
    return gpus;
}

bool has_gpu(const PuName& pu, CountSoftware software) {
    if (pu.str() == "cuda") return cuda().first_usable().has_value();
    return pu.str() == "vulkan" && chosen(software).has_value();
}

Accelerator open_gpu(const PuName& pu, CountSoftware software) {
    if (pu.str() == "cuda") return open_cuda();
    if (pu.str() == "vulkan") return open_vulkan(software);
    throw device_error("PU " + pu.str() + ": this bt-agent was built without it", "bt-agent info lists what it has");
}

}  // namespace bt::agent
