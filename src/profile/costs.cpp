#include "profile/costs.hpp"

#include <algorithm>

#include "bt/core/statistics.hpp"
#include "bt/profile/repeat_times.hpp"
#include "profile/cell_samples.hpp"

namespace bt::profile {
namespace {

const format::BenchHeader* header_of(const Campaign& campaign) {
    for (const RepeatLog& repeat : campaign.repeats) {
        if (repeat.log.header && repeat.log.complete == format::Completeness::yes) return &*repeat.log.header;
    }
    return nullptr;
}

std::map<PuName, std::vector<double>> by_pu(const Campaign& campaign) {
    std::map<PuName, std::vector<double>> all;
    for (const RepeatLog& repeat : campaign.repeats) {
        if (!repeat.log.header) continue;
        for (const auto& [pu, ms] : times_of(repeat.log).chunk_ms) all[pu].push_back(ms);
    }
    return all;
}

}  // namespace

std::optional<format::ChunkCosts> costs_of(const Campaign& campaign) {
    const format::BenchHeader* found = header_of(campaign);
    if (!found) return std::nullopt;
    const format::BenchHeader& header = *found;
    format::ChunkCosts costs{header.device, header.app, header.backend, header.params, {}};
    for (const auto& [pu, values] : by_pu(campaign)) {
        auto ci = t_interval(values);
        if (ci) ci = Ci{rounded(std::max(ci->low, 0.0)), rounded(ci->high)};
        costs.pus.emplace(pu, format::ChunkCost{Milliseconds{rounded(median(values))}, Milliseconds{0}, ci,
                                                format::CostSource::benchmark});
    }
    return costs;
}

}  // namespace bt::profile
