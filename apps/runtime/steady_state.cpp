#include "runtime/steady_state.hpp"

#include <algorithm>

namespace bt::apps {

namespace {

// Of tasks that end at `ends`, ascending: those that do so from `begin` to `end`.
std::optional<SteadyState> between(std::span<const std::int64_t> ends, std::int64_t begin, std::int64_t end) {
    const auto first = std::lower_bound(ends.begin(), ends.end(), begin);
    const auto after = std::upper_bound(first, ends.end(), end);
    if (after - first < 2) return std::nullopt;
    const auto time = static_cast<double>(*(after - 1) - *first);
    return SteadyState{static_cast<std::uint64_t>(first - ends.begin()),
                       static_cast<std::uint64_t>(after - ends.begin()) - 1,
                       time / static_cast<double>(after - first - 1)};
}

// Of each round, in all chains.
std::vector<std::int64_t> ends_of_rounds(std::span<const ChainRecords* const> chains) {
    std::vector<std::int64_t> ends(chains.front()->front().size(), INT64_MIN);
    for (const ChainRecords* groups : chains) {
        for (std::size_t round = 0; round < ends.size(); ++round) {
            ends[round] = std::max(ends[round], groups->back()[round].end);
        }
    }
    return ends;
}

}  // namespace

std::optional<SteadyState> steady_state(std::span<const std::span<const Busy>> groups) {
    if (groups.empty() || groups.back().empty()) return std::nullopt;
    std::int64_t begin = INT64_MIN;
    for (const auto& group : groups) begin = std::max(begin, group.front().end);
    std::vector<std::int64_t> ends;
    for (const Busy& busy : groups.back()) ends.push_back(busy.end);
    return between(ends, begin, groups.front().back().start);
}

std::optional<SteadyState> steady_rounds(std::span<const ChainRecords* const> chains, std::size_t in_flight) {
    if (chains.empty() || chains.front()->front().size() < 2) return std::nullopt;
    const std::vector<std::int64_t> ends = ends_of_rounds(chains);
    if (in_flight == 1) return between(ends, ends[1], ends.back());
    std::int64_t begin = INT64_MIN;
    std::int64_t end = INT64_MAX;
    for (const ChainRecords* groups : chains) {
        for (const auto& group : *groups) begin = std::max(begin, group.front().end);
        end = std::min(end, groups->front().back().start);
    }
    return between(ends, begin, end);
}

std::optional<SteadyState> steady_state(const Execution& execution, std::size_t chain, std::size_t groups) {
    const std::uint64_t tasks = execution.completed(chain);
    std::vector<std::span<const Busy>> records;
    for (std::size_t group = 0; group < groups; ++group) {
        records.push_back(execution.records(chain, group).first(tasks));
    }
    return steady_state(records);
}

}  // namespace bt::apps
