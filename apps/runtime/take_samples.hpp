#pragma once

#include <cstdint>
#include <vector>

#include "runtime/busy_pus.hpp"
#include "runtime/engine.hpp"
#include "runtime/sampling.hpp"

namespace bt::apps {

struct CellSamples {
    std::int64_t batch = 1;        // executions per sample
    std::vector<std::int64_t> ns;  // of whole batches
    Stopped stopped = Stopped::time;
    bool pinned = true;  // still, when the last sample was done
};

// Stages of one task on one PU.
struct Piece {
    Engine* engine;
    const TaskObject* object;
    StageRange stages;
};

// Times a piece over and over on a thread of its own, by its own clock, while `load` is at work; it is warmed up first.
// All of the load is at work until the last sample is done. Rethrows what either throws.
CellSamples take_samples(const Piece& piece, const std::vector<BusyPus::Work>& load, const SamplingRules& rules);

}  // namespace bt::apps
