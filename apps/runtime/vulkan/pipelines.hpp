#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "runtime/application.hpp"
#include "runtime/vulkan/owned.hpp"
#include "runtime/vulkan/spirv.hpp"

namespace bt::apps::vulkan {

struct Pipeline {
    ShaderFacts facts;
    Owned<VkDescriptorSetLayout> set_layout;
    Owned<VkPipelineLayout> layout;
    Owned<VkPipeline> pipeline;
};

// One pipeline for each shader and its constants, made once.
class Pipelines {
public:
    explicit Pipelines(std::shared_ptr<const Device> device) : device_(std::move(device)) {}

    // Facts about a dispatch's shader, without making a pipeline: they must be checked first.
    ShaderFacts facts(const VulkanDispatch& dispatch) const;
    const Pipeline& get(const VulkanDispatch& dispatch);

private:
    Pipeline make_pipeline(const VulkanDispatch& dispatch) const;
    std::vector<std::uint32_t> constants(const VulkanDispatch& dispatch) const;

    std::shared_ptr<const Device> device_;
    std::map<std::vector<std::uint32_t>, Pipeline> made_;  // by everything that goes into one
};

}  // namespace bt::apps::vulkan
