#include "runtime/vulkan/vulkan.hpp"

#include "runtime/vulkan/engine.hpp"

namespace bt::apps {
namespace {

class OpenPu : public VulkanPu {
public:
    OpenPu(std::shared_ptr<vulkan::Device> device, const VulkanPuSettings& settings)
        : device_(std::move(device)), memory_(device_), engine_(device_, memory_, settings) {}

    const VulkanDeviceInfo& info() const override { return device_->info(); }
    BufferMemory& memory() override { return memory_; }
    Engine& engine() override { return engine_; }
    std::optional<std::int64_t> last_gpu_ns() const override { return engine_.last_gpu_ns(); }
    std::uint64_t recordings() const override { return engine_.recordings(); }

private:
    std::shared_ptr<vulkan::Device> device_;
    vulkan::Memory memory_;
    vulkan::GpuEngine engine_;
};

}  // namespace

Vulkan Vulkan::look(const VulkanSettings& settings) {
    Vulkan found;
    found.instance_ = vulkan::Instance::open(settings, found.why_none_);
    if (found.instance_ == nullptr) return found;
    for (VkPhysicalDevice handle : found.instance_->devices()) {
        found.devices_.push_back(vulkan::read_device(*found.instance_, handle).info);
    }
    if (found.devices_.empty()) found.why_none_ = "Vulkan finds no GPU";
    return found;
}

std::unique_ptr<VulkanPu> Vulkan::open(std::size_t device, const VulkanPuSettings& settings) const {
    if (device >= devices_.size()) {
        throw device_error("there is no GPU " + std::to_string(device) + (why_none_.empty() ? "" : ": " + why_none_),
                           "see `bt-agent info` for the GPUs of this machine");
    }
    const VkPhysicalDevice handle = instance_->devices().at(device);
    return std::make_unique<OpenPu>(
        std::make_shared<vulkan::Device>(instance_, vulkan::read_device(*instance_, handle)), settings);
}

bool Vulkan::validated() const { return instance_ != nullptr && instance_->validated(); }

std::vector<std::string> Vulkan::complaints() const {
    return instance_ == nullptr ? std::vector<std::string>{} : instance_->complaints();
}

}  // namespace bt::apps
