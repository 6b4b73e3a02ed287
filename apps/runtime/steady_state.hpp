#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bt/core/units.hpp"
#include "runtime/execution.hpp"

namespace bt::apps {

// The tasks whose completions lie between the moment when every chunk has finished a task and the moment when the
// first chunk takes its last one.
struct SteadyState {
    std::uint64_t first_task;
    std::uint64_t last_task;
    double interval_ns;  // time between the first and the last of these completions ÷ (their number − 1)
};

// groups[g][t]: group g on task t; all of one length. Nothing where fewer than two tasks count.
std::optional<SteadyState> steady_state(std::span<const std::span<const Busy>> groups);

// The same of a chain that has been executed.
std::optional<SteadyState> steady_state(const Execution& execution, std::size_t chain, std::size_t groups);

// The rounds of several chains that count; chains[c][g][t]: group g of chain c in round t, all of one length. With one
// round in flight all but the first, whose lanes come out of a barrier one after the other. With more, those whose end
// (in all chains) lies between the moment when every group has finished a task and the moment when the first chain
// takes its last one. Nothing where fewer than two count.
using ChainRecords = std::vector<std::vector<Busy>>;
std::optional<SteadyState> steady_rounds(std::span<const ChainRecords* const> chains, std::size_t in_flight);

}  // namespace bt::apps
