#pragma once

#include "bt/format/summary.hpp"
#include "cli/parse_logs.hpp"

namespace bt::cli {

// What a reader of the figures should know: rows that are missing, stages that did not run, drift, outputs that nobody
// compared, schedules without a time.
std::vector<std::string> warnings_of(const ParseInput& input, const ParsedLogs& parsed, const format::Summary& summary);

}  // namespace bt::cli
