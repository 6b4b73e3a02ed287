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

}  // namespace

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
