#pragma once

#include <cstddef>
#include <vector>

#include "bt/schedule/engine.hpp"

namespace bt::schedule {

// Whether the other PUs of a schedule count as busy all the time or as long as they are predicted to be.
enum class Busy { predicted, always };

struct Prediction {
    Cost interval = 0;
    std::vector<double> chunks;       // in ns, one for each piece, as busy as the others are
    std::vector<double> half_widths;  // of the 95 % CIs of the chunks
    std::size_t widest = 0;           // the piece that limits the schedule

    Cost low() const;  // of the interval's CI
    Cost high() const;
    bool sure() const;  // whether anything says how sure the times are
};

// The interval of a schedule whose PUs work as long as their chunk takes of it, and slow each other down meanwhile: a
// fixed point (docs/scheduling.md). With one table for all sets, or Busy::always, the widest chunk's plain cost.
Prediction predict(const Problem& problem, const Candidate& candidate, Busy busy);

}  // namespace bt::schedule
