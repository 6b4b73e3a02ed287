#include "format/result_log_gaps.hpp"

#include <algorithm>

namespace bt::format {

ResultGaps::Added ResultGaps::add_out_of_order(std::uint32_t task, std::uint32_t chunk) {
    if (chunk >= next_task_.size()) next_task_.resize(chunk + std::size_t{1}, 0);
    std::uint32_t& next = next_task_[chunk];
    if (task < next) return fill(task, chunk);
    if (task > next) {
        if (gaps_.size() == most_gaps) return Added::too_many_gaps;
        gaps_.push_back({chunk, next, task - 1});
    }
    next = task + 1;
    return Added::yes;
}

ResultGaps::Added ResultGaps::fill(std::uint32_t task, std::uint32_t chunk) {
    const auto gap = std::find_if(gaps_.begin(), gaps_.end(), [&](const MissingRows& rows) {
        return rows.chunk == chunk && rows.first_task <= task && task <= rows.last_task;
    });
    if (gap == gaps_.end()) return Added::repeated;
    const MissingRows whole = *gap;
    if (whole.first_task == whole.last_task) {
        *gap = gaps_.back();
        gaps_.pop_back();
    } else if (task == whole.first_task) {
        ++gap->first_task;
    } else if (task == whole.last_task) {
        --gap->last_task;
    } else {
        if (gaps_.size() == most_gaps) return Added::too_many_gaps;
        gap->last_task = task - 1;
        gaps_.push_back({chunk, task + 1, whole.last_task});
    }
    return Added::yes;
}

std::vector<MissingRows> ResultGaps::missing(std::uint32_t all) const {
    std::vector<MissingRows> rows = gaps_;
    if (next_task_.empty() && all > 0) rows.push_back({0, 0, all - 1});
    for (std::size_t chunk = 0; chunk < next_task_.size(); ++chunk)
        if (next_task_[chunk] < all) rows.push_back({static_cast<std::uint32_t>(chunk), next_task_[chunk], all - 1});
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::uint32_t ResultGaps::tasks() const {
    return next_task_.empty() ? 0 : *std::max_element(next_task_.begin(), next_task_.end());
}

}  // namespace bt::format
