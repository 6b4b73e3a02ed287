#pragma once

#include <optional>
#include <span>

#include "bt/format/chunk_costs.hpp"
#include "bt/profile/campaign.hpp"

namespace bt::profile {

// Of the newest campaign that has a whole repeat; nothing where none has.
std::optional<format::ChunkCosts> costs_of(std::span<const Campaign> campaigns);

}  // namespace bt::profile
