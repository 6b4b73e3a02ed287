// The tree's sort beside std::sort, on the same 307 200 codes in one run. The goal: at least five times as fast on one
// core.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "unit/tree/task.hpp"

namespace {

using namespace bt::apps;
using namespace bt::apps::tree;

// A task whose codes are ready to be sorted; input 0 is uniform, 1 clustered.
struct Codes {
    explicit Codes(std::uint64_t input) : app(make_tree(bt::Params{})), task(app->buffers()) {
        app->fill_input(input, task.buffers());
        Team team(1);
        app->run_cpu(bt::Stage::from_number(1), task.buffers(), team);
    }
    std::unique_ptr<Application> app;
    Task task;
};

void std_sort(benchmark::State& state) {
    Codes codes(static_cast<std::uint64_t>(state.range(0)));
    const auto keys = codes.task.buffers().as<const std::uint32_t>(buffer::morton);
    std::vector<std::uint32_t> sorted(keys.size());
    for (auto _ : state) {
        std::copy(keys.begin(), keys.end(), sorted.begin());  // 2 % of the time
        std::sort(sorted.begin(), sorted.end());
        benchmark::DoNotOptimize(sorted.data());
    }
}

void radix_sort(benchmark::State& state) {
    Codes codes(static_cast<std::uint64_t>(state.range(0)));
    Team team(static_cast<int>(state.range(1)));
    const Buffers buffers = codes.task.buffers();
    for (auto _ : state) codes.app->run_cpu(bt::Stage::from_number(2), buffers, team);
}

BENCHMARK(std_sort)->ArgNames({"input"})->Args({0})->Args({1})->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(radix_sort)
    ->ArgNames({"input", "threads"})
    ->ArgsProduct({{0, 1}, {1, 2}})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

}  // namespace
