#pragma once

#include <map>
#include <string>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/stage.hpp"
#include "bt/format/bench_log.hpp"
#include "bt/format/table.hpp"

namespace bt::profile {

// One stage, or a range of stages as one submission, on one PU while the PUs of the set are busy.
struct CellName {
    StageRange stages;
    PuName pu;
    ActiveSet set;
    auto operator<=>(const CellName&) const = default;
};
std::string to_string(const CellName& cell);  // "stage 3 on big, beside vulkan"
CellName name_of(const format::BenchCell& cell);

// What one repeat says of each cell: medians in ms.
struct RepeatTimes {
    std::map<CellName, double> ms;      // of single stages; where ranges were measured, without the cost of submitting
    std::map<PuName, double> chunk_ms;  // that cost, by PU; nothing for a PU without ranges
};

// Of a log that was cut the cells of GPUs are left out: what submitting costs is known when all ranges are there.
RepeatTimes times_of(const format::BenchLog& log);

// Rows for the tables, as one repeat gives them.
struct RepeatRows {
    std::vector<format::TableRow> normal;
    std::vector<format::TableRow> fully;
    std::vector<format::TableRow> sets;
};
RepeatRows rows_of(const format::BenchLog& log, const format::RunId& run);

}  // namespace bt::profile
