#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/pu.hpp"
#include "bt/core/stage.hpp"

namespace bt::apps {

// What is timed together: stages on one PU, while the other PUs of the set are busy.
struct BenchTarget {
    StageRange stages;
    PuName pu;
    ActiveSet set;
};

// The active sets that `conditions` name for a device: `normal` (each PU alone), `fully`, `pairs`, `sets` (all of two
// or more; above five PUs pairs and all but one), or a set by name. Each once. Throws a usage error.
std::vector<ActiveSet> sets_of(std::span<const std::string> conditions, std::span<const PuName> pus);

// "1-3,5": ascending, each once. Empty: all. Throws a usage error.
std::vector<Stage> parse_stages(std::string_view text, int stage_count);

// Every stage on every PU of every set; on GPUs alone also ranges of stages, from which the cost of submitting is told
// apart. In an order that the seed decides, so that drift cannot pose as a difference.
std::vector<BenchTarget> bench_targets(std::span<const Stage> stages, std::span<const ActiveSet> sets,
                                       std::uint64_t seed);

}  // namespace bt::apps
