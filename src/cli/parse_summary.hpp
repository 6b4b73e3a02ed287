#pragma once

#include "bt/format/chunk_costs.hpp"
#include "bt/format/summary.hpp"
#include "cli/parse_logs.hpp"

namespace bt::cli {

// What the logs say about schedules and predictions.
format::Summary summarise(const ParseInput& input, const ParsedLogs& parsed);

// What submitting a chunk costs, fitted from how long the chunks of this run took against their stages' cells; `left`
// gets a line for each PU that had too few chunks. Throws a data error where the schedules carry no cells.
format::ChunkCosts refit_costs(const format::Summary& summary, const ParsedLogs& parsed,
                               std::vector<std::string>& left);

// The chunk's mean over the right runs; nothing where it did not run.
std::optional<Milliseconds> mean_busy(const MeasuredSchedule& measured, std::size_t chunk);

}  // namespace bt::cli
