#pragma once

#include <optional>
#include <span>

#include "bt/core/statistics.hpp"
#include "bt/core/units.hpp"

namespace bt::analyse {

// A chunk that ran: so many stages, the sum of their cells, and its mean time.
struct ChunkTime {
    int stages;
    Milliseconds cells;
    Milliseconds measured;
};

// A chunk of n stages takes chunk + n · stage + Σ cells; both 0 or more.
struct SubmissionCost {
    Milliseconds chunk{0};
    Milliseconds stage{0};
    std::optional<Ci> ci;  // of chunk, in ms; nothing below three chunks
};

// Least squares of what the cells leave open. Chunks of one length tell nothing of the cost per stage: it is 0 then.
// Nothing for fewer than two chunks.
std::optional<SubmissionCost> fit_submission(std::span<const ChunkTime> chunks);

}  // namespace bt::analyse
