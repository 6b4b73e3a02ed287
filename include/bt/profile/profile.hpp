#pragma once

#include <string>
#include <vector>

#include "bt/format/profile.hpp"
#include "bt/profile/campaign.hpp"

namespace bt::profile {

// What is known of one application before its times are.
struct Grouping {
    std::vector<StageRange> groups;  // from the first stage to the last, none left out
    std::vector<std::string> names;  // of the stages; may be empty
};

// Each stage by itself, or parted after the stages of `cuts` (rising, each below `stages`).
std::vector<StageRange> groups_of(int stages, const std::vector<int>& cuts = {});

// The times of the groups from one campaign: alone, what submitting costs, and the slowdown beside each other PU whose
// pair was measured; medians over the repeats. Throws a data error where a group has no time on any PU.
format::ProfiledApp profiled_app(const Campaign& campaign, const Grouping& grouping);

// What of the same campaigns the profile's applications (one for each campaign, in this order) tell of switching costs
// and of how PUs share the memory, where that was measured: switches, demands, matrices.
void add_sharing(format::Profile& profile, const std::vector<const Campaign*>& campaigns);

// Pairs of PUs (slowed, busy) of which no group says anything.
std::vector<std::string> pairs_not_measured(const format::Profile& profile);

}  // namespace bt::profile
