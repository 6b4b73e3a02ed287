#pragma once

#include <memory>
#include <vector>

#include "agent/run_options.hpp"
#include "agent/runs.hpp"
#include "agent/session.hpp"
#include "agent/verdict_file.hpp"
#include "bt/format/schedules.hpp"
#include "runtime/pipeline_run.hpp"

namespace bt::agent {

// Pipelines of one application.
class PipelineRuns : public Runs {
public:
    // The session outlives them.
    PipelineRuns(Session& session, std::vector<format::ScheduleRecord> schedules, RunFlags flags, Output& out);

private:
    std::size_t count() const override { return schedules_.size(); }
    Head head(std::size_t schedule) const override;
    apps::RunResult run_one(std::size_t schedule) override;
    std::unique_ptr<apps::Driver> driver_for(const std::string& number);

    Session& session_;
    std::vector<format::ScheduleRecord> schedules_;
    RunFlags flags_;
    std::unique_ptr<apps::Driver> driver_;
    std::string number_;  // of the run that the driver is for
    apps::PipelineRunner runner_;
    std::optional<VerdictFile> file_;
};

}  // namespace bt::agent
