#pragma once

#include <cstddef>
#include <cstdint>

namespace bt::bench {

// Operations that take about this long on a core of one's own; calibrated once.
void work(std::int64_t ns);

// The same pipeline of two empty filters in oneTBB, on two threads; ns per task.
bool has_peer();
double peer_ns_per_task(std::uint64_t tasks, std::size_t in_flight);

}  // namespace bt::bench
