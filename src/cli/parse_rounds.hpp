#pragma once

#include <string>

#include "bt/format/summary.hpp"
#include "cli/parse_logs.hpp"

namespace bt::cli {

// What several logs say of a schedule of several applications at once. `logs`: how many there are.
format::RoundsSummary summarise_rounds(const MeasuredSchedule& measured, std::size_t logs);

// Per PU the share of a round in which it was busy, means over all right runs.
std::map<PuName, double> utilisation_of_rounds(const MeasuredSchedule& measured);

// Whether a control drifted so far within one run that nothing may be claimed: the words that say so, else nothing.
std::string too_noisy(const ParsedLogs& parsed, std::size_t logs);

// Each chain and group: predicted, measured, alone, slowed by how much. Of one schedule, for the terminal.
std::string groups_text(const format::ScheduleSummary& schedule);

}  // namespace bt::cli
