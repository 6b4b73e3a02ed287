#pragma once

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "bt/format/bench_log_writer.hpp"

namespace bt::format {

inline BenchHeader bench_header(std::vector<std::string> pus) {
    BenchHeader header{.agent = "bt-agent 0.1.0 (527e25c1f0aa)",
                       .device = DeviceId("3A021JEHN02756"),
                       .app = AppName("cifar-sparse"),
                       .backend = Backend::vk,
                       .params = {{"batch", "128"}}};
    for (std::string& pu : pus) header.pus.emplace_back(std::move(pu));
    return header;
}

inline BenchCell bench_cell(int stage, const std::string& pu, const std::string& set, std::vector<std::int64_t> ns) {
    return {.stages = {Stage::from_number(stage), Stage::from_number(stage)},
            .pu = PuName(pu),
            .set = ActiveSet::parse(set),
            .ns = std::move(ns),
            .stopped_by = StoppedBy::count};
}

inline std::string whole_log(const BenchHeader& header, const std::vector<BenchCell>& cells, int status = 0) {
    BenchLogWriter writer(header);
    std::string text = writer.header_line();
    for (const BenchCell& cell : cells) text += writer.cell_line(cell);
    return text + writer.closing(status);
}

// Cells of both conditions and of pairs, with ranges, batches and unreadable clocks among them.
inline std::vector<BenchCell> random_cells(const BenchHeader& header, int stages, std::mt19937& random) {
    std::vector<BenchCell> cells;
    for (const ActiveSet& set : all_sets(header.pus, 1)) {
        for (const PuName& pu : set.pus()) {
            for (int stage = 1; stage <= stages; ++stage) {
                if (random() % 8 == 0) continue;  // not measured
                BenchCell cell = bench_cell(stage, pu.str(), set.str(), {});
                if (random() % 8 == 0) cell.stages.last = Stage::from_number(stages);
                cell.repeat = 1 + static_cast<int>(random() % 3);
                cell.batch = random() % 4 == 0 ? 1000 : 1;
                const double scale = std::uniform_real_distribution<double>(2, 10)(random);
                for (std::size_t n = 1 + random() % 20; n > 0; --n) {
                    cell.ns.push_back(static_cast<std::int64_t>(std::pow(10.0, scale)) + 1 +
                                      static_cast<std::int64_t>(random() % 1000));
                }
                cell.stopped_by = static_cast<StoppedBy>(random() % 3);
                if (random() % 2 == 0) cell.clock_mhz = {2802.0, std::nullopt};
                if (random() % 2 == 0) cell.temp_c = {38.25, 41.5};
                cells.push_back(std::move(cell));
            }
        }
    }
    return cells;
}

}  // namespace bt::format
