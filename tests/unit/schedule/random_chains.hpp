#pragma once

#include <functional>
#include <random>

#include "bt/schedule/concurrent_engine.hpp"
#include "unit/schedule/concurrent_case.hpp"

namespace bt::schedule::test {

inline std::vector<PuName> some_pus(int count) {
    std::vector<PuName> names{PuName("gpu"), PuName("dla"), PuName("npu"), PuName("big")};
    names.resize(static_cast<std::size_t>(count), PuName("x"));
    return names;
}

// Small problems of every kind: with ties, groups that a PU cannot run, fixed parts, switches, weights.
class RandomChains {
public:
    explicit RandomChains(std::uint64_t seed) : random_(seed) {}

    int between(int low, int high) { return std::uniform_int_distribution<>(low, high)(random_); }
    bool chance(int percent) { return between(1, 100) <= percent; }
    double real(double low, double high) { return std::uniform_real_distribution<>(low, high)(random_); }

    Contention contention(int pus) {
        switch (between(0, 3)) {
            case 0: return {};
            case 1: return Contention::pairs();
            case 2: {
                std::vector<std::optional<PccsParameters>> all;
                for (int pu = 0; pu < pus; ++pu) {
                    const double normal = real(0, 40);
                    all.emplace_back(PccsParameters{normal, normal + real(0, 60), real(0, 8), real(80, 140),
                                                    real(20, 90), real(30, 80), real(0.2, 1.5)});
                    if (chance(15)) all.back().reset();
                }
                return Contention::pccs(std::move(all));
            }
            default: {
                std::vector<std::optional<BandwidthMatrix>> all;
                for (int pu = 0; pu < pus; ++pu) {
                    const double first = real(5, 30);
                    all.emplace_back(BandwidthMatrix{{first, first + 40}, {20, 80}, {}});
                    for (const double alone : all.back()->standalone) {
                        const double here = alone * real(0.7, 1.05);
                        all.back()->achieved.push_back({here, here * real(0.5, 1)});
                    }
                }
                return Contention::matrix(std::move(all));
            }
        }
    }

    ConcurrentProblem problem(int chains, int pus, int most_groups, int largest = 12) {
        const Contention model = contention(pus);
        const bool fixed = chance(30);
        std::vector<Chain> made;
        for (int chain = 0; chain < chains; ++chain) {
            made.push_back({.name = "chain" + std::to_string(chain), .groups = {}, .switches = {}});
            Chain& each = made.back();
            const int groups = between(1, most_groups);
            for (int group = 0; group < groups; ++group) each.groups.push_back(costs(pus, largest, fixed));
            for (int after = 0; after + 1 < groups; ++after) {
                for (int from = 0; from < pus; ++from) {
                    for (int to = 0; to < pus; ++to) {
                        if (from != to && chance(70)) each.switches.push_back({after, from, to, between(0, 4)});
                    }
                }
            }
            if (chance(20)) each.weight = between(1, 3);
            if (chance(15)) each.deadline = between(1, largest * 3);
        }
        return {some_pus(pus), std::move(made), model};
    }

private:
    std::vector<GroupCost> costs(int pus, int largest, bool fixed) {
        std::vector<GroupCost> made;
        for (int pu = 0; pu < pus; ++pu) {
            GroupCost cost{.time = between(1, largest), .fixed = fixed ? between(0, 3) : 0, .demand = real(0, 100)};
            for (int other = 0; other < pus; ++other) cost.slowdown.push_back(real(0.8, 1.8));
            if (chance(10)) cost.time = impossible;
            made.push_back(cost);
        }
        made[static_cast<std::size_t>(between(0, pus - 1))].time = between(1, largest);
        return made;
    }

    std::mt19937_64 random_;
};

// Every assignment, judged by the evaluator; with `orders` every order of every PU as well.
inline std::optional<Value> best_of_all(const ConcurrentProblem& problem, ConcurrentObjective objective, bool orders) {
    std::optional<Value> best;
    Assignment assignment;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        assignment.emplace_back(static_cast<std::size_t>(problem.groups(chain)), 0);
    }
    const auto judge = [&](const Timeline& line) {
        const Value next = value(problem, assignment, line, objective);
        if (!best || next < *best) best = next;
    };
    const auto judge_orders = [&] {
        PuOrder order(static_cast<std::size_t>(problem.pus()));
        for (int chain = 0; chain < problem.chains(); ++chain) {
            for (int group = 0; group < problem.groups(chain); ++group) {
                const int pu = assignment[static_cast<std::size_t>(chain)][static_cast<std::size_t>(group)];
                order[static_cast<std::size_t>(pu)].push_back({chain, group});
            }
        }
        const std::function<void(std::size_t)> permute = [&](std::size_t pu) {
            if (pu == order.size()) {
                if (const auto line = evaluate(problem, assignment, order)) judge(*line);
                return;
            }
            std::sort(order[pu].begin(), order[pu].end());
            do {
                permute(pu + 1);
            } while (std::next_permutation(order[pu].begin(), order[pu].end()));
        };
        permute(0);
    };
    for (;;) {
        bool possible = true;
        for (int chain = 0; chain < problem.chains(); ++chain) {
            const auto& pus = assignment[static_cast<std::size_t>(chain)];
            possible = possible && switches(pus) <= problem.chain(chain).most_switches.value_or(1000);
            for (int group = 0; group < problem.groups(chain); ++group) {
                possible = possible && problem.cost(chain, group, pus[static_cast<std::size_t>(group)]).possible();
            }
        }
        if (possible && orders) judge_orders();
        if (possible && !orders) judge(evaluate(problem, assignment));
        bool more = false;
        for (auto& chain : assignment) {
            for (int& pu : chain) {
                if (more) break;
                pu = (pu + 1) % problem.pus();
                more = pu != 0;
            }
            if (more) break;
        }
        if (!more) return best;
    }
}

}  // namespace bt::schedule::test
