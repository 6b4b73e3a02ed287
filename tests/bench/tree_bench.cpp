// Every stage of the tree on one and on two threads, at the default size.
#include <benchmark/benchmark.h>

#include "unit/tree/task.hpp"

namespace {

using namespace bt::apps;
using namespace bt::apps::tree;

void stage(benchmark::State& state) {
    const auto app = make_tree(bt::Params{});
    Task task(app->buffers());
    const Buffers buffers = task.buffers();
    app->fill_input(static_cast<std::uint64_t>(state.range(1)), buffers);
    Team team(static_cast<int>(state.range(2)));
    run_all(*app, buffers, team);
    const auto number = bt::Stage::from_number(static_cast<int>(state.range(0)));
    for (auto _ : state) app->run_cpu(number, buffers, team);
}

BENCHMARK(stage)
    ->ArgNames({"stage", "input", "threads"})
    ->ArgsProduct({benchmark::CreateDenseRange(1, 7, 1), {0, 1}, {1, 2}})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

}  // namespace
