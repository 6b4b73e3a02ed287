#pragma once

#include <vector>

#include "cli/run_plan.hpp"

namespace bt::cli {

// Gives every control among `records` what the tables say of it, so that logs carry it as they do for the schedules
// asked for. Only from the very tables that these were computed from: where the store no longer holds them, controls
// stay without a prediction.
void predict_controls(std::vector<format::ScheduleRecord>& records, const FoundSchedules& found,
                      const execute::Subject& subject, const store::Store& held);

}  // namespace bt::cli
