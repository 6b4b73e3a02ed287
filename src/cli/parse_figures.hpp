#pragma once

#include <filesystem>
#include <vector>

#include "bt/format/summary.hpp"
#include "bt/plot/draw.hpp"
#include "cli/parse_logs.hpp"

namespace bt::cli {

// Predicted against measured as bars and as a scatter, and a Gantt chart of the three best schedules. Returns what was
// drawn; figures without a value are left out.
std::vector<std::filesystem::path> draw_figures(const std::filesystem::path& folder, const format::Summary& summary,
                                                const ParsedLogs& parsed, const std::vector<plot::ImageFormat>& formats,
                                                const system::Cancellation& stop);

// Those of the analysis before that this one has not drawn: they would show other numbers than its summary.
void remove_earlier_figures(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& drawn);

}  // namespace bt::cli
