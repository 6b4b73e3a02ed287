#include "agent/round_runs.hpp"

#include "bt/core/error.hpp"
#include "bt/format/schedules.hpp"

namespace bt::agent {

RoundRuns::RoundRuns(Session& session, std::vector<RoundSchedule> schedules, RunFlags flags, Output& out)
    : Runs(out, session.clock(), format::NameChains::yes),
      session_(session),
      schedules_(std::move(schedules)),
      flags_(std::move(flags)) {
    if (!flags_.options.seconds) return;
    throw usage_error("--seconds: several applications at once run a number of rounds", "take --tasks N");
}

Runs::Head RoundRuns::head(std::size_t schedule) const {
    const RoundSchedule& its = schedules_[schedule];
    return {its.record.uid, format::render_line(its.record), in_flight(its)};
}

std::size_t RoundRuns::in_flight(const RoundSchedule& schedule) const {
    return flags_.options.in_flight.value_or(schedule.record.in_flight);
}

apps::RunResult RoundRuns::run_one(std::size_t schedule) {
    const RoundSchedule& its = schedules_[schedule];
    apps::RunOptions options = flags_.options;
    options.in_flight = in_flight(its);
    Runner& runner = runner_for(its, flags_.numbers[schedule]);
    apps::RunResult result = runner.plans->run(its.plan, options);
    if (runner.file) runner.file->save(runner.plans->verdicts());
    if (result.failure) return result;
    std::vector<const apps::ChainRecords*> records;
    for (const apps::ChainResult& chain : result.chains) records.push_back(&chain.groups);
    result.steady = apps::steady_rounds(records, result.in_flight);
    return result;
}

RoundRuns::Runner& RoundRuns::runner_for(const RoundSchedule& schedule, const std::string& number) {
    Runner& runner = runners_[schedule.chains];
    if (runner.number == number) return runner;
    runner.number = number;
    std::vector<AppName> names;
    for (const apps::Application* app : schedule.chains) names.push_back(app->name());
    auto driver = session_.driver("run " + number, names, watched(flags_.patience));
    if (runner.plans) runner.plans->use(*driver);
    runner.driver = std::move(driver);
    if (!runner.plans) make(runner, schedule);
    return runner;
}

void RoundRuns::make(Runner& runner, const RoundSchedule& schedule) {
    runner.plans = std::make_unique<apps::PlanRunner>(schedule.chains, session_.memory(), *runner.driver);
    if (!flags_.verdicts) return;
    runner.file.emplace(*flags_.verdicts, schedule.chains);
    runner.file->load(runner.plans->verdicts());
}

}  // namespace bt::agent
