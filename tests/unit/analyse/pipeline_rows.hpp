#pragma once

#include <algorithm>
#include <vector>

#include "bt/analyse/section.hpp"

namespace bt::analyse::test {

// The rows of a pipeline whose chunk c takes busy(task, c) ticks; a task begins as soon as its chunk is free and the
// chunk before is done with it, at most `in_flight` at once. Row by row as our logs have them: by task, then by chunk.
template <class Busy>
std::vector<Row> pipeline_rows(std::uint32_t tasks, std::uint32_t chunks, std::uint32_t in_flight, const Busy& busy,
                               std::uint64_t begin = 1'000'000) {
    std::vector<Row> rows;
    std::vector<std::uint64_t> free(chunks, begin);
    std::vector<std::uint64_t> done;
    for (std::uint32_t task = 0; task < tasks; ++task) {
        std::uint64_t ready = task < in_flight ? begin : done[task - in_flight];
        for (std::uint32_t c = 0; c < chunks; ++c) {
            const std::uint64_t start = std::max(ready, free[c]);
            ready = free[c] = start + busy(task, c);
            rows.push_back({task, c, start, ready});
        }
        done.push_back(ready);
    }
    return rows;
}

inline SectionFigures figures_of(const std::vector<Row>& rows, std::size_t chunks, std::optional<SteadyRange> said = {},
                                 std::uint64_t hz = 1'000'000) {
    SectionTrace trace(chunks);
    for (const Row& row : rows) trace.add(row);
    return trace.finish(hz, said);
}

}  // namespace bt::analyse::test
