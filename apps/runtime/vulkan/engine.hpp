#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/prepared.hpp"
#include "runtime/vulkan/memory.hpp"
#include "runtime/vulkan/recording.hpp"
#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps::vulkan {

// Runs chunks on one GPU: each is recorded once for each task object and then only submitted.
class GpuEngine : public Engine {
public:
    GpuEngine(std::shared_ptr<Device> device, const Memory& memory, const VulkanPuSettings& settings);
    GpuEngine(const GpuEngine&) = delete;
    GpuEngine& operator=(const GpuEngine&) = delete;
    ~GpuEngine() override;

    const Pu& pu() const override { return pu_; }
    bool can_run(const Application& app, Stage stage) const override { return !app.vulkan(stage).empty(); }
    void prepare(const TaskObject& object, StageRange stages) override { submissions_of(object, stages); }
    void run(const TaskObject& object, StageRange stages) override;
    void set_spins(int rounds) override;

    std::optional<std::int64_t> last_gpu_ns() const { return last_gpu_ns_; }
    std::uint64_t recordings() const { return recordings_; }

private:
    const std::vector<Recording>& submissions_of(const TaskObject& object, StageRange stages);
    void submit(const Recording& recording);
    void wait();
    void read_times(const Recording& recording);

    Pu pu_;
    std::shared_ptr<Device> device_;
    VulkanPuSettings settings_;
    Recorder recorder_;
    Owned<VkFence> fence_;
    Prepared<std::vector<Recording>> known_;  // one for a chunk, or one for each of its stages
    int spins_ = 0;
    bool in_flight_ = false;
    std::optional<std::int64_t> last_gpu_ns_;
    std::uint64_t recordings_ = 0;
};

}  // namespace bt::apps::vulkan
