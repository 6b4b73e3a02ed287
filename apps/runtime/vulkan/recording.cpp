#include "runtime/vulkan/recording.hpp"

#include <algorithm>
#include <set>

#include "runtime/vulkan/fit.hpp"
#include "runtime/vulkan/groups.hpp"

namespace bt::apps::vulkan {

// A dispatch with its pipeline and the places of its buffers.
struct Recorder::Bound {
    VulkanDispatch dispatch;
    const Pipeline* pipeline;
    std::vector<Memory::Place> places;
    VkDescriptorSet set = nullptr;
};

Recorder::Recorder(std::shared_ptr<const Device> device, const Memory& memory, GpuTimestamps timestamps)
    : device_(std::move(device)), memory_(memory), timestamps_(timestamps), pipelines_(device_) {
    VkCommandPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO;
    info.queueFamilyIndex = device_->physical().queue_family;
    commands_ = make(*device_, device_->call().CreateCommandPool, device_->call().DestroyCommandPool, info,
                     "making room for commands");
}

Recording Recorder::record(const TaskObject& object, StageRange stages) {
    std::vector<Bound> bound = bind(object, stages);
    Recording recording;
    if (!bound.empty()) make_sets(recording, bound);
    if (timestamps_ == GpuTimestamps::yes && device_->physical().timestamp_bits > 0) {
        VkQueryPoolCreateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
        info.queryType = VK_QUERY_TYPE_TIMESTAMP;
        info.queryCount = 2;
        recording.times = make(*device_, device_->call().CreateQueryPool, device_->call().DestroyQueryPool, info,
                               "making timestamps");
    }
    VkCommandBufferAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    info.commandPool = commands_.get();
    info.level = VK_COMMAND_BUFFER_LEVEL_PRIMARY;
    info.commandBufferCount = 1;
    device_->check(device_->call().AllocateCommandBuffers(device_->get(), &info, &recording.commands),
                   "making a command buffer");
    write(recording, bound);
    collect_ranges(recording, object, bound);
    return recording;
}

std::vector<Recorder::Bound> Recorder::bind(const TaskObject& object, StageRange stages) {
    std::vector<Bound> bound;
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        std::vector<VulkanDispatch> dispatches = object.app->vulkan(stage);
        if (dispatches.empty()) {
            throw device_error("stage " + std::to_string(stage.number()) + " of '" + object.app->name().str() +
                                   "' has no Vulkan kernel",
                               "leave this stage to another PU");
        }
        for (VulkanDispatch& dispatch : dispatches) {
            // Without groups there is nothing to do, and nothing may be bound.
            const bool nothing = std::find(dispatch.groups.begin(), dispatch.groups.end(), 0U) != dispatch.groups.end();
            if (!nothing) bound.push_back(bind(object, stage, std::move(dispatch)));
        }
    }
    return bound;
}

Recorder::Bound Recorder::bind(const TaskObject& object, Stage stage, VulkanDispatch dispatch) {
    require_fit(*device_, *object.app, stage, dispatch, pipelines_.facts(dispatch));
    std::vector<Memory::Place> places;
    for (const std::size_t buffer : dispatch.buffers) {
        const std::optional<Memory::Place> place = memory_.find(object.buffers.bytes(buffer));
        if (!place) {
            throw host_error("buffer '" + object.app->buffers()[buffer].name + "' of '" + object.app->name().str() +
                             "' was not allocated for GPU '" + printable(device_->info().name) + "'");
        }
        places.push_back(*place);
    }
    const Pipeline& pipeline = pipelines_.get(dispatch);
    return {std::move(dispatch), &pipeline, std::move(places)};
}

void Recorder::make_sets(Recording& recording, std::vector<Bound>& bound) {
    std::uint32_t buffers = 0;
    for (const Bound& one : bound) buffers += static_cast<std::uint32_t>(one.places.size());
    const VkDescriptorPoolSize size{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, std::max(buffers, 1U)};
    VkDescriptorPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
    info.maxSets = static_cast<std::uint32_t>(bound.size());
    info.poolSizeCount = 1;
    info.pPoolSizes = &size;
    recording.descriptors = make(*device_, device_->call().CreateDescriptorPool, device_->call().DestroyDescriptorPool,
                                 info, "making room for descriptors");
    for (Bound& one : bound) {
        VkDescriptorSetAllocateInfo set{};
        set.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
        set.descriptorPool = recording.descriptors.get();
        set.descriptorSetCount = 1;
        set.pSetLayouts = one.pipeline->set_layout.address();
        device_->check(device_->call().AllocateDescriptorSets(device_->get(), &set, &one.set), "making descriptors");
        fill_set(one);
    }
}

