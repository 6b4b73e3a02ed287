#include <benchmark/benchmark.h>

#include <random>

#include "bt/schedule/concurrent_engine.hpp"

// Several chains at once: groups of 0.1 to 1 ms, each PU slower than the one before, switches of 0.01 to 0.1 ms. Always
// the same for the same size. The peer is Z3, put the same question.

namespace bt::schedule {
namespace {

enum Model : int { none, pccs };

Contention contention(int pus, int model) {
    if (model == none) return {};
    const PccsParameters gpu{38.1, 96.2, 4.9, 127.5, 87.2, 45.3, 1.11};
    const PccsParameters dla{0, 27.9, 0, 127.5, 22.3, 71.3, 0.35};
    std::vector<std::optional<PccsParameters>> all;
    for (int pu = 0; pu < pus; ++pu) all.emplace_back(pu == 1 ? dla : gpu);
    return Contention::pccs(std::move(all));
}

ConcurrentProblem problem(int chains, int groups, int pus, int model, int seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const auto between = [&](double low, double high) { return std::uniform_real_distribution<>(low, high)(random); };
    const auto time = [](double ms) { return to_cost(Milliseconds(ms)); };
    const std::vector<PuName> names{PuName("gpu"), PuName("dla"), PuName("npu")};
    std::vector<Chain> made;
    for (int chain = 0; chain < chains; ++chain) {
        Chain& each = made.emplace_back(Chain{.name = "chain" + std::to_string(chain), .groups = {}, .switches = {}});
        for (int group = 0; group < groups; ++group) {
            const double size = between(0.1, 1);
            std::vector<GroupCost>& costs = each.groups.emplace_back();
            for (int pu = 0; pu < pus; ++pu) {
                costs.push_back({.time = time(size * (1 + 0.8 * pu) * between(0.7, 1.5)), .demand = between(20, 100)});
            }
        }
        for (int after = 0; after + 1 < groups; ++after) {
            for (int from = 0; from < pus; ++from) {
                for (int to = 0; to < pus; ++to) {
                    if (from != to) each.switches.push_back({after, from, to, time(between(0.01, 0.1))});
                }
            }
        }
    }
    return {std::vector<PuName>(names.begin(), names.begin() + pus), std::move(made), contention(pus, model)};
}

// arguments: chains, groups of each, PUs, model of contention, seed
template <ConcurrentAnswer (*engine)(const ConcurrentProblem&, const ConcurrentQuery&)>
void solve(benchmark::State& state) {
    const auto at = [&](std::size_t i) { return static_cast<int>(state.range(i)); };
    const ConcurrentProblem given = problem(at(0), at(1), at(2), at(3), at(4));
    for (auto _ : state) {
        ConcurrentQuery query;
        query.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        const ConcurrentAnswer answer = engine(given, query);
        state.counters["gap_percent"] = 100 * answer.gap().value_or(1);
        state.counters["looked_at"] = static_cast<double>(answer.looked_at);
    }
}

void sizes(benchmark::internal::Benchmark* each) {
    each->ArgNames({"chains", "groups", "pus", "pccs", "seed"})->Unit(benchmark::kMillisecond);
    for (const int seed : {1, 2, 3}) each->Args({2, 10, 2, none, seed});
    for (const int seed : {1, 2, 3}) each->Args({2, 10, 2, pccs, seed});
}

void large_sizes(benchmark::internal::Benchmark* each) {
    sizes(each);
    for (const int seed : {1, 2, 3}) each->Args({2, 20, 2, none, seed});
    for (const int seed : {1, 2, 3}) each->Args({3, 10, 3, none, seed});
}

BENCHMARK(solve<solve_exact>)->Name("exact")->Apply(large_sizes);
BENCHMARK(solve<solve_z3>)->Name("z3")->Args({2, 10, 2, none, 1})->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace bt::schedule
