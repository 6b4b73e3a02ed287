#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "runtime/plan_run.hpp"

namespace bt::apps {

// A group of stages behind a boundary: what is before it runs on PU `from`, it and all that follows on PU `to`.
struct SwitchTarget {
    StageRange stages;  // from stage 2 on
    std::size_t from;
    std::size_t to;
};

// Every boundary between these groups, from every PU to every PU, itself included, in an order that the seed decides.
std::vector<SwitchTarget> switch_targets(std::span<const StageRange> groups, std::size_t pus, std::uint64_t seed);

// Of each task, in ns.
struct SwitchSamples {
    std::vector<std::int64_t> gap_ns;  // from the end of what is before the group to its start
    std::vector<std::int64_t> ns;      // the group itself
};

// One task in flight through the executor. `runner` runs plans of this one application over that many PUs. Takes 5 to
// 50 tasks, as many as fit into `time`. Throws where a PU fails.
SwitchSamples measure_switch(PlanRunner& runner, const SwitchTarget& target, int stage_count, std::size_t pus,
                             Seconds time);

}  // namespace bt::apps
