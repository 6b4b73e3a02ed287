#include <tbb/global_control.h>
#include <tbb/parallel_pipeline.h>

#include "executor_peer.hpp"
#include "runtime/monotonic.hpp"

namespace bt::bench {

bool has_peer() { return true; }

double peer_ns_per_task(std::uint64_t tasks, std::size_t in_flight) {
    const tbb::global_control two(tbb::global_control::max_allowed_parallelism, 2);
    std::uint64_t next = 0;
    std::uint64_t sum = 0;
    const auto source = [&](tbb::flow_control& flow) -> std::uint64_t {
        if (next == tasks) flow.stop();
        return next++;
    };
    const auto sink = [&](std::uint64_t task) { sum += task; };
    const std::int64_t begin = apps::monotonic_ns();
    tbb::parallel_pipeline(in_flight,
                           tbb::make_filter<void, std::uint64_t>(tbb::filter_mode::serial_in_order, source) &
                               tbb::make_filter<std::uint64_t, void>(tbb::filter_mode::serial_in_order, sink));
    const std::int64_t end = apps::monotonic_ns();
    return sum == 0 ? 0 : static_cast<double>(end - begin) / static_cast<double>(tasks);
}

}  // namespace bt::bench
