#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/schedule.hpp"
#include "bt/core/stage.hpp"

namespace bt::apps {

// Stages of one chain that run on one PU without a pause. Of a pipeline: a chunk.
struct Group {
    std::size_t pu;  // index in the device's list of PUs
    StageRange stages;
};

// The groups that each task of one application passes, in order.
struct ChainPlan {
    std::vector<Group> groups;
    int stage_count;
};

struct GroupRef {
    std::size_t chain;
    std::size_t group;
};

// What every PU does, in order, once for each round of tasks (task 0 of every chain, then task 1, …). A pipeline is the
// case of one chain, whose groups lie on different PUs.
struct Plan {
    std::vector<ChainPlan> chains;
    std::vector<std::vector<GroupRef>> order;  // order[pu]
};

// The plan of a pipeline. Throws a data error where the chunks are no pipeline over these stages and PUs.
Plan pipeline(std::span<const Chunk> chunks, int stage_count, std::span<const PuName> pus);

// What is wrong with a plan, if anything: a stage missing, repeated or out of order, a group that no PU or the wrong
// one runs, an order in which PUs wait for each other for ever.
std::optional<std::string> fault_of(const Plan& plan);

}  // namespace bt::apps
