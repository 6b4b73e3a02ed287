#include "runtime/vulkan/engine.hpp"

#include <algorithm>

namespace bt::apps::vulkan {

GpuEngine::GpuEngine(std::shared_ptr<Device> device, const Memory& memory, const VulkanPuSettings& settings)
    : pu_{PuName("vulkan"), {}},
      device_(std::move(device)),
      settings_(settings),
      recorder_(device_, memory, settings.timestamps) {
    VkFenceCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO;
    fence_ = make(*device_, device_->call().CreateFence, device_->call().DestroyFence, info, "making a fence");
    set_spins(2000);
}

// Only after a failure is anything in flight: a GPU that is still busy gets a moment more to end, then it is left
// alone.
GpuEngine::~GpuEngine() {
    constexpr std::uint64_t grace_ns = 2'000'000'000;
    if (in_flight_ &&
        device_->call().WaitForFences(device_->get(), 1, fence_.address(), VK_TRUE, grace_ns) == VK_TIMEOUT) {
        device_->abandon();
    }
}

// A driver on the CPU works on the core that a spinning thread would keep: on two cores nine small stages took 93 µs
// with 20 rounds and 200 µs with 2000.
void GpuEngine::set_spins(int rounds) {
    constexpr int most_beside_software = 20;
    spins_ = device_->info().software ? std::min(rounds, most_beside_software) : rounds;
}

const std::vector<Recording>& GpuEngine::submissions_of(const TaskObject& object, StageRange stages) {
    return known_.get(object, stages, [&] {
        std::vector<Recording> recordings;
        if (settings_.submissions == apps::Submissions::per_chunk) {
            recordings.push_back(recorder_.record(object, stages));
        } else {
            for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
                recordings.push_back(recorder_.record(object, {stage, stage}));
            }
        }
        recordings_ += recordings.size();
        return recordings;
    });
}

void GpuEngine::run(const TaskObject& object, StageRange stages) {
    last_gpu_ns_.reset();
    for (const Recording& recording : submissions_of(object, stages)) {
        submit(recording);
        wait();
        read_times(recording);
    }
}

void GpuEngine::submit(const Recording& recording) {
    const DeviceFunctions& call = device_->call();
    if (in_flight_) device_->fail(VK_ERROR_DEVICE_LOST, "finishing an earlier chunk");
    const auto& ranges = recording.written_by_cpu;
    if (!ranges.empty()) {
        device_->check(
            call.FlushMappedMemoryRanges(device_->get(), static_cast<std::uint32_t>(ranges.size()), ranges.data()),
            "handing memory to the GPU");
    }
    VkSubmitInfo info{};
    info.sType = VK_STRUCTURE_TYPE_SUBMIT_INFO;
    info.commandBufferCount = 1;
    info.pCommandBuffers = &recording.commands;
    device_->check(call.QueueSubmit(device_->queue(), 1, &info, fence_.get()), "submitting a chunk");
    in_flight_ = true;
}

// Short chunks end while it spins; a sleep and a wake-up cost tens of µs.
void GpuEngine::wait() {
    const DeviceFunctions& call = device_->call();
    VkResult result = VK_NOT_READY;
    for (int i = 0; i < spins_ && result == VK_NOT_READY; ++i) {
        result = call.GetFenceStatus(device_->get(), fence_.get());
        relax();
    }
    if (result == VK_NOT_READY) {
        result = call.WaitForFences(device_->get(), 1, fence_.address(), VK_TRUE,
                                    static_cast<std::uint64_t>(settings_.hang_ns));
    }
    if (result == VK_TIMEOUT) {
        throw device_error("GPU '" + printable(device_->info().name) + "' has not finished a chunk within " +
                               std::to_string(settings_.hang_ns / 1'000'000) + " ms",
                           "the GPU hangs or is far too slow: try fewer stages on it, or use --backend cpu");
    }
    device_->check(result, "waiting for a chunk");
    in_flight_ = false;
    device_->check(call.ResetFences(device_->get(), 1, fence_.address()), "waiting for a chunk");
}

void GpuEngine::read_times(const Recording& recording) {
    const DeviceFunctions& call = device_->call();
    const auto& ranges = recording.written_by_gpu;
    if (!ranges.empty()) {
        device_->check(
            call.InvalidateMappedMemoryRanges(device_->get(), static_cast<std::uint32_t>(ranges.size()), ranges.data()),
            "taking memory back from the GPU");
    }
    if (recording.times.get() == VkQueryPool{}) return;
    std::uint64_t ticks[2] = {0, 0};
    device_->check(call.GetQueryPoolResults(device_->get(), recording.times.get(), 0, 2, sizeof ticks, ticks,
                                            sizeof ticks[0], VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
                   "reading timestamps");
    const std::uint32_t bits = device_->physical().timestamp_bits;
    const std::uint64_t mask = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    const double ns = static_cast<double>((ticks[1] - ticks[0]) & mask) * device_->info().timestamp_ns;
    last_gpu_ns_ = last_gpu_ns_.value_or(0) + static_cast<std::int64_t>(ns);
}

}  // namespace bt::apps::vulkan
