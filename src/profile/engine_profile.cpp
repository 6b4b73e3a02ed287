#include <algorithm>

#include "bt/profile/engine_logs.hpp"

namespace bt::profile {
namespace {

format::ProfiledGroup group_of(const ImportedGroup& group, const std::map<PuName, double>& demand) {
    const auto stage = [](int layer) { return Stage::from_index(static_cast<std::size_t>(layer)); };
    format::ProfiledGroup out{
        .name = "layers " + std::to_string(group.first_layer) + "-" + std::to_string(group.last_layer),
        .stages = {.first = stage(group.first_layer), .last = stage(group.last_layer)},
        .times = {{gpu_pu, group.gpu()}},
        .fixed = {},
        .demand_gbps = demand,
        .slowdown = {}};
    if (group.dla) out.times.emplace(dla_pu, *group.dla);
    return out;
}

bool knows(const format::PairFactors& pairs, const PuName& slowed, const PuName& busy) {
    const auto found = pairs.find(slowed);
    return found != pairs.end() && found->second.contains(busy);
}

std::size_t without_demand(const format::ProfiledApp& app, const PuName& pu) {
    const auto unknown = [&](const format::ProfiledGroup& group) {
        return group.times.contains(pu) && !group.demand_gbps.contains(pu);
    };
    return static_cast<std::size_t>(std::count_if(app.groups.begin(), app.groups.end(), unknown));
}

}  // namespace

std::vector<std::string> not_told(const ImportedNetwork& network, const format::Profile& profile, DemandAsked demand) {
    std::vector<std::string> all;
    if (!network.dla_only) return all;
    const auto marked = [](const ImportedCut& cut) { return cut.dla_mark.has_value(); };
    if (!std::all_of(network.cuts.begin(), network.cuts.end(), marked)) {
        all.emplace_back("what changing from dla to cuda costs; schedules take it for nothing (--mark dla, dla@LAYER)");
    }
    const auto& pairs = profile.contention.pairs;
    for (const auto& [slowed, busy] : {std::pair(gpu_pu, dla_pu), std::pair(dla_pu, gpu_pu)}) {
        if (knows(pairs, slowed, busy) || !knows(pairs, busy, slowed)) continue;
        all.push_back(slowed.str() + " beside " + busy.str() + "; schedules take it for no contention (--beside)");
    }
    for (const PuName& pu : {gpu_pu, dla_pu}) {
        const std::size_t unknown = demand == DemandAsked::yes ? without_demand(profile.apps.front(), pu) : 0;
        if (unknown == 0) continue;
        all.push_back("memory throughput on " + pu.str() + " of " + std::to_string(unknown) +
                      " groups (--emc cuda and dla, with --peak-gbps or --gpu-gbps)");
    }
    return all;
}

format::Profile make_profile(const ImportedSubject& subject, const ImportedNetwork& network,
                             const std::vector<std::map<PuName, double>>& demands) {
    format::ProfiledApp app{.app = subject.app, .params = subject.params, .groups = {}, .switches = {}};
    for (std::size_t i = 0; i < network.groups.size(); ++i) {
        app.groups.push_back(group_of(network.groups[i], demands[i]));
    }
    for (const ImportedCut& cut : network.cuts) {
        const auto to_dla = cut.gpu_to_dla ? cut.gpu_to_dla : cut.gpu_mark;
        if (to_dla) app.switches.push_back({.after = cut.after, .from = gpu_pu, .to = dla_pu, .delay = *to_dla});
        if (cut.dla_mark)
            app.switches.push_back({.after = cut.after, .from = dla_pu, .to = gpu_pu, .delay = *cut.dla_mark});
    }
    format::Profile profile{.device = subject.device,
                            .backend = subject.backend,
                            .source = subject.source,
                            .pus = {gpu_pu},
                            .apps = {std::move(app)},
                            .contention = {}};
    if (subject.has_dla) {
        profile.pus.push_back(dla_pu);
    } else {
        profile.apps.front().switches.clear();
    }
    return profile;
}

}  // namespace bt::profile
