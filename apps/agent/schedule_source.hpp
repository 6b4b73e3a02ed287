#pragma once

#include <string>
#include <vector>

#include "agent/session.hpp"
#include "bt/format/schedules.hpp"

namespace bt::agent {

// The schedules that `run` was asked for, in the order to run them, each checked: whole, over PUs that exist and can
// run its stages, of this device, application, backend and size.
std::vector<format::ScheduleRecord> read_wanted_schedules(const Arguments& arguments, const Session& session);

}  // namespace bt::agent
