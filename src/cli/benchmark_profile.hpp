#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bt/format/profile.hpp"
#include "cli/benchmark_campaign.hpp"
#include "cli/chosen_apps.hpp"

namespace bt::cli {

// Where the stages of each application are parted (--groups); one that is not in it: after each stage.
using Cuts = std::map<AppName, std::vector<int>>;

// "tree=2,5": after stages 2 and 5. Throws a usage error.
Cuts parse_cuts(const std::vector<std::string>& words, const std::vector<AppName>& apps);

std::vector<StageRange> groups_of(const AppName& app, int stages, const Cuts& cuts);

// What schedules of several applications at once are computed from, on one device.
struct ProfileResult {
    DeviceId device;
    AppName apps;  // all of them, as --app names them
    std::filesystem::path file{};
    std::optional<format::Profile> profile{};
    std::vector<std::string> warnings{};
    std::optional<Error> failure{};
};

// Makes the profile of a device from the campaigns of its applications, in whatever order these are, and writes it.
ProfileResult write_profile(const std::vector<const CampaignResult*>& campaigns, const BenchmarkOptions& options,
                            const Fleet& fleet, const Invocation& invocation);

std::string as_text(const ProfileResult& result);
void write_profiles(format::JsonWriter& json, const std::vector<ProfileResult>& results);

}  // namespace bt::cli
