#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/execute/runs.hpp"
#include "bt/format/json_writer.hpp"
#include "cli/run_plan.hpp"

namespace bt::cli {

class Terminal;

enum class Complete { no, yes };

struct ScheduleResult;

// A baseline that changed more within a run than a run that claims something may (docs/parse.md).
struct Noise {
    const ScheduleResult* baseline;
    double spread;
};

// What all runs together said of one schedule.
struct ScheduleResult {
    const PlannedSchedule* schedule;
    std::vector<Milliseconds> intervals{};  // of the runs that are ok, without the repeats of the best to compare with
    std::size_t attempts = 0;
    std::size_t ok = 0;
    bool checked = true;                      // each time that it was ok
    std::optional<execute::Outcome> fault{};  // the worst that happened
    ExitCode code = ExitCode::done;

    std::optional<Milliseconds> interval() const;  // their median; nothing where anything was wrong
};

// Collects what came of every attempt.
class RunResults {
public:
    explicit RunResults(const std::vector<PlannedSchedule>& schedules);

    void take(const execute::Step& step);

    const std::vector<ScheduleResult>& schedules() const { return results_; }
    std::size_t attempts() const { return attempts_; }
    ExitCode code() const { return code_; }
    const ScheduleResult* best() const;  // of those whose outputs were compared and right, and that are no controls
    bool any_right() const;              // such ones, also where they took no time that counts
    const ScheduleResult* best_control() const;
    // The best to compare with at the beginning, in the middle and at the end: mean over the runs.
    std::vector<Milliseconds> drift() const;
    const ScheduleResult* drifting() const;  // of which that is
    std::optional<Noise> noise() const;      // the worst

private:
    std::vector<ScheduleResult> results_;
    std::map<std::size_t, std::map<int, std::vector<Milliseconds>>> repeats_;  // by schedule and repeat
    std::map<std::size_t, std::map<int, std::vector<double>>> within_runs_;    // ms, of controls by schedule and run
    std::size_t attempts_ = 0;
    ExitCode code_ = ExitCode::done;
};

// The one that may be called best: none of a noisy run.
const ScheduleResult* best_of(const RunResults& results, const RunPlan& plan);

std::string as_text(const RunResults& results, const RunPlan& plan);
std::string as_json(const RunResults& results, const RunPlan& plan, const execute::Begun& begun, Complete complete);

// The schedules that were not right, each with its cause.
void name_faults(const RunResults& results, Terminal& terminal);

}  // namespace bt::cli
