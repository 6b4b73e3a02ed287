#pragma once

#include <vector>

#include "agent/session.hpp"
#include "bt/core/active_set.hpp"
#include "runtime/sampling.hpp"

namespace bt::agent {

// What `bench --measure` may name.
struct Measured {
    bool cells = true;
    bool switches = false;
    bool streams = false;
    bool demand = false;
};

struct BenchOptions {
    Measured measured;
    std::vector<Stage> stages;
    std::vector<StageRange> groups;  // of switches and demand: all stages, in order
    std::vector<ActiveSet> sets;
    apps::SamplingRules rules;
    std::size_t stream_bytes;  // the array that a kernel reads
    int repeat;
    std::size_t skip;              // cells of the order that somebody has already
    std::vector<PuName> left_out;  // PUs of the device that --pus does not name, for the log

    // Every repeat has an order of its own: what one measurement leaves behind for the next must not fall on the same
    // one again.
    std::uint64_t order(const Session& session) const {
        return session.seed() + static_cast<std::uint64_t>(repeat - 1);
    }
};

// Throws a usage error.
BenchOptions read_bench_options(const Arguments& arguments, const Session& session);

}  // namespace bt::agent
