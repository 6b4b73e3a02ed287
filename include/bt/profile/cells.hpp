#pragma once

#include <vector>

#include "bt/format/cells.hpp"
#include "bt/profile/campaign.hpp"

namespace bt::profile {

// How sure each cell of a campaign is, over all its repeats; by stage, set and PU. Nothing for the earlier system,
// which kept no samples.
std::vector<format::CellRow> cells_of(const Campaign& campaign);

}  // namespace bt::profile
