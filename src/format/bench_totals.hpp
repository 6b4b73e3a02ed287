#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "bt/format/bench_log.hpp"

namespace bt::format {

// Conditions that a cell belongs to: none for a range or another set, both on a device with one PU.
std::vector<Condition> conditions_of(const BenchCell& cell, std::span<const PuName> device_pus);

// Counts and sums over all samples and repeats, by condition, stage and PU.
class BenchTotals {
public:
    struct Total {
        std::int64_t count = 0;  // executions
        double ns = 0;

        Milliseconds mean() const { return Milliseconds{ns / static_cast<double>(count) * 1e-6}; }
    };
    using Key = std::tuple<Condition, Stage, PuName>;

    // False where the same stages, PU, set and repeat were added before; nothing is added then.
    bool add(const BenchCell& cell, std::span<const PuName> device_pus);

    const Total* find(Condition condition, Stage stage, const PuName& pu) const;
    std::set<Stage> stages(Condition condition) const;
    std::vector<BenchMean> means() const;

private:
    std::map<Key, Total> totals_;
    std::set<std::tuple<StageRange, PuName, ActiveSet, int>> seen_;
};

}  // namespace bt::format
