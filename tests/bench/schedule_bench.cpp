#include <benchmark/benchmark.h>

#include "bench/schedule_case.hpp"
#include "bt/schedule/ranked.hpp"

// The engines, table in, ranking out, in one process; whole processes: docs/performance.md says how.

namespace bt::schedule {
namespace {

using bench::Sets;
using bench::Times;

// arguments: stages, PUs, a table for each set, equal times
template <Ranking (*engine)(const Problem&, const Query&)>
void rank_thirty(benchmark::State& state) {
    const auto sets = state.range(2) ? Sets::each : Sets::one_table;
    const auto times = state.range(3) ? Times::equal : Times::random;
    const test::FixedCosts model =
        bench::costs(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)), sets, times);
    for (auto _ : state) {
        const Problem problem(model, {}, test::subject());
        Query query;
        query.count = candidates_for(30, Objective::interval, model, Busy::predicted);
        const Ranking ranking = engine(problem, query);
        const auto list = rank(problem, ranking, query, 30, Busy::predicted);
        benchmark::DoNotOptimize(list.front().prediction.interval);
        state.counters["checks"] = static_cast<double>(ranking.checks);
    }
}

// The peer ranks by one table, as the published scripts do.
void optimize(benchmark::State& state) {
    const test::FixedCosts model = bench::costs(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)),
                                                Sets::one_table, state.range(3) ? Times::equal : Times::random);
    const Problem problem(model, {}, test::subject());
    Query query;
    for (auto _ : state) {
        const Cost last = bench::rank_with_optimize(*model.for_all, query.count);
        if (last != solve_exact(problem, query).candidates.back().widest) state.SkipWithError("another ranking");
    }
}

void sizes(benchmark::internal::Benchmark* each) {
    each->ArgNames({"stages", "pus", "sets", "equal"})->Unit(benchmark::kMillisecond);
    for (const int equal : {0, 1}) {
        for (const int sets : {0, 1}) each->Args({9, 4, sets, equal});
    }
}

void large_sizes(benchmark::internal::Benchmark* each) {
    sizes(each);
    for (const int equal : {0, 1}) {
        for (const int sets : {0, 1}) {
            each->Args({20, 5, sets, equal})->Args({64, 6, sets, equal})->Args({100, 8, sets, equal});
        }
    }
}

BENCHMARK(rank_thirty<solve_exact>)->Name("exact")->Apply(large_sizes);
BENCHMARK(rank_thirty<solve_z3>)->Name("z3")->Apply(sizes)->Args({12, 6, 0, 0})->Args({12, 6, 1, 0});
BENCHMARK(optimize)->Name("optimize")->Unit(benchmark::kMillisecond)->Args({9, 4, 0, 0})->Iterations(1);

}  // namespace
}  // namespace bt::schedule
