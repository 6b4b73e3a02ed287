#pragma once

#include <span>
#include <string>
#include <vector>

#include "bt/schedule/prediction.hpp"

namespace bt::schedule {

// A schedule near another one, and what it would bring.
struct Change {
    std::string what;   // "move stage 4 from little to vulkan"
    int moved = 0;      // stages that change their PU
    Cost interval = 0;  // predicted
    std::string uid;
};

struct Explanation {
    Candidate candidate;
    Prediction prediction;
    int costliest_stage = 0;      // of the widest chunk, from 0
    Cost costliest_time = 0;      // of it, plain
    Cost runner_up = 0;           // the second widest chunk: no faster widest chunk brings more than this
    std::vector<Change> changes;  // those that improve the interval, fewest stages moved first, then the best
};

// Changes are looked for one step away (an edge moved, PUs exchanged, a chunk given away, merged or split) and among
// `others`.
Explanation explain(const Problem& problem, const Candidate& candidate, Busy busy,
                    std::span<const Candidate> others = {}, std::size_t most_changes = 5);

}  // namespace bt::schedule
