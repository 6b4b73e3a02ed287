#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "bt/profile/campaign.hpp"

namespace bt::profile {

// What becomes of rows that a table has already of these campaigns.
enum class Rows {
    keep,     // they stand; what was unmeasured in them is filled in
    replace,  // they are made anew: a rebuild
};

// Writes <device>_normal.csv, _fully.csv, _sets.csv, _cells.csv and _costs.json from the logs of these campaigns, each
// file as a whole; rows of other campaigns stay. Says which files there are now.
std::vector<std::filesystem::path> write_tables(const Subject& subject, std::span<const Campaign> campaigns, Rows rows);

// Throws what write_tables would throw because of files that are there: asked before hours are spent on measuring.
// The highest number of a campaign in them.
int newest_campaign_in_tables(const Subject& subject);

}  // namespace bt::profile
