#pragma once

#include "bt/schedule/timeline.hpp"

namespace bt::schedule {

struct PlacedChains {
    Assignment assignment;
    PuOrder order;
    Cost predicted = 0;  // what the rule itself takes for the makespan: without switches
};

// Greedy: the next groups of all chains, in the order of the chains, on the tuple of PUs after which the PU that gets
// free last does so soonest.
PlacedChains place_as_herald(const ConcurrentProblem& problem);

// From there, groups one by one to the PU of the group before or after, where that shortens the makespan.
PlacedChains place_as_h2h(const ConcurrentProblem& problem);

}  // namespace bt::schedule
