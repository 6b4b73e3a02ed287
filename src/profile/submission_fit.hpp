#pragma once

#include <map>
#include <optional>

#include "bt/core/stage.hpp"

namespace bt::profile {

// Submissions of one PU alone, in ms.
struct Submissions {
    std::map<Stage, double> stages;
    std::map<StageRange, double> ranges;  // of two stages or more
};

// What each submission costs besides its stages. A range of n stages saves n - 1 such costs against its stages one by
// one, and nothing else: that tells the cost. What every stage of a submission adds cannot be told from the stage
// itself by any sum of these, so it stays in the stage. Nothing where no range is covered by stages.
std::optional<double> fit_chunk_ms(const Submissions& measured);

}  // namespace bt::profile
