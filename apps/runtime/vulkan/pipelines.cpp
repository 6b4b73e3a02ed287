#include "runtime/vulkan/pipelines.hpp"

namespace bt::apps::vulkan {
namespace {

template <class T>
std::uint32_t count_of(const T& list) {
    return static_cast<std::uint32_t>(list.size());
}

Owned<VkDescriptorSetLayout> make_set_layout(const Device& device, std::uint32_t buffers) {
    std::vector<VkDescriptorSetLayoutBinding> bindings(buffers);
    for (std::uint32_t i = 0; i < buffers; ++i) {
        bindings[i].binding = i;
        bindings[i].descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
        bindings[i].descriptorCount = 1;
        bindings[i].stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
    }
    VkDescriptorSetLayoutCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
    info.bindingCount = buffers;
    info.pBindings = bindings.data();
    return make(device, device.call().CreateDescriptorSetLayout, device.call().DestroyDescriptorSetLayout, info,
                "describing a shader's buffers");
}

Owned<VkPipelineLayout> make_layout(const Device& device, const VkDescriptorSetLayout* set, std::uint32_t push_words) {
    VkPushConstantRange push{};
    push.stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
    push.size = push_words * 4;
    VkPipelineLayoutCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
    info.setLayoutCount = 1;
    info.pSetLayouts = set;
    info.pushConstantRangeCount = push_words > 0 ? 1 : 0;
    info.pPushConstantRanges = &push;
    return make(device, device.call().CreatePipelineLayout, device.call().DestroyPipelineLayout, info,
                "describing a shader's parameters");
}

Owned<VkShaderModule> make_module(const Device& device, std::span<const std::uint32_t> spirv) {
    VkShaderModuleCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
    info.codeSize = spirv.size_bytes();
    info.pCode = spirv.data();
    return make(device, device.call().CreateShaderModule, device.call().DestroyShaderModule, info, "reading a shader");
}

// Other shaders run in whatever size the driver thinks best.
bool pins_subgroups(const ShaderFacts& facts, const PhysicalDevice& physical) {
    return physical.pins_subgroup_size && facts.uses_subgroups;
}

// Whole subgroups only may be promised for rows of them.
bool rows_of_subgroups(const ShaderFacts& facts, const PhysicalDevice& physical) {
    return physical.full_subgroups && facts.uses_subgroups && facts.local_size[0] % physical.info.subgroup_size == 0;
}

}  // namespace

std::vector<std::uint32_t> Pipelines::constants(const VulkanDispatch& dispatch) const {
    std::vector<std::uint32_t> constants{device_->info().subgroup_size};
    constants.insert(constants.end(), dispatch.specialise.begin(), dispatch.specialise.end());
    return constants;
}

ShaderFacts Pipelines::facts(const VulkanDispatch& dispatch) const {
    return read_spirv(dispatch.spirv, constants(dispatch));
}

const Pipeline& Pipelines::get(const VulkanDispatch& dispatch) {
    std::vector<std::uint32_t> key{count_of(dispatch.buffers), count_of(dispatch.push), count_of(dispatch.specialise)};
    key.insert(key.end(), dispatch.specialise.begin(), dispatch.specialise.end());
    key.insert(key.end(), dispatch.spirv.begin(), dispatch.spirv.end());
    const auto known = made_.find(key);
    if (known != made_.end()) return known->second;
    return made_.emplace(std::move(key), make_pipeline(dispatch)).first->second;
}

Pipeline Pipelines::make_pipeline(const VulkanDispatch& dispatch) const {
    Pipeline made;
    made.facts = facts(dispatch);
    made.set_layout = make_set_layout(*device_, count_of(dispatch.buffers));
    made.layout = make_layout(*device_, made.set_layout.address(), count_of(dispatch.push));
    const Owned<VkShaderModule> shader = make_module(*device_, dispatch.spirv);

    const std::vector<std::uint32_t> values = constants(dispatch);
    std::vector<VkSpecializationMapEntry> entries;
    for (std::uint32_t i = 0; i < values.size(); ++i) entries.push_back({i, i * 4, 4});
    const VkSpecializationInfo specialise{count_of(entries), entries.data(), values.size() * 4, values.data()};

    const PhysicalDevice& physical = device_->physical();
    VkPipelineShaderStageRequiredSubgroupSizeCreateInfo size{};
    size.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_REQUIRED_SUBGROUP_SIZE_CREATE_INFO;
    size.requiredSubgroupSize = physical.info.subgroup_size;
    VkComputePipelineCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
    // Harmless where nothing is split, and lets one pipeline serve both.
    info.flags = VK_PIPELINE_CREATE_DISPATCH_BASE;
    info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
    info.stage.pNext = pins_subgroups(made.facts, physical) ? &size : nullptr;
    if (rows_of_subgroups(made.facts, physical)) {
        info.stage.flags = VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT;
    }
    info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
    info.stage.module = shader.get();
    info.stage.pName = "main";
    info.stage.pSpecializationInfo = &specialise;
    info.layout = made.layout.get();
    VkPipeline pipeline{};
    device_->check(device_->call().CreateComputePipelines(device_->get(), {}, 1, &info, nullptr, &pipeline),
                   "compiling a shader");
    made.pipeline = Owned<VkPipeline>(*device_, pipeline, device_->call().DestroyPipeline);
    return made;
}

}  // namespace bt::apps::vulkan
