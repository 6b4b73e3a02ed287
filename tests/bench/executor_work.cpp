#include <benchmark/benchmark.h>

#include <algorithm>

#include "executor_peer.hpp"
#include "runtime/monotonic.hpp"

namespace bt::bench {
namespace {

void spin(std::int64_t rounds) {
    std::uint64_t value = 1;
    for (std::int64_t i = 0; i < rounds; ++i) {
        value = value * 6364136223846793005U + 1442695040888963407U;
        benchmark::DoNotOptimize(value);
    }
}

// The fastest of many short tries: the rate without interruptions.
double rounds_per_ns() {
    constexpr std::int64_t rounds = 20'000;
    std::int64_t best = INT64_MAX;
    for (int i = 0; i < 200; ++i) {
        const std::int64_t begin = apps::monotonic_ns();
        spin(rounds);
        best = std::min(best, apps::monotonic_ns() - begin);
    }
    return static_cast<double>(rounds) / static_cast<double>(best);
}

}  // namespace

void work(std::int64_t ns) {
    static const double rate = rounds_per_ns();
    spin(static_cast<std::int64_t>(static_cast<double>(ns) * rate));
}

}  // namespace bt::bench
