#pragma once

#include <string>
#include <vector>

#include "bt/format/summary.hpp"

// A summary as people and spreadsheets want it. All text that came from a device is escaped.
namespace bt::report {

// One row for each schedule, in the summary's order; the columns stand in docs/parse.md.
std::string summary_csv(const format::Summary& summary);

// `figures`: files beside the page, shown in it.
std::string summary_markdown(const format::Summary& summary, const std::vector<std::string>& figures);

// What the earlier system printed, so that people can compare.
std::string earlier_block(const format::EarlierComparison& earlier);

}  // namespace bt::report
