#include "agent/pipeline_runs.hpp"

namespace bt::agent {

PipelineRuns::PipelineRuns(Session& session, std::vector<format::ScheduleRecord> schedules, RunFlags flags, Output& out)
    : Runs(out, session.clock(), format::NameChains::no),
      session_(session),
      schedules_(std::move(schedules)),
      flags_(std::move(flags)),
      driver_(driver_for(flags_.numbers.front())),
      number_(flags_.numbers.front()),
      runner_(session.app(), session.pu_names(), session.memory(), *driver_) {
    if (!flags_.verdicts) return;
    file_.emplace(*flags_.verdicts, std::vector{&session.app()});
    file_->load(std::vector{&runner_.verdicts()});
}

Runs::Head PipelineRuns::head(std::size_t schedule) const {
    const format::ScheduleRecord& record = schedules_[schedule];
    return {record.uid, format::render_line(record), flags_.options.in_flight.value_or(record.chunks.size() + 1)};
}

std::unique_ptr<apps::Driver> PipelineRuns::driver_for(const std::string& number) {
    return session_.driver("run " + number, watched(flags_.patience));
}

apps::RunResult PipelineRuns::run_one(std::size_t schedule) {
    if (number_ != flags_.numbers[schedule]) {
        number_ = flags_.numbers[schedule];
        auto next = driver_for(number_);
        runner_.use(*next);
        driver_ = std::move(next);
    }
    apps::PipelineResult ran = runner_.run(schedules_[schedule].chunks, flags_.options);
    if (file_) file_->save(std::vector{&runner_.verdicts()});
    return {.in_flight = ran.in_flight,
            .chains = {{std::move(ran.chunks), std::move(ran.checks)}},
            .steady = ran.steady,
            .notices = std::move(ran.notices),
            .failure = std::move(ran.failure)};
}

}  // namespace bt::agent
