#include <algorithm>
#include <set>
#include <tuple>

#include "bt/format/profile.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"
#include "format/profile_parts.hpp"

namespace bt::format {
namespace {

constexpr std::size_t most_apps = 64;
constexpr std::size_t most_profile_pus = 12;

template <typename Value, typename Read>
std::map<PuName, Value> by_pu(const JsonCursor& cursor, const ProfilePus& pus, const Read& read) {
    std::map<PuName, Value> out;
    for (const auto& [key, value] : cursor.entries(most_pus)) out.emplace(pus.of_key(value, key), read(value));
    return out;
}

class AppReader {
public:
    AppReader(const JsonCursor& cursor, const ProfilePus& pus) : cursor_(cursor), pus_(pus) {}

    ProfiledApp read() const {
        ProfiledApp app{.app = name(), .params = {}, .groups = {}, .switches = {}};
        if (const auto params = cursor_.find("params")) app.params = params_of(*params);
        const JsonCursor list = cursor_.at("groups");
        for (const JsonCursor& group : list.items(max_stages)) {
            app.groups.push_back(group_of(group, app.groups.empty() ? nullptr : &app.groups.back()));
        }
        if (app.groups.empty()) throw list.fault("one group or more");
        if (const auto switches = cursor_.find("switches")) app.switches = switches_of(*switches, app.groups.size());
        return app;
    }

private:
    AppName name() const {
        const JsonCursor cursor = cursor_.at("app");
        AppName name = app_name_of(cursor);
        if (name.str().find('+') != std::string::npos) throw cursor.fault("one application; each has its own entry");
        return name;
    }

    ProfiledGroup group_of(const JsonCursor& cursor, const ProfiledGroup* before) const {
        ProfiledGroup group{.name = {},
                            .stages = stages_of(cursor, before),
                            .times = {},
                            .fixed = {},
                            .demand_gbps = {},
                            .slowdown = {}};
        if (const auto name = cursor.find("name")) group.name = name->string();
        const JsonCursor times = cursor.at("times_ms");
        group.times = by_pu<Milliseconds>(times, pus_, positive_time_of);
        if (group.times.empty()) throw times.fault_found("a time on one PU or more", "a group that no PU can run");
        if (const auto fixed = cursor.find("fixed_ms")) group.fixed = by_pu<Milliseconds>(*fixed, pus_, time_of);
        if (const auto demand = cursor.find("demand_gbps")) {
            group.demand_gbps =
                by_pu<double>(*demand, pus_, [](const JsonCursor& value) { return value.number(0, largest_gbps); });
        }
        if (const auto slowdown = cursor.find("slowdown")) group.slowdown = pair_factors_of(*slowdown, pus_);
        if (const auto exponent = cursor.find("sensitivity")) {
            group.sensitivity = exponent->number(0, largest_sensitivity);
        }
        return group;
    }

    static StageRange stages_of(const JsonCursor& cursor, const ProfiledGroup* before) {
        const JsonCursor first = cursor.at("first_stage");
        const JsonCursor last = cursor.at("last_stage");
        const int expected = before == nullptr ? 1 : before->stages.last.number() + 1;
        const auto begin = static_cast<int>(first.integer(1, max_stages));
        const auto end = static_cast<int>(last.integer(1, max_stages));
        if (begin != expected) {
            throw first.fault("stage " + std::to_string(expected) + ": groups follow each other without a gap");
        }
        if (end < begin) throw last.fault("a last stage not before the first");
        return {.first = Stage::from_number(begin), .last = Stage::from_number(end)};
    }

    std::vector<SwitchDelay> switches_of(const JsonCursor& list, std::size_t groups) const {
        std::vector<SwitchDelay> out;
        std::set<std::tuple<std::size_t, PuName, PuName>> seen;
        for (const JsonCursor& item : list.items(groups * most_profile_pus * most_profile_pus)) {
            out.push_back(switch_of(item, groups));
            const SwitchDelay& last = out.back();
            if (!seen.emplace(last.after, last.from, last.to).second) throw item.fault("each switch once");
        }
        return out;
    }

    SwitchDelay switch_of(const JsonCursor& item, std::size_t groups) const {
        const JsonCursor after = item.at("after");
        const auto group = static_cast<std::size_t>(after.integer(0, max_stages));
        if (group + 1 >= groups) {
            throw after.fault("a group that another one follows: of " + std::to_string(groups) + ", counted from 0");
        }
        SwitchDelay out{.after = group,
                        .from = pus_.of(item.at("from")),
                        .to = pus_.of(item.at("to")),
                        .delay = time_of(item.at("delay_ms"))};
        if (out.from == out.to) throw item.at("to").fault("another PU than 'from'");
        return out;
    }

    JsonCursor cursor_;
    const ProfilePus& pus_;
};

ProfilePus pus_of(const JsonCursor& list) {
    std::vector<PuName> names;
    for (const JsonCursor& item : list.items(most_profile_pus)) {
        PuName name = pu_name_of(item);
        if (std::find(names.begin(), names.end(), name) != names.end()) throw item.fault("each PU once");
        names.push_back(std::move(name));
    }
    if (names.empty()) throw list.fault("one PU or more");
    return ProfilePus(std::move(names));
}

std::vector<ProfiledApp> apps_of(const JsonCursor& list, const ProfilePus& pus) {
    std::vector<ProfiledApp> apps;
    std::set<AppName> names;
    for (const JsonCursor& item : list.items(most_apps)) {
        apps.push_back(AppReader(item, pus).read());
        if (!names.insert(apps.back().app).second) throw item.at("app").fault("each application once");
    }
    if (apps.empty()) throw list.fault("one application or more");
    return apps;
}

}  // namespace

Profile read_profile(std::string_view text, const std::string& file) {
    const JsonDocument document(text, file);
    const JsonCursor root = document.root();
    require_kind(root, "profile", 1);
    const ProfilePus pus = pus_of(root.at("pus"));
    Profile profile{.device = device_id_of(root.at("device")),
                    .backend = backend_of(root.at("backend")),
                    .source = {},
                    .pus = pus.names(),
                    .apps = apps_of(root.at("apps"), pus),
                    .contention = {}};
    if (const auto source = root.find("source")) profile.source = source->string();
    if (const auto contention = root.find("contention")) profile.contention = contention_of(*contention, pus);
    return profile;
}

}  // namespace bt::format
