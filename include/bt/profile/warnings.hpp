#pragma once

#include <string>
#include <vector>

#include "bt/profile/campaign.hpp"

namespace bt::profile {

// What a reader of the campaign's figures must know, each with the cell: clocks that fell, noise, outliers, a slow
// first repeat, a GPU that is faster under load. Empty: nothing was seen that speaks against them.
std::vector<std::string> warnings_of(const Campaign& campaign);

}  // namespace bt::profile
