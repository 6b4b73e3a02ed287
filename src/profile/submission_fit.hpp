#pragma once

#include <map>
#include <optional>
#include <span>

#include "bt/core/stage.hpp"

namespace bt::profile {

// A stage or a range of stages that one PU ran alone, as one submission.
struct Submission {
    StageRange stages;
    double ms;
    double error;  // standard error of `ms`, above 0
};

struct SubmissionFit {
    double chunk_ms;  // what each submission costs besides its stages, 0 or more
    std::map<Stage, double> stage_ms;
};

// What all submissions together say: weighted least squares of time = chunk_ms + the sum of its stages. What every
// stage of a submission adds cannot be told from the stage itself by any such sum, so it stays in the stage. Ranges
// with a stage that was not measured by itself are left out; nothing where no range remains, because then nothing tells
// the cost.
std::optional<SubmissionFit> fit_submissions(std::span<const Submission> measured);

}  // namespace bt::profile
