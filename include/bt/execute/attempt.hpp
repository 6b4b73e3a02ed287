#pragma once

#include <span>
#include <string>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/device/device.hpp"
#include "bt/device/failure.hpp"
#include "bt/execute/outcome.hpp"
#include "bt/execute/plan.hpp"
#include "bt/format/external_app.hpp"
#include "bt/system/growing_log.hpp"

namespace bt::execute {

// A device with the agent and the schedules within its reach.
class Connection {
public:
    virtual ~Connection() = default;
    virtual device::Device& device() = 0;
    virtual const std::string& agent() = 0;                 // the program's path there
    virtual std::vector<std::string> schedule_flags() = 0;  // how the agent finds the schedules
    // Waits for the device to come back. Throws the device's last Failure when it has waited long enough.
    virtual void reconnect(const device::Failure& why) = 0;
    // Says whether the agent may have failed because it could not get the schedules, and puts that in order.
    virtual bool mend_source() = 0;
};

// One process of `bt-agent run`, or programs of somebody else that run together.
struct Attempt {
    std::vector<std::string> arguments;  // --app, --device, --backend, --pus, --tasks …
    const Runnable& schedule;
    format::LogClock clock;                           // of the device, for sections that the agent could not write
    std::uint64_t noise = 1;                          // --run: in virtual time each process has noise of its own
    std::span<const format::ExternalApp> programs{};  // one for each chain of the schedule; none: the agent runs it
};

struct Result {
    Outcome outcome;
    ExitCode code = ExitCode::done;  // what that is as an exit code
};

ExitCode code_of(format::RunStatus status);

// Runs a schedule and adds its section, whole, to the log: the device's words byte for byte, or one of our own that
// says what happened where the device could not end its own. After a lost connection it tries again. Throws a Failure
// where the device does not come back, and what stops every schedule (the command line, a full disk, Ctrl-C).
Result attempt(Connection& connection, const Attempt& attempt, system::GrowingLog& log);

// A schedule that shares its process with others.
struct Shared {
    std::string uid;
    std::uint64_t noise;  // as an Attempt's: the same number gives the same times, in whichever process
};

// Runs several schedules in one process of the agent, which keeps inputs and task objects from one to the next; adds
// their sections to the log, each when it is whole. Only in virtual time: there no schedule can warm up the next. Says
// how far it came; why no further is for attempt() to find out. May be called on several threads with logs of their
// own where the device's execute may be. Throws only where it is told to stop.
std::vector<Outcome> attempt_together(Connection& connection, const std::vector<std::string>& arguments,
                                      const std::vector<Shared>& schedules, Nanoseconds deadline,
                                      system::GrowingLog& log);

}  // namespace bt::execute
