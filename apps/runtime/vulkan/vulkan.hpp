#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/task_object.hpp"

// The PU `vulkan`. No Vulkan header is needed to use it and no Vulkan library to start: libvulkan is opened at run
// time.
namespace bt::apps {

namespace vulkan {
class Instance;
}

struct VulkanMemoryType {
    bool device_local;
    bool host_visible;
    bool coherent;
    bool cached;
    std::uint64_t heap_bytes;

    bool operator==(const VulkanMemoryType&) const = default;
};

struct VulkanDeviceInfo {
    std::string name;
    std::string kind;    // "integrated GPU", "discrete GPU", "virtual GPU", "CPU", "other"
    std::string driver;  // its name and version
    std::string api;     // "1.3.230"
    bool software;       // runs on the CPU: a PU only where the user says so
    std::uint32_t subgroup_size;
    double timestamp_ns;  // length of one tick; 0: has no timestamps
    std::vector<VulkanMemoryType> memory;
    std::optional<std::string> unusable;  // why it cannot be a PU
};

enum class SoftwareGpu { no, yes };
enum class Validation { no, if_present };
enum class GpuTimestamps { no, yes };
enum class Submissions { per_chunk, per_stage };  // per_stage: only to show what the other saves

struct VulkanSettings {
    std::string library;  // empty: BT_VULKAN_LIBRARY, else the system's
    Validation validation = Validation::no;
};

struct VulkanPuSettings {
    GpuTimestamps timestamps = GpuTimestamps::no;
    Submissions submissions = Submissions::per_chunk;
    std::int64_t hang_ns = 60'000'000'000;  // a submission that takes longer is a device error
};

// One GPU in use: where task objects must live that it works on, and what runs stages on it.
class VulkanPu {
public:
    virtual ~VulkanPu() = default;

    virtual const VulkanDeviceInfo& info() const = 0;
    virtual BufferMemory& memory() = 0;  // its blocks live as long as this object
    virtual Engine& engine() = 0;
    // GPU time of the last run(), all its submissions together; only with GpuTimestamps::yes. Of drivers on the CPU it
    // says nothing: Mesa's stamps both ends when the work is over.
    virtual std::optional<std::int64_t> last_gpu_ns() const = 0;
    // How often a chunk was recorded for an object: stands still in steady state.
    virtual std::uint64_t recordings() const = 0;
};

// Vulkan on this machine. Copies share one instance.
class Vulkan {
public:
    // Never throws because there is none: why_none() then says what is missing.
    static Vulkan look(const VulkanSettings& settings = {});

    std::span<const VulkanDeviceInfo> devices() const { return devices_; }
    const std::string& why_none() const { return why_none_; }  // empty where there are devices

    // Throws a device error.
    std::unique_ptr<VulkanPu> open(std::size_t device, const VulkanPuSettings& settings = {}) const;

    // Whether the validation layer watches, and what it found wrong so far.
    bool validated() const;
    std::vector<std::string> complaints() const;

private:
    std::shared_ptr<vulkan::Instance> instance_;
    std::vector<VulkanDeviceInfo> devices_;
    std::string why_none_;
};

// BT_VULKAN_DEVICE, or nothing.
std::string wanted_vulkan_device();

// The device to use: `wanted` is a number from 0 or a part of the name; empty: the first usable one, GPUs that are real
// before those that are not. Empty where there is none. Throws a usage error where `wanted` names none or an unusable
// one.
std::optional<std::size_t> choose_vulkan_device(std::span<const VulkanDeviceInfo> devices, SoftwareGpu software,
                                                const std::string& wanted = wanted_vulkan_device());

}  // namespace bt::apps
