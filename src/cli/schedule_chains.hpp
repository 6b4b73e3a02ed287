#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/format/profile.hpp"
#include "bt/schedule/concurrent_engine.hpp"
#include "bt/store/store.hpp"
#include "bt/system/clock.hpp"
#include "cli/command.hpp"

// `runner schedule` for several applications at once (docs/schedule.md).
namespace bt::cli {

struct ChainRequest {
    std::string device;
    std::string app;  // joined by '+'; empty: all of the profiles
    std::string backend = "auto";
    std::vector<std::string> profiles;  // files; none: the store's
    std::string objective = "auto";
    std::string engine = "auto";
    std::string contention = "auto";
    std::string order = "ready";
    std::optional<std::string> most_switches;
    std::vector<std::string> weights;    // APP=W
    std::vector<std::string> deadlines;  // APP=MS
    Seconds timeout{60};
    bool dry_run = false;
};

// One application, in the order in which they were asked for; the same one may come twice.
struct ChainsInput {
    DeviceId device;
    AppName app;
    Backend backend;
    store::Date date;
    format::Profile profile;
    std::vector<const format::ProfiledApp*> chains;  // into `profile`
    std::vector<std::filesystem::path> files;        // all that were read
};

bool has_profile(const DeviceId& device, const AppName& app, const store::Store& held, const Globals& globals);

// Throws a data error where a profile is missing (naming the dates that hold one), cannot be used, or is of another
// device.
ChainsInput read_chains_input(const ChainRequest& request, const store::Store& held, const Globals& globals);

// Under the model of contention that was asked for; throws a data error where the profile lacks what it needs.
schedule::ConcurrentProblem make_problem(const ChainsInput& input, const ChainRequest& request);

ExitCode schedule_chains(const ChainRequest& request, const Invocation& invocation, system::WallTime started);

}  // namespace bt::cli
