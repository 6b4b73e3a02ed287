// A chain of small stages on Mesa's CPU driver: a chunk as one submission beside one submission for each stage, in turn
// on the same task object in one run. Aim: the first at least 1.5 times cheaper.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "runtime/monotonic.hpp"
#include "runtime/vulkan/vulkan.hpp"
#include "shaders/add.hpp"
#include "unit/vulkan/pin_lavapipe.hpp"
#include "unit/vulkan/small_app.hpp"

namespace {

using namespace bt;
using namespace bt::apps;

// Stage k adds k to `count` words of the stage before.
test::SmallApp chain(std::uint32_t stages, std::uint32_t count) {
    std::vector<BufferSpec> buffers{{"in", Role::input, Element::u32, count}};
    std::vector<test::SmallStage> list;
    for (std::uint32_t k = 1; k <= stages; ++k) {
        buffers.push_back({"after " + std::to_string(k), k == stages ? Role::output : Role::work, Element::u32, count});
        const VulkanDispatch dispatch{shaders::add, {k - 1, k}, {count, k}, {}, {(count + 63) / 64, 1, 1}};
        list.push_back({"add " + std::to_string(k), {}, {dispatch}});
    }
    return {std::move(buffers), std::move(list)};
}

struct Side {
    std::unique_ptr<VulkanPu> pu;
    std::optional<ObjectPool> pool;
    std::vector<double> us;

    Side(const Vulkan& vulkan, std::size_t device, const test::SmallApp& app, Submissions submissions) {
        VulkanPuSettings settings;
        settings.submissions = submissions;
        pu = vulkan.open(device, settings);
        pool.emplace(app, pu->memory());
        us.reserve(100'000);
    }
    void run(StageRange stages) {
        const TaskObject& object = pool->object(0);
        const std::int64_t begin = monotonic_ns();
        pu->engine().run(object, stages);
        if (us.size() < us.capacity()) us.push_back(static_cast<double>(monotonic_ns() - begin) / 1e3);
    }
    double best() const { return *std::min_element(us.begin(), us.end()); }
    double median() {
        std::nth_element(us.begin(), us.begin() + static_cast<std::ptrdiff_t>(us.size() / 2), us.end());
        return us[us.size() / 2];
    }
};

void submissions(benchmark::State& state) {
    if (!test::pin_lavapipe()) return state.SkipWithError("Mesa's CPU driver is not installed");
    const Vulkan vulkan = Vulkan::look();
    const auto device = choose_vulkan_device(vulkan.devices(), SoftwareGpu::yes);
    if (!device) return state.SkipWithError(vulkan.why_none().c_str());
    const auto stages = static_cast<std::uint32_t>(state.range(0));
    const test::SmallApp app = chain(stages, static_cast<std::uint32_t>(state.range(1)));
    Side chunk(vulkan, *device, app, Submissions::per_chunk);
    Side stage(vulkan, *device, app, Submissions::per_stage);
    const StageRange all{Stage::from_number(1), Stage::from_number(static_cast<int>(stages))};
    for (Side* side : {&chunk, &stage}) {
        side->run(all);  // the driver compiles
        side->us.clear();
    }
    for (auto _ : state) {
        chunk.run(all);
        stage.run(all);
    }
    state.counters["per_chunk_us"] = chunk.median();
    state.counters["per_stage_us"] = stage.median();
    state.counters["best_chunk_us"] = chunk.best();
    state.counters["best_stage_us"] = stage.best();
    state.counters["ratio"] = stage.median() / chunk.median();
}
BENCHMARK(submissions)
    ->ArgNames({"stages", "words"})
    ->ArgsProduct({{2, 4, 9}, {64, 4096}})
    ->MinTime(0.3)
    ->UseRealTime();

}  // namespace
