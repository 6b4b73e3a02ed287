#pragma once

#include <optional>
#include <vector>

#include "bt/core/params.hpp"
#include "bt/profile/campaign.hpp"
#include "bt/system/growing_log.hpp"

namespace bt::profile {

// What two campaigns must have in common to be one.
struct Identity {
    Backend backend;
    Params params;
    std::uint64_t seed;
};

// Where a campaign stands when it begins or goes on.
struct Standing {
    int campaign = 1;
    std::vector<RepeatLog> done{};             // complete repeats
    std::optional<system::GrowingLog> part{};  // the repeat that was cut
    int next_repeat = 1;                       // the one that `part` is, or the first without a log
    bool resumed = false;
};

// A campaign of its own. Throws a data error where the day holds campaigns of other sizes, or tables that cannot be
// read. What an earlier one left unfinished is kept as `.aborted`.
Standing begin_campaign(const Subject& subject, const Identity& identity);

// The newest campaign of this backend, where it can go on: its next repeat, or the cell at which it was cut. A new one
// where there is none. Throws where the unfinished one has another seed.
Standing resume_campaign(const Subject& subject, const Identity& identity);

// A log under the next number of that day, application and device: one row of numbers for all backends, because the
// order of the logs is the order of the campaigns.
system::GrowingLog begin_repeat(const Subject& subject, Backend backend);

}  // namespace bt::profile
