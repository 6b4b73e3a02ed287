#pragma once

#include <map>
#include <memory>
#include <vector>

#include "agent/round_source.hpp"
#include "agent/run_options.hpp"
#include "agent/runs.hpp"
#include "agent/verdict_file.hpp"

namespace bt::agent {

// Schedules of several applications at once, in rounds: a task of every chain each.
class RoundRuns : public Runs {
public:
    // The session and the applications of the schedules outlive them. Throws a usage error for flags that rounds do not
    // have.
    RoundRuns(Session& session, std::vector<RoundSchedule> schedules, RunFlags flags, Output& out);

private:
    // What runs all schedules of the same applications.
    struct Runner {
        std::string number;  // of the run that the driver is for
        std::unique_ptr<apps::Driver> driver;
        std::unique_ptr<apps::PlanRunner> plans;
        std::optional<VerdictFile> file;
    };

    std::size_t count() const override { return schedules_.size(); }
    Head head(std::size_t schedule) const override;
    apps::RunResult run_one(std::size_t schedule) override;
    Runner& runner_for(const RoundSchedule& schedule, const std::string& number);
    void make(Runner& runner, const RoundSchedule& schedule);
    std::size_t in_flight(const RoundSchedule& schedule) const;

    Session& session_;
    std::vector<RoundSchedule> schedules_;
    RunFlags flags_;
    std::map<std::vector<const apps::Application*>, Runner> runners_;
};

}  // namespace bt::agent
