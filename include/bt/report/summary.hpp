#pragma once

#include <string>
#include <vector>

#include "bt/format/summary.hpp"

// A summary as people and spreadsheets want it. All text that came from a device is escaped.
namespace bt::report {

// One row for each schedule, in the summary's order; the columns stand in docs/parse.md.
std::string summary_csv(const format::Summary& summary);

// One row for each group of each schedule of several applications at once; empty where there is none.
std::string groups_csv(const format::Summary& summary);

// "interval", or of several applications what they are compared by: "makespan".
std::string measured_name(const format::Summary& summary);

// Its rank, "control", or the baselines whose rules give it: "1", "1 (blind)", "whole herald".
std::string rank_text(const format::ScheduleSummary& schedule);

// Its chunks, or the groups of its chains.
std::string what_text(const format::ScheduleSummary& schedule);
std::string what_text(const format::BestSchedule& best);

// `figures`: files beside the page, shown in it.
std::string summary_markdown(const format::Summary& summary, const std::vector<std::string>& figures);

// What the earlier system printed, so that people can compare.
std::string earlier_block(const format::EarlierComparison& earlier);

}  // namespace bt::report
