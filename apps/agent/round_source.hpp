#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agent/session.hpp"
#include "bt/format/concurrent_schedule.hpp"
#include "runtime/plan.hpp"

namespace bt::agent {

// A schedule of several applications at once, ready to run: an application of its own for each chain, what each PU does
// in turn.
struct RoundSchedule {
    format::ConcurrentSchedule record;
    std::vector<const apps::Application*> chains;
    apps::Plan plan;
};

// The applications of chains, each made once for its place in the schedule and its sizes.
class ChainApps {
public:
    explicit ChainApps(const Session& session) : session_(session) {}
    const apps::Application& of(const format::ScheduledChain& chain, std::size_t place);

private:
    struct Made {
        std::size_t place;
        AppName app;
        Params params;
        std::unique_ptr<apps::Application> made;
    };
    const Session& session_;
    std::vector<Made> made_;
};

// With the sizes of --param where the schedule says nothing of them, and the uid that it then has. Throws a data error
// where the schedule is for another device, backend, size or other applications than those of the session.
format::ConcurrentSchedule as_asked(format::ConcurrentSchedule schedule, const Session& session);

// Throws a data error for PUs that do not exist or cannot run a stage, and for chains that are not whole.
RoundSchedule ready_to_run(format::ConcurrentSchedule schedule, const Session& session, ChainApps& apps);

}  // namespace bt::agent
