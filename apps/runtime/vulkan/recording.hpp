#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bt/core/stage.hpp"
#include "runtime/task_object.hpp"
#include "runtime/vulkan/memory.hpp"
#include "runtime/vulkan/pipelines.hpp"

namespace bt::apps::vulkan {

// A range of stages on one task object as one submission, ready to be replayed.
struct Recording {
    VkCommandBuffer commands = nullptr;  // goes with its pool
    Owned<VkDescriptorPool> descriptors;
    Owned<VkQueryPool> times;                         // two timestamps, where asked for
    std::vector<VkMappedMemoryRange> written_by_cpu;  // of memory that is not coherent, to flush before
    std::vector<VkMappedMemoryRange> written_by_gpu;  // and to invalidate after
};

// Records submissions. Everything that a replay needs is made here, so that a replay allocates nothing.
class Recorder {
public:
    // `memory` is where the task objects live.
    Recorder(std::shared_ptr<const Device> device, const Memory& memory, GpuTimestamps timestamps);

    // Throws a device error where the stages do not fit the device.
    Recording record(const TaskObject& object, StageRange stages);

private:
    struct Bound;
    std::vector<Bound> bind(const TaskObject& object, StageRange stages);
    Bound bind(const TaskObject& object, Stage stage, VulkanDispatch dispatch);
    void make_sets(Recording& recording, std::vector<Bound>& bound);
    void fill_set(const Bound& bound);
    void write(const Recording& recording, const std::vector<Bound>& bound);
    void dispatch(VkCommandBuffer commands, const Bound& bound);
    void barrier(VkCommandBuffer commands, VkPipelineStageFlags next, VkAccessFlags access);
    void collect_ranges(Recording& recording, const TaskObject& object, const std::vector<Bound>& bound);

    std::shared_ptr<const Device> device_;
    const Memory& memory_;
    GpuTimestamps timestamps_;
    Owned<VkCommandPool> commands_;
    Pipelines pipelines_;
};

}  // namespace bt::apps::vulkan
