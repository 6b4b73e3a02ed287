#pragma once

#include <random>

#include "unit/schedule/random_problem.hpp"

namespace bt::schedule::bench {

enum class Times { random, equal };
enum class Sets { one_table, each };

// PUs of different speed, stages of different size, and for each set its own slow-downs: what tables of phones look
// like. Always the same for the same size.
inline test::FixedCosts costs(int stages, int pus, Sets sets, Times times) {
    std::mt19937_64 random(static_cast<std::uint64_t>(stages * 100 + pus));
    const auto between = [&](double low, double high) { return std::uniform_real_distribution<>(low, high)(random); };
    test::FixedCosts made(test::pu_names(pus), stages);
    std::vector<double> alone;
    for (int stage = 0; stage < stages; ++stage) {
        const double size = between(0.05, 10);
        for (int pu = 0; pu < pus; ++pu) alone.push_back(size * (1 + pu * 0.7) * between(0.6, 1.6));
    }
    const auto matrix = [&](double slower) {
        StageTimes all(stages, pus);
        for (int stage = 0; stage < stages; ++stage) {
            for (int pu = 0; pu < pus; ++pu) {
                const double ms = alone[static_cast<std::size_t>(stage * pus + pu)] * between(1, slower);
                all.set(stage, pu, {times == Times::equal ? 1'000'000 : to_cost(Milliseconds(ms)), 0});
            }
        }
        return all;
    };
    if (sets == Sets::one_table) {
        made.for_all = matrix(1.4);
        return made;
    }
    for (PuSet set = 1; set < (PuSet{1} << static_cast<unsigned>(pus)); ++set) {
        made.by_set.emplace(set, matrix(1 + 0.1 * std::popcount(set)));
    }
    return made;
}

// The published scripts' way: one optimisation over stage booleans for each rank. `count` schedules; returns the
// interval of the last in ns.
Cost rank_with_optimize(const StageTimes& times, std::size_t count);

}  // namespace bt::schedule::bench
