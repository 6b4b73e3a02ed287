#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "executor_peer.hpp"
#include "runtime/affinity.hpp"
#include "runtime/monotonic.hpp"
#include "runtime/pipeline_run.hpp"
#include "runtime/steady_state.hpp"
#include "runtime/threads.hpp"

// What the executor costs beside the kernels. Times are of whole runs in steady state: interval between completions.
namespace bt::apps {
namespace {

enum class Kernel {
    empty,
    work,   // a fixed number of operations: what shares a core takes longer
    timed,  // until a time has passed by the clock
};

class KernelApp : public Application {
public:
    KernelApp(Kernel kernel, std::vector<std::int64_t> stage_ns) : kernel_(kernel), stage_ns_(std::move(stage_ns)) {
        names_.resize(stage_ns_.size());
    }
    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return names_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const Buffers&) const override {}
    void fill_input(std::uint64_t, const Buffers&) const override {}
    void reference(const Buffers&) const override {}
    void run_cpu(Stage stage, const Buffers&, Team&) const override {
        if (kernel_ == Kernel::work) bench::work(stage_ns_[stage.index()]);
        if (kernel_ != Kernel::timed) return;
        const std::int64_t end = monotonic_ns() + stage_ns_[stage.index()];
        while (monotonic_ns() < end) relax();
    }

private:
    Kernel kernel_;
    std::vector<std::int64_t> stage_ns_;
    AppName name_{"kernels"};
    Params params_;
    std::vector<std::string> names_;
    std::vector<BufferSpec> buffers_;
};

// A pipeline of one chunk per stage; chunk i on a PU of its own, pinned to core i mod cores.
class Pipeline {
public:
    Pipeline(Kernel kernel, const std::vector<std::int64_t>& chunk_ns) : app_(kernel, chunk_ns) {
        const std::vector<int> cores = allowed_cores();
        for (std::size_t i = 0; i < chunk_ns.size(); ++i) {
            const PuName name("pu" + std::to_string(i));
            engines_.push_back(std::make_unique<CpuEngine>(Pu{name, {cores[i % cores.size()]}}));
            borrowed_.push_back(engines_.back().get());
            names_.push_back(name);
            chunks_.push_back({name, {Stage::from_index(i), Stage::from_index(i)}});
        }
    }

    // ns between two completions in steady state.
    double interval(std::uint64_t tasks, std::size_t in_flight) {
        const Plan plan = pipeline(chunks_, app_.stage_count(), names_);
        ChainTasks chain{.tasks = tasks};
        for (std::size_t i = 0; i < in_flight; ++i) chain.ring.push_back(&pool_.object(i));
        Execution execution(plan, {std::move(chain)});
        run_with_threads(execution, borrowed_);
        return steady_state(execution, 0, chunks_.size())->interval_ns;
    }

private:
    KernelApp app_;
    HostMemory memory_;
    ObjectPool pool_{app_, memory_};
    std::vector<std::unique_ptr<CpuEngine>> engines_;
    std::vector<Engine*> borrowed_;
    std::vector<PuName> names_;
    Chunks chunks_;
};

// Two chunks on two cores: one hand-over for each task, and its object's way back.
void executor_empty_kernels(benchmark::State& state) {
    Pipeline pipeline(Kernel::empty, {0, 0});
    constexpr std::uint64_t tasks = 20'000;
    for (auto _ : state) {
        state.SetIterationTime(pipeline.interval(tasks, static_cast<std::size_t>(state.range(0))) * 1e-9);
    }
}
BENCHMARK(executor_empty_kernels)->ArgName("in_flight")->Arg(3)->Arg(8)->Arg(16)->UseManualTime()->Iterations(100);

// One chunk: what a task costs without a hand-over, of which the clock is the largest part.
void executor_one_chunk(benchmark::State& state) {
    Pipeline pipeline(Kernel::empty, {0});
    for (auto _ : state) state.SetIterationTime(pipeline.interval(20'000, 8) * 1e-9);
}
BENCHMARK(executor_one_chunk)->UseManualTime()->Iterations(100);

// oneTBB beside it: two serial filters, time for each of them.
void peer_per_filter(benchmark::State& state) {
    if (!bench::has_peer()) return state.SkipWithError("oneTBB is missing");
    constexpr std::uint64_t tasks = 20'000;
    for (auto _ : state) {
        const double ns = bench::peer_ns_per_task(tasks, static_cast<std::size_t>(state.range(0)));
        state.SetIterationTime(ns / 2 * 1e-9);
    }
}
BENCHMARK(peer_per_filter)->ArgName("in_flight")->Arg(3)->Arg(8)->Arg(16)->UseManualTime()->Iterations(100);

// The same work for each task, cut into two chunks or into four, which then share two cores.
void executor_shared_cores(benchmark::State& state) {
    const auto chunks = static_cast<std::size_t>(state.range(0));
    const std::int64_t kernel_ns = state.range(1);
    Pipeline pipeline(Kernel::work, std::vector<std::int64_t>(chunks, kernel_ns * 4 / state.range(0)));
    const auto tasks = static_cast<std::uint64_t>(100'000'000 / kernel_ns);
    for (auto _ : state) state.SetIterationTime(pipeline.interval(tasks, chunks + 1) * 1e-9);
}
BENCHMARK(executor_shared_cores)
    ->ArgNames({"chunks", "kernel_ns"})
    ->Args({2, 20'000})
    ->Args({4, 20'000})
    ->Args({2, 2'000})
    ->Args({4, 2'000})
    ->UseManualTime()
    ->Iterations(9);

// Chunks that take a known time: what the interval has beyond the widest of them.
void executor_timed_kernels(benchmark::State& state) {
    const std::int64_t widest = state.range(0);
    Pipeline pipeline(Kernel::timed, {widest / 2, widest});
    std::vector<double> over;
    for (auto _ : state) {
        const double interval = pipeline.interval(static_cast<std::uint64_t>(100'000'000 / widest), 3);
        state.SetIterationTime(interval * 1e-9);
        over.push_back((interval / static_cast<double>(widest) - 1) * 100);
    }
    std::sort(over.begin(), over.end());
    state.counters["over_widest_percent_best"] = over.front();
    state.counters["over_widest_percent_median"] = over[over.size() / 2];
}
BENCHMARK(executor_timed_kernels)->ArgName("widest_ns")->Arg(100'000)->Arg(1'000'000)->UseManualTime()->Iterations(20);

// A team's fork and join around nothing.
void team_fork_join(benchmark::State& state) {
    const std::vector<int> cores = allowed_cores();
    const AffinityGuard guard;
    Team team(cores);
    pin_this_thread(cores.front());
    for (auto _ : state) team.run([](int, int) {});
}
BENCHMARK(team_fork_join);

void clock_read(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(monotonic_ns());
}
BENCHMARK(clock_read);

}  // namespace
}  // namespace bt::apps
