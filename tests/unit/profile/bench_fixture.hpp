#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "bt/format/bench_log_writer.hpp"

namespace bt::profile::tests {

inline const std::vector<PuName>& pus() {
    static const std::vector<PuName> all{PuName("little"), PuName("big"), PuName("vulkan")};
    return all;
}

inline format::BenchHeader header(Params params = {{"points", "100"}}, std::uint64_t seed = 1) {
    return {.agent = "bt-agent 0.1.0 test",
            .device = DeviceId("board"),
            .app = AppName("tree"),
            .backend = Backend::vk,
            .params = std::move(params),
            .seed = seed,
            .clock = format::LogClock::monotonic,
            .pus = pus()};
}

// Samples around `ms`, the median in the middle.
inline format::BenchCell cell(int first, int last, const char* pu, const char* set, double ms, int repeat = 1) {
    format::BenchCell made{{Stage::from_number(first), Stage::from_number(last)}, PuName(pu), ActiveSet::parse(set)};
    made.repeat = repeat;
    for (const double factor : {0.99, 1.0, 1.01}) made.ns.push_back(std::llround(ms * factor * 1e6));
    return made;
}

inline std::string log_text(const format::BenchHeader& header, const std::vector<format::BenchCell>& cells,
                            const std::vector<format::BenchSwitch>& switches = {}) {
    format::BenchLogWriter writer(header);
    std::string text = writer.header_line();
    for (const format::BenchCell& each : cells) text += writer.cell_line(each);
    for (const format::BenchSwitch& each : switches) text += writer.addition_line(each);
    return text + writer.closing(0);
}

// Two stages on three PUs, alone and all at once; on the GPU each submission costs 0.5 ms more than its stages.
inline std::vector<format::BenchCell> all_cells(int repeat, double factor = 1) {
    return {cell(1, 1, "little", "little", 4 * factor, repeat),
            cell(2, 2, "little", "little", 8 * factor, repeat),
            cell(1, 1, "big", "big", 1 * factor, repeat),
            cell(2, 2, "big", "big", 2 * factor, repeat),
            cell(1, 1, "vulkan", "vulkan", 0.5 + 0.3 * factor, repeat),
            cell(2, 2, "vulkan", "vulkan", 0.5 + 0.7 * factor, repeat),
            cell(1, 2, "vulkan", "vulkan", 0.5 + 1.0 * factor, repeat),
            cell(1, 1, "little", "little+big+vulkan", 5 * factor, repeat),
            cell(2, 2, "little", "little+big+vulkan", 9 * factor, repeat),
            cell(1, 1, "big", "little+big+vulkan", 1.5 * factor, repeat),
            cell(2, 2, "big", "little+big+vulkan", 2.5 * factor, repeat),
            cell(1, 1, "vulkan", "little+big+vulkan", 0.5 + 0.2 * factor, repeat),
            cell(2, 2, "vulkan", "little+big+vulkan", 0.5 + 0.6 * factor, repeat),
            cell(1, 1, "big", "big+vulkan", 1.2 * factor, repeat)};
}

}  // namespace bt::profile::tests
