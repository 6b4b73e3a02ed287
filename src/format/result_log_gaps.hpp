#pragma once

#include <cstdint>
#include <vector>

#include "bt/format/result_log.hpp"

namespace bt::format {

// Which rows of a section are missing, without a list of those that are there: rows of a chunk come in the order of the
// tasks, or nearly so. One number for each chunk and a bounded list of gaps.
class ResultGaps {
public:
    static constexpr std::size_t most_gaps = 4096;
    enum class Added { yes, repeated, too_many_gaps };

    Added add(std::uint32_t task, std::uint32_t chunk) {
        if (chunk < next_task_.size() && next_task_[chunk] == task) {
            next_task_[chunk] = task + 1;
            return Added::yes;
        }
        return add_out_of_order(task, chunk);
    }

    // By chunk and task, the rows at a chunk's end included, where each should have tasks 0 to `all` − 1. Without a
    // single row it is one chunk of which all are missing.
    std::vector<MissingRows> missing(std::uint32_t all) const;
    std::uint32_t tasks() const;  // the largest task and one

private:
    Added add_out_of_order(std::uint32_t task, std::uint32_t chunk);
    Added fill(std::uint32_t task, std::uint32_t chunk);

    std::vector<std::uint32_t> next_task_;  // by chunk
    std::vector<MissingRows> gaps_;
};

}  // namespace bt::format
