#pragma once

#include <vector>

#include "agent/round_source.hpp"
#include "agent/session.hpp"
#include "bt/format/schedules.hpp"

namespace bt::agent {

// What `run` was asked for, in the order to run it: pipelines of one application, or schedules of several at once.
struct WantedSchedules {
    std::vector<format::ScheduleRecord> pipelines;
    std::vector<RoundSchedule> rounds;
};

// Each of them checked: whole, over PUs that exist and can run its stages, of this device, application, backend and
// size. `apps` keeps the applications of chains.
WantedSchedules read_wanted_schedules(const Arguments& arguments, const Session& session, ChainApps& apps);

}  // namespace bt::agent
