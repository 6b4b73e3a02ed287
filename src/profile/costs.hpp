#pragma once

#include <optional>

#include "bt/format/chunk_costs.hpp"
#include "bt/profile/campaign.hpp"

namespace bt::profile {

// Nothing where no repeat is whole.
std::optional<format::ChunkCosts> costs_of(const Campaign& campaign);

}  // namespace bt::profile
