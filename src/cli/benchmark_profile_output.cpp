#include <fmt/format.h>

#include <algorithm>

#include "bt/format/json_writer.hpp"
#include "cli/benchmark_profile.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

// What `runner benchmark` prints of several applications: their groups on each PU, and how far other PUs slow them.

namespace bt::cli {
namespace {

using format::Profile;
using format::ProfiledGroup;

std::string time_text(const ProfiledGroup& group, const PuName& pu) {
    const auto time = group.times.find(pu);
    if (time == group.times.end()) return "-";
    const auto fixed = group.fixed.find(pu);
    std::string text = fmt::format("{:.4g}", time->second.count());
    if (fixed != group.fixed.end()) text += fmt::format(" + {:.4g}", fixed->second.count());
    return text;
}

// The least and the largest factor of all groups, beside each other PU.
std::string slowdown_text(const Profile& profile, const PuName& pu) {
    std::string text;
    for (const PuName& other : profile.pus) {
        std::vector<double> factors;
        for (const format::ProfiledApp& app : profile.apps) {
            for (const ProfiledGroup& group : app.groups) {
                const auto here = group.slowdown.find(pu);
                if (here == group.slowdown.end()) continue;
                if (const auto found = here->second.find(other); found != here->second.end()) {
                    factors.push_back(found->second);
                }
            }
        }
        if (factors.empty()) continue;
        const auto [least, most] = std::minmax_element(factors.begin(), factors.end());
        text += fmt::format("{}{:.2f} to {:.2f} ({})", text.empty() ? "" : ", ", *least, *most, other.str());
    }
    return text;
}

}  // namespace

std::string as_text(const ProfileResult& result) {
    const Profile& profile = *result.profile;
    std::vector<std::string> headings{"APP", "STAGES", "GROUP"};
    for (const PuName& pu : profile.pus) headings.push_back(pu.str());
    TextTable table(headings);
    for (const format::ProfiledApp& app : profile.apps) {
        for (const ProfiledGroup& group : app.groups) {
            const int first = group.stages.first.number();
            std::vector<std::string> row{app.app.str(), std::to_string(first), printable(group.name)};
            if (group.stages.count() > 1) row[1] += "-" + std::to_string(group.stages.last.number());
            for (const PuName& pu : profile.pus) row.push_back(time_text(group, pu));
            table.add(std::move(row));
        }
    }
    std::string text = "profile of " + result.apps.str() + " on " + printable(result.device.str()) +
                       "; ms alone (+ ms that submitting costs)\n" + table.str();
    for (const PuName& pu : profile.pus) {
        const std::string slowed = slowdown_text(profile, pu);
        if (!slowed.empty()) text += "beside others " + pu.str() + " takes, as a factor: " + slowed + "\n";
    }
    return text;
}

void write_profiles(format::JsonWriter& json, const std::vector<ProfileResult>& results) {
    if (results.empty()) return;
    json.key("profiles").begin_array();
    for (const ProfileResult& result : results) {
        json.begin_object(format::JsonLayout::line).member("device", result.device.str());
        json.member("app", result.apps.str()).member("file", format::valid_utf8(result.file.string()));
        json.member("failed",
                    result.failure ? std::optional(format::valid_utf8(result.failure->failed())) : std::nullopt);
        json.end();
    }
    json.end();
}

}  // namespace bt::cli
