#include "bt/profile/profile.hpp"

#include <algorithm>
#include <set>

#include "bt/core/error.hpp"
#include "bt/core/statistics.hpp"
#include "bt/profile/repeat_times.hpp"
#include "bt/profile/sharing.hpp"
#include "profile/cell_samples.hpp"

namespace bt::profile {
namespace {

using format::ProfiledApp;
using format::ProfiledGroup;

// The whole of a group in one repeat; nothing where one of its stages was not measured so.
std::optional<double> sum_of(const RepeatTimes& times, const StageRange& stages, const PuName& pu,
                             const ActiveSet& set) {
    double sum = 0;
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        const auto found = times.ms.find(CellName{{stage, stage}, pu, set});
        if (found == times.ms.end()) return std::nullopt;
        sum += found->second;
    }
    return sum;
}

class Measured {
public:
    explicit Measured(const Campaign& campaign) {
        for (const RepeatLog& repeat : campaign.repeats) {
            if (!repeat.log.header || repeat.log.complete != format::Completeness::yes) continue;
            header_ = &*repeat.log.header;
            repeats_.push_back(times_of(repeat.log));
        }
        if (!header_) {
            throw data_error("campaign " + std::to_string(campaign.number) + " has no complete repeat",
                             "finish it with --resume");
        }
    }

    const format::BenchHeader& header() const { return *header_; }

    // The median over the repeats.
    std::optional<double> time(const StageRange& stages, const PuName& pu, const ActiveSet& set) const {
        std::vector<double> values;
        for (const RepeatTimes& repeat : repeats_) {
            if (const auto sum = sum_of(repeat, stages, pu, set)) values.push_back(*sum);
        }
        return values.empty() ? std::nullopt : std::optional(median(values));
    }

    std::optional<double> submission(const PuName& pu) const {
        std::vector<double> values;
        for (const RepeatTimes& repeat : repeats_) {
            const auto found = repeat.chunk_ms.find(pu);
            if (found != repeat.chunk_ms.end()) values.push_back(found->second);
        }
        return values.empty() ? std::nullopt : std::optional(median(values));
    }

private:
    const format::BenchHeader* header_ = nullptr;
    std::vector<RepeatTimes> repeats_;
};

std::string name_of(const StageRange& stages, const std::vector<std::string>& names) {
    if (names.empty()) return "";
    const std::string& first = names[stages.first.index()];
    return stages.count() == 1 ? first : first + " to " + names[stages.last.index()];
}

ProfiledGroup group_of(const Measured& measured, const StageRange& stages, const std::vector<std::string>& names) {
    const std::vector<PuName>& pus = measured.header().pus;
    ProfiledGroup group{.name = name_of(stages, names), .stages = stages};
    for (const PuName& pu : pus) {
        const auto alone = measured.time(stages, pu, ActiveSet(std::span(&pu, 1), pus));
        if (!alone) continue;
        group.times.emplace(pu, Milliseconds{rounded(*alone)});
        const auto fixed = measured.submission(pu);
        if (fixed && *fixed > 0) group.fixed.emplace(pu, Milliseconds{rounded(*fixed)});
        for (const PuName& other : pus) {
            if (other == pu) continue;
            const auto beside = measured.time(stages, pu, ActiveSet(std::vector{pu, other}, pus));
            if (beside) group.slowdown[pu].emplace(other, rounded(*beside / *alone));
        }
    }
    if (!group.times.empty()) return group;
    throw data_error("stages " + std::to_string(stages.first.number()) + " to " + std::to_string(stages.last.number()) +
                         " of " + measured.header().app.str() + " were measured on no PU as a whole",
                     "measure every stage alone: --conditions normal pairs, without --stages");
}

void add_switches(ProfiledApp& app, const Campaign& campaign) {
    std::vector<format::BenchSwitch> switches;
    for (const RepeatLog& repeat : campaign.repeats) {
        const auto& more = repeat.log.additions.switches;
        switches.insert(switches.end(), more.begin(), more.end());
    }
    std::vector<StageRange> groups;
    for (const ProfiledGroup& group : app.groups) groups.push_back(group.stages);
    app.switches = switch_delays(switches, groups);
}

void add_demands(ProfiledApp& app, const Campaign& campaign,
                 const std::map<PuName, format::BandwidthMatrix>& matrices) {
    for (ProfiledGroup& group : app.groups) {
        std::map<PuName, std::vector<double>> by_pu;
        for (const RepeatLog& repeat : campaign.repeats) {
            for (const format::BenchDemand& demand : repeat.log.additions.demands) {
                if (demand.stages != group.stages) continue;
                if (const auto gbps = demand_gbps(demand, matrices)) by_pu[demand.pu].push_back(*gbps);
            }
        }
        for (const auto& [pu, values] : by_pu) {
            if (group.times.contains(pu)) group.demand_gbps.emplace(pu, rounded(median(values)));
        }
    }
}

}  // namespace

std::vector<StageRange> groups_of(int stages, const std::vector<int>& cuts) {
    std::vector<StageRange> groups;
    int first = 1;
    const auto close = [&](int last) {
        groups.push_back({Stage::from_number(first), Stage::from_number(last)});
        first = last + 1;
    };
    if (cuts.empty()) {
        for (int stage = 1; stage <= stages; ++stage) close(stage);
        return groups;
    }
    for (const int cut : cuts) close(cut);
    close(stages);
    return groups;
}

ProfiledApp profiled_app(const Campaign& campaign, const Grouping& grouping) {
    const Measured measured(campaign);
    ProfiledApp app{measured.header().app, measured.header().params, {}, {}};
    for (const StageRange& stages : grouping.groups) app.groups.push_back(group_of(measured, stages, grouping.names));
    return app;
}

void add_sharing(format::Profile& profile, const std::vector<const Campaign*>& campaigns) {
    std::vector<format::BenchStream> streams;
    for (const Campaign* campaign : campaigns) {
        for (const RepeatLog& repeat : campaign->repeats) {
            const auto& more = repeat.log.additions.streams;
            streams.insert(streams.end(), more.begin(), more.end());
        }
    }
    profile.contention.matrices = bandwidth_matrices(streams);
    for (std::size_t i = 0; i < campaigns.size(); ++i) {
        add_switches(profile.apps[i], *campaigns[i]);
        add_demands(profile.apps[i], *campaigns[i], profile.contention.matrices);
    }
}

std::vector<std::string> pairs_not_measured(const format::Profile& profile) {
    std::vector<std::string> missing;
    for (const PuName& pu : profile.pus) {
        for (const PuName& other : profile.pus) {
            const auto says = [&](const ProfiledGroup& group) {
                const auto found = group.slowdown.find(pu);
                return found != group.slowdown.end() && found->second.contains(other);
            };
            const auto any = [&](const ProfiledApp& app) {
                return std::any_of(app.groups.begin(), app.groups.end(), says);
            };
            if (pu == other || std::any_of(profile.apps.begin(), profile.apps.end(), any)) continue;
            missing.push_back(pu.str() + " beside " + other.str());
        }
    }
    return missing;
}

}  // namespace bt::profile
