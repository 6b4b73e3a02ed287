#include "runtime/steady_state.hpp"

#include <algorithm>

namespace bt::apps {

std::optional<SteadyState> steady_state(std::span<const std::span<const Busy>> groups) {
    if (groups.empty() || groups.back().empty()) return std::nullopt;
    std::int64_t begin = INT64_MIN;
    for (const auto& group : groups) begin = std::max(begin, group.front().end);
    const std::int64_t end = groups.front().back().start;

    const std::span<const Busy> last = groups.back();
    std::optional<std::size_t> first_task;
    std::size_t last_task = 0;
    for (std::size_t task = 0; task < last.size(); ++task) {
        if (last[task].end < begin || last[task].end > end) continue;
        if (!first_task) first_task = task;
        last_task = task;
    }
    if (!first_task || last_task == *first_task) return std::nullopt;
    const auto time = static_cast<double>(last[last_task].end - last[*first_task].end);
    return SteadyState{*first_task, last_task, time / static_cast<double>(last_task - *first_task)};
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