void Recorder::fill_set(const Bound& bound) {
    std::vector<VkDescriptorBufferInfo> buffers;
    for (const Memory::Place& place : bound.places) buffers.push_back({place.buffer, place.offset, place.bytes});
    VkWriteDescriptorSet write{};
    write.sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
    write.dstSet = bound.set;
    write.descriptorCount = static_cast<std::uint32_t>(buffers.size());
    write.descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    write.pBufferInfo = buffers.data();
    if (!buffers.empty()) device_->call().UpdateDescriptorSets(device_->get(), 1, &write, 0, nullptr);
}

void Recorder::write(const Recording& recording, const std::vector<Bound>& bound) {
    const DeviceFunctions& call = device_->call();
    VkCommandBufferBeginInfo begin{};
    begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    device_->check(call.BeginCommandBuffer(recording.commands, &begin), "recording a chunk");
    const VkQueryPool times = recording.times.get();
    if (times != VkQueryPool{}) {
        call.CmdResetQueryPool(recording.commands, times, 0, 2);
        call.CmdWriteTimestamp(recording.commands, VK_PIPELINE_STAGE_TOP_OF_PIPE_BIT, times, 0);
    }
    for (std::size_t i = 0; i < bound.size(); ++i) {
        if (i > 0) {
            barrier(recording.commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                    VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
        }
        dispatch(recording.commands, bound[i]);
    }
    // A fence says that the GPU is done, not that the CPU sees what it wrote.
    barrier(recording.commands, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT | VK_ACCESS_HOST_WRITE_BIT);
    if (times != VkQueryPool{}) {
        call.CmdWriteTimestamp(recording.commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, times, 1);
    }
    device_->check(call.EndCommandBuffer(recording.commands), "recording a chunk");
}

void Recorder::dispatch(VkCommandBuffer commands, const Bound& bound) {
    const DeviceFunctions& call = device_->call();
    const Pipeline& pipeline = *bound.pipeline;
    const std::vector<std::uint32_t>& push = bound.dispatch.push;
    call.CmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.pipeline.get());
    call.CmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE, pipeline.layout.get(), 0, 1, &bound.set, 0,
                               nullptr);
    if (!push.empty()) {
        call.CmdPushConstants(commands, pipeline.layout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                              static_cast<std::uint32_t>(push.size() * 4), push.data());
    }
    const auto& most = device_->limits().maxComputeWorkGroupCount;
    for (const GroupPiece& piece : split_groups(bound.dispatch.groups, {most[0], most[1], most[2]})) {
        const auto& [base, count] = piece;
        call.CmdDispatchBase(commands, base[0], base[1], base[2], count[0], count[1], count[2]);
    }
}

void Recorder::barrier(VkCommandBuffer commands, VkPipelineStageFlags next, VkAccessFlags access) {
    VkMemoryBarrier memory{};
    memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    memory.srcAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT;
    memory.dstAccessMask = access;
    device_->call().CmdPipelineBarrier(commands, VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT, next, 0, 1, &memory, 0, nullptr,
                                       0, nullptr);
}

void Recorder::collect_ranges(Recording& recording, const TaskObject& object, const std::vector<Bound>& bound) {
    const VkDeviceSize atom = device_->limits().nonCoherentAtomSize;
    std::set<std::size_t> seen;
    for (const Bound& one : bound) {
        for (std::size_t i = 0; i < one.places.size(); ++i) {
            const Memory::Place& place = one.places[i];
            if (place.coherent || !seen.insert(one.dispatch.buffers[i]).second) continue;
            VkMappedMemoryRange range{};
            range.sType = VK_STRUCTURE_TYPE_MAPPED_MEMORY_RANGE;
            range.memory = place.memory;
            range.offset = place.offset;  // allocated in whole atoms
            range.size = (place.bytes + atom - 1) / atom * atom;
            recording.written_by_cpu.push_back(range);
            const Role role = object.app->buffers()[one.dispatch.buffers[i]].role;
            if (role == Role::work || role == Role::output) recording.written_by_gpu.push_back(range);
        }
    }
}

}  // namespace bt::apps::vulkan
