#include "bt/format/profile.hpp"
#include "format/json_values.hpp"
#include "format/profile_parts.hpp"

namespace bt::format {
namespace {

double plain(Milliseconds time) { return time.count(); }
double plain(double number) { return number; }

template <typename Value>
void write_numbers_of_pus(JsonWriter& json, std::string_view key, const std::map<PuName, Value>& values) {
    if (values.empty()) return;
    json.key(key).begin_object();
    for (const auto& [pu, value] : values) json.member(pu.str(), plain(value));
    json.end();
}

void write(JsonWriter& json, const ProfiledGroup& group) {
    json.begin_object(JsonLayout::line);
    if (!group.name.empty()) json.member("name", group.name);
    json.member("first_stage", group.stages.first.number()).member("last_stage", group.stages.last.number());
    write_numbers_of_pus(json, "times_ms", group.times);
    write_numbers_of_pus(json, "fixed_ms", group.fixed);
    write_numbers_of_pus(json, "demand_gbps", group.demand_gbps);
    write_factors(json, "slowdown", group.slowdown);
    if (group.sensitivity != 1) json.member("sensitivity", group.sensitivity);
    json.end();
}

void write(JsonWriter& json, const ProfiledApp& app) {
    json.begin_object().member("app", app.app.str()).key("params");
    write(json, app.params);
    json.key("groups").begin_array();
    for (const ProfiledGroup& group : app.groups) write(json, group);
    json.end();
    if (!app.switches.empty()) {
        json.key("switches").begin_array();
        for (const SwitchDelay& change : app.switches) {
            json.begin_object(JsonLayout::line).member("after", change.after).member("from", change.from.str());
            json.member("to", change.to.str()).member("delay_ms", change.delay.count()).end();
        }
        json.end();
    }
    json.end();
}

}  // namespace

std::string render(const Profile& profile) {
    JsonWriter json;
    json.begin_object();
    write_kind(json, "profile", 1);
    json.member("device", profile.device.str()).member("backend", to_string(profile.backend));
    if (!profile.source.empty()) json.member("source", profile.source);
    json.key("pus").begin_array(JsonLayout::line);
    for (const PuName& pu : profile.pus) json.value(pu.str());
    json.end().key("apps").begin_array();
    for (const ProfiledApp& app : profile.apps) write(json, app);
    json.end();
    write_contention(json, profile.contention);
    return json.end().take();
}

}  // namespace bt::format
