#include "runtime/vulkan/fit.hpp"

#include <algorithm>
#include <string>

namespace bt::apps::vulkan {
namespace {

// Numbers of the SPIR-V specification.
constexpr std::uint32_t capability_matrix = 0, capability_shader = 1, capability_int64 = 11,
                        capability_non_uniform = 61, capability_quad = 68, capability_memory_model = 5345,
                        capability_memory_model_device = 5346;

class Fit {
public:
    Fit(const Device& device, const Application& app, Stage stage) : device_(device), app_(app), stage_(stage) {}

    void check_buffers(const VulkanDispatch& dispatch, const ShaderFacts& facts) const {
        const VkPhysicalDeviceLimits& limits = device_.limits();
        at_most(dispatch.buffers.size(), limits.maxPerStageDescriptorStorageBuffers, "buffers in one shader");
        at_most(dispatch.buffers.size(), limits.maxDescriptorSetStorageBuffers, "buffers in one shader");
        if (facts.bindings > dispatch.buffers.size()) {
            refuse("its shader has " + std::to_string(facts.bindings) + " buffers, the dispatch gives it " +
                   std::to_string(dispatch.buffers.size()));
        }
        for (const std::size_t buffer : dispatch.buffers) {
            const std::vector<BufferSpec>& specs = app_.buffers();
            if (buffer >= specs.size()) refuse("there is no buffer " + std::to_string(buffer));
            at_most(specs[buffer].count * size_of(specs[buffer].element), limits.maxStorageBufferRange,
                    "bytes in buffer '" + specs[buffer].name + "'");
        }
    }

    void check_groups(const VulkanDispatch& dispatch, const ShaderFacts& facts) const {
        const VkPhysicalDeviceLimits& limits = device_.limits();
        constexpr const char* axes[] = {"x", "y", "z"};
        std::uint64_t invocations = 1;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::string name = axes[axis];
            at_most(facts.local_size[axis], limits.maxComputeWorkGroupSize[axis], "invocations in " + name);
            if (facts.reads_group_count) {  // it would see a part's count
                at_most(dispatch.groups[axis], limits.maxComputeWorkGroupCount[axis], "work groups in " + name);
            }
            invocations *= facts.local_size[axis];
        }
        at_most(invocations, limits.maxComputeWorkGroupInvocations, "invocations in a work group");
        const PhysicalDevice& physical = device_.physical();
        if (facts.uses_subgroups && physical.pins_subgroup_size) {
            const std::uint32_t size = physical.info.subgroup_size;
            at_most((invocations + size - 1) / size, physical.most_subgroups, "subgroups in a work group");
        }
        at_most(facts.shared_bytes, limits.maxComputeSharedMemorySize, "bytes of shared memory");
        at_most(dispatch.push.size() * 4, limits.maxPushConstantsSize, "bytes of push constants");
    }

    void check_capabilities(const ShaderFacts& facts) const {
        for (const std::uint32_t capability : facts.capabilities) {
            if (!has(capability)) {
                refuse("its shader needs SPIR-V capability " + std::to_string(capability) +
                       ", which the device lacks or this program does not ask for");
            }
        }
    }

private:
    bool has(std::uint32_t capability) const {
        const PhysicalDevice& physical = device_.physical();
        if (capability == capability_matrix || capability == capability_shader) return true;
        if (capability == capability_int64) return physical.int64;
        if (capability == capability_memory_model || capability == capability_memory_model_device) {
            return physical.memory_model;
        }
        // Both lists have the same order: basic, vote, arithmetic, ballot, shuffle, relative shuffle, clustered, quad.
        if (capability < capability_non_uniform || capability > capability_quad) return false;
        return (physical.subgroup_operations >> (capability - capability_non_uniform) & 1U) != 0;
    }

    void at_most(std::uint64_t wanted, std::uint64_t limit, const std::string& what) const {
        if (wanted > limit) {
            refuse(std::to_string(wanted) + " " + what + ", the device takes " + std::to_string(limit));
        }
    }

    [[noreturn]] void refuse(const std::string& reason) const {
        throw device_error("stage " + std::to_string(stage_.number()) + " of '" + app_.name().str() +
                               "' does not fit GPU '" + printable(device_.info().name) + "': " + reason,
                           "make the application smaller with --param, or leave this stage to another PU");
    }

    const Device& device_;
    const Application& app_;
    Stage stage_;
};

}  // namespace

void require_fit(const Device& device, const Application& app, Stage stage, const VulkanDispatch& dispatch,
                 const ShaderFacts& facts) {
    const Fit fit(device, app, stage);
    fit.check_buffers(dispatch, facts);
    fit.check_groups(dispatch, facts);
    fit.check_capabilities(facts);
}

}  // namespace bt::apps::vulkan
