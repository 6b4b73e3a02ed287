#include "format/bench_totals.hpp"

#include <algorithm>
#include <numeric>

namespace bt::format {

std::string_view to_string(Condition condition) { return condition == Condition::normal ? "normal" : "fully"; }

std::vector<Condition> conditions_of(const BenchCell& cell, std::span<const PuName> device_pus) {
    std::vector<Condition> conditions;
    if (cell.stages.count() > 1) return conditions;
    if (cell.set.pus().size() == 1) conditions.push_back(Condition::normal);
    if (std::ranges::equal(cell.set.pus(), device_pus)) conditions.push_back(Condition::fully);
    return conditions;
}

bool BenchTotals::add(const BenchCell& cell, std::span<const PuName> device_pus) {
    if (!seen_.emplace(cell.stages, cell.pu, cell.set, cell.repeat).second) return false;
    const double sum = std::accumulate(cell.ns.begin(), cell.ns.end(), 0.0,
                                       [](double total, std::int64_t ns) { return total + static_cast<double>(ns); });
    for (const Condition condition : conditions_of(cell, device_pus)) {
        Total& total = totals_[{condition, cell.stages.first, cell.pu}];
        total.count += static_cast<std::int64_t>(cell.ns.size()) * cell.batch;
        total.ns += sum;
    }
    return true;
}

const BenchTotals::Total* BenchTotals::find(Condition condition, Stage stage, const PuName& pu) const {
    const auto found = totals_.find({condition, stage, pu});
    return found == totals_.end() ? nullptr : &found->second;
}

std::set<Stage> BenchTotals::stages(Condition condition) const {
    std::set<Stage> stages;
    for (const auto& [key, total] : totals_) {
        if (std::get<Condition>(key) == condition) stages.insert(std::get<Stage>(key));
    }
    return stages;
}

std::vector<BenchMean> BenchTotals::means() const {
    std::vector<BenchMean> means;
    for (const auto& [key, total] : totals_) {
        const auto& [condition, stage, pu] = key;
        means.push_back({stage, pu, condition, total.count, total.mean()});
    }
    return means;
}

}  // namespace bt::format
