#pragma once

#include <vector>

#include "bt/schedule/engine.hpp"

// What is known of a problem without any search: what an engine answers with whose time is up before it found more.
namespace bt::schedule {

// Each PU alone where it may do everything; for each set of PUs the schedule that is found first, at most `most` in
// all; and what the best of them becomes in steps that make it better. None only where the problem has none.
std::vector<Candidate> schedules_at_hand(const Problem& problem, Objective objective, std::size_t most);

// No schedule has less: each stage stands somewhere, and no PU does more than the widest chunk.
Cost least_possible(const Problem& problem, Objective objective);

}  // namespace bt::schedule
