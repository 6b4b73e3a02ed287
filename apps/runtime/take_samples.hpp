#pragma once

#include <cstdint>
#include <optional>
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
    // What runs, untimed, before each sample that is one execution: the stage whose output these read. A piece that
    // finds all its data where its last execution left them takes a quarter of the time that it takes in a chain.
    std::optional<StageRange> before{};
};

// Times a piece over and over on a thread of its own, by its own clock, while `load` is at work; it is warmed up first.
// All of the load is at work until the last sample is done. Rethrows what either throws.
CellSamples take_samples(const Piece& piece, const std::vector<BusyPus::Work>& load, const SamplingRules& rules);

}  // namespace bt::apps
