#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/units.hpp"

// Profiles: what schedules of several applications at once are computed from (docs/formats/profile.md).
namespace bt::format {

// [slowed][busy beside it], above 0.
using PairFactors = std::map<PuName, std::map<PuName, double>>;

// Stages that are never parted, on one PU after another.
struct ProfiledGroup {
    std::string name;  // "layers 10-23"; may be empty
    StageRange stages;
    std::map<PuName, Milliseconds> times;  // alone, without the fixed part; a PU that is not in it cannot run the group
    std::map<PuName, Milliseconds> fixed;  // what submitting costs there, which contention does not touch; absent: 0
    std::map<PuName, double> demand_gbps;  // of memory, while it runs there alone; absent: not known
    PairFactors slowdown;                  // there while that one is busy, measured; absent: not known
    double sensitivity = 1;                // exponent of the pair factors where no slowdown was measured
    bool operator==(const ProfiledGroup&) const = default;
};

// What a chain waits for between two of its groups when it changes its PU; it occupies neither.
struct SwitchDelay {
    std::size_t after;  // the group before the boundary, from 0
    PuName from;
    PuName to;
    Milliseconds delay;
    bool operator==(const SwitchDelay&) const = default;
};

struct ProfiledApp {
    AppName app;
    Params params;
    std::vector<ProfiledGroup> groups;  // cover stages 1 to the last, in order
    std::vector<SwitchDelay> switches;  // absent ones: 0
    bool operator==(const ProfiledApp&) const = default;
};

// The three regions of PCCS for one PU; bandwidths in GB/s, mrmc in percent, rate in percent for each GB/s.
struct PccsParameters {
    double normal_bw = 0;
    double intensive_bw = 0;
    double mrmc = 0;
    double max_external_bw = 0;
    double tbwdc = 0;
    double cbp = 0;
    double rate = 0;
    bool operator==(const PccsParameters&) const = default;
};

// achieved[i][j]: what a kernel that alone gets standalone[i] still gets beside external[j] GB/s. Both rise.
struct BandwidthMatrix {
    std::vector<double> standalone;
    std::vector<double> external;
    std::vector<std::vector<double>> achieved;
    bool operator==(const BandwidthMatrix&) const = default;
};

// What is known of contention on the device; any of them may be empty.
struct ProfiledContention {
    PairFactors pairs;  // 1 where absent; raised to the group's sensitivity
    std::map<PuName, PccsParameters> pccs;
    std::map<PuName, BandwidthMatrix> matrices;
    bool operator==(const ProfiledContention&) const = default;
};

struct Profile {
    DeviceId device;
    Backend backend;
    std::string source;       // "benchmark 2026-03-31.1", "trtexec 7.1.3"
    std::vector<PuName> pus;  // in the device's order
    std::vector<ProfiledApp> apps;
    ProfiledContention contention;
    bool operator==(const Profile&) const = default;
};

// Throws a data error with line and column where a value is out of bounds or names what the profile does not have.
Profile read_profile(std::string_view text, const std::string& file);

std::string render(const Profile& profile);

// Applications of several profiles as one problem's. Throws a data error that names both where they are of different
// devices or backends, disagree about the PUs, or hold contention of the same kind that differs.
Profile join(const std::vector<Profile>& profiles, const std::vector<std::string>& files);

}  // namespace bt::format
