#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "bt/core/schedule.hpp"

namespace bt::report {

// One task in one chunk, in nanoseconds from any zero.
struct Slice {
    std::uint32_t task;
    std::uint32_t chunk;
    std::int64_t start_ns;
    std::int64_t end_ns;
};

// Where the slices of one chunk, or of one group of a chain, stand.
struct Track {
    Chunk chunk;
    std::string chain{};  // whose group it is; empty: there is one application
};

// The slices as Chrome's trace JSON, for Perfetto and chrome://tracing: one process, the schedule; one track for each
// chunk, named after its chain, PU and stages. A slice that begins before the one before it on its track has ended
// begins at that end: viewers refuse slices that neither nest nor follow each other. Times begin at 0.
std::string trace_json(const std::string& uid, std::span<const Track> tracks, std::span<const Slice> slices);

}  // namespace bt::report
