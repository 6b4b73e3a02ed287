#include "cli/run_output.hpp"

#include <algorithm>
#include <cstdio>

#include "bt/analyse/runs.hpp"
#include "bt/core/statistics.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

std::string ms_text(const std::optional<Milliseconds>& time) {
    if (!time) return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", time->count());
    return text;
}

std::string rank_text(const PlannedSchedule& schedule) {
    if (!schedule.control.empty()) return schedule.control;
    return schedule.rank ? std::to_string(*schedule.rank) : "-";
}

std::string verdict_text(const ScheduleResult& result) {
    if (result.attempts == 0) return "not run";
    if (!result.fault) return result.checked ? "ok" : "not checked";
    return std::string(to_string(result.fault->status)) + " in " + std::to_string(result.attempts - result.ok) +
           " of " + std::to_string(result.attempts);
}

bool several_applications(const RunPlan& plan) { return plan.subject.stages == 0; }

// "big alone", "the baseline whole".
std::string name_of(const ScheduleResult& result, const RunPlan& plan) {
    const PlannedSchedule& schedule = *result.schedule;
    if (several_applications(plan))
        return "the baseline " + (schedule.control.empty() ? schedule.what : schedule.control);
    return schedule.what.substr(schedule.what.find(' ') + 1) + " alone";
}

// As parse judges it: of one application every figure has its CI instead.
std::optional<Noise> noise_of(const RunResults& results, const RunPlan& plan) {
    return several_applications(plan) ? results.noise() : std::nullopt;
}

std::string noise_text(const Noise& noise) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", noise.spread * 100);
    return noise.baseline->schedule->runnable.uid + " drifted by " + text + " % within a run";
}

std::string summary_text(const RunResults& results, const RunPlan& plan) {
    if (const auto noise = noise_of(results, plan)) {
        return "no best schedule: the run is noisy, " + noise_text(*noise) + "\n";
    }
    const ScheduleResult* best = results.best();
    if (!best && results.any_right()) return "no best schedule: too few tasks for a steady state\n";
    if (!best) return "no best schedule: none was right with its outputs compared\n";
    std::string text = "best: " + best->schedule->runnable.uid + ", " + ms_text(best->interval()) + " ms";
    if (const ScheduleResult* control = results.best_control()) {
        char factor[32];
        std::snprintf(factor, sizeof factor, "%.2f", *control->interval() / *best->interval());
        text += std::string(", ") + factor + " times as fast as " + name_of(*control, plan) + " (" +
                ms_text(control->interval()) + " ms)";
    }
    text += "\n";
    const std::vector<Milliseconds> drift = results.drift();
    if (drift.size() != execute::repeats_of_best) return text;
    return text + "drift: " + (several_applications(plan) ? name_of(*results.drifting(), plan) : "the best single PU") +
           " took " + ms_text(drift[0]) + " ms at the beginning, " + ms_text(drift[1]) + " in the middle, " +
           ms_text(drift[2]) + " at the end\n";
}

void write_schedule(format::JsonWriter& json, const ScheduleResult& result) {
    const PlannedSchedule& schedule = *result.schedule;
    json.begin_object(format::JsonLayout::line).member("uid", schedule.runnable.uid).member("rank", schedule.rank);
    json.member("control", !schedule.control.empty()).member("chunks", schedule.what);
    const auto number = [](const std::optional<Milliseconds>& time) {
        return time ? std::optional(time->count()) : std::nullopt;
    };
    json.member("predicted_ms", number(schedule.predicted)).member("interval_ms", number(result.interval()));
    json.member("attempts", result.attempts).member("ok", result.ok);
    json.key("verified");
    if (result.fault || !result.checked || result.attempts == 0) {
        const bool wrong = result.fault && result.fault->status == format::RunStatus::wrong;
        wrong ? json.value(false) : json.null();
    } else {
        json.value(true);
    }
    json.member("status", to_string(result.fault ? result.fault->status : format::RunStatus::ok));
    json.member("reason", format::valid_utf8(result.fault ? result.fault->reason : "")).end();
}

}  // namespace

std::optional<Milliseconds> ScheduleResult::interval() const {
    if (fault || intervals.empty()) return std::nullopt;
    std::vector<double> values;
    for (const Milliseconds& each : intervals) values.push_back(each.count());
    return Milliseconds(median(values));
}

RunResults::RunResults(const std::vector<PlannedSchedule>& schedules) {
    for (const PlannedSchedule& schedule : schedules) results_.push_back({&schedule});
}

void RunResults::take(const execute::Step& step) {
    ScheduleResult& result = results_[step.job.schedule];
    const execute::Outcome& outcome = step.result.outcome;
    ++attempts_;
    ++result.attempts;
    code_ = execute::worse(step.result.code, code_);
    if (outcome.status != format::RunStatus::ok) {
        if (!result.fault || execute::worse(step.result.code, result.code) != result.code) result.fault = outcome;
        result.code = execute::worse(step.result.code, result.code);
        return;
    }
    ++result.ok;
    result.checked = result.checked && outcome.checked;
    if (!outcome.interval) return;
    if (step.job.repeat == 0) result.intervals.push_back(*outcome.interval);
    repeats_[step.job.schedule][step.job.repeat].push_back(*outcome.interval);
    if (!result.schedule->control.empty()) {
        within_runs_[step.job.schedule][step.job.run].push_back(outcome.interval->count());
    }
}

const ScheduleResult* RunResults::best() const {
    const ScheduleResult* best = nullptr;
    for (const ScheduleResult& each : results_) {
        if (!each.schedule->control.empty() || !each.checked || !each.interval()) continue;
        if (!best || *each.interval() < *best->interval()) best = &each;
    }
    return best;
}

bool RunResults::any_right() const {
    return std::any_of(results_.begin(), results_.end(), [](const ScheduleResult& each) {
        return each.schedule->control.empty() && each.checked && each.ok > 0 && !each.fault;
    });
}

const ScheduleResult* RunResults::best_control() const {
    const ScheduleResult* best = nullptr;
    for (const ScheduleResult& each : results_) {
        if (!each.schedule->runnable.to_compare || !each.interval()) continue;
        if (!best || *each.interval() < *best->interval()) best = &each;
    }
    return best;
}

std::vector<Milliseconds> RunResults::drift() const {
    std::vector<Milliseconds> means;
    for (const auto& [schedule, repeats] : repeats_) {
        if (repeats.size() != execute::repeats_of_best) continue;
        for (const auto& [repeat, times] : repeats) {
            Milliseconds sum{0};
            for (const Milliseconds& time : times) sum += time;
            means.push_back(sum / static_cast<double>(times.size()));
        }
    }
    return means;
}

const ScheduleResult* RunResults::drifting() const {
    for (const auto& [schedule, repeats] : repeats_) {
        if (repeats.size() == execute::repeats_of_best) return &results_[schedule];
    }
    return nullptr;
}

std::optional<Noise> RunResults::noise() const {
    std::optional<Noise> worst;
    for (const auto& [schedule, runs] : within_runs_) {
        for (const auto& [run, values] : runs) {
            const double spread = analyse::spread(values).value_or(0);
            if (spread > (worst ? worst->spread : analyse::most_spread)) worst = Noise{&results_[schedule], spread};
        }
    }
    return worst;
}

const ScheduleResult* best_of(const RunResults& results, const RunPlan& plan) {
    return noise_of(results, plan) ? nullptr : results.best();
}

std::string as_text(const RunResults& results, const RunPlan& plan) {
    TextTable table({"RANK", "UID", "CHUNKS", "PREDICTED", "MEASURED", "RUNS", "OUTPUT"});
    for (const ScheduleResult& each : results.schedules()) {
        table.add({rank_text(*each.schedule), each.schedule->runnable.uid, each.schedule->what,
                   ms_text(each.schedule->predicted), ms_text(each.interval()), std::to_string(each.intervals.size()),
                   verdict_text(each)});
    }
    return table.str() + summary_text(results, plan);
}

std::string as_json(const RunResults& results, const RunPlan& plan, const execute::Begun& begun, Complete complete) {
    format::JsonWriter json;
    json.begin_object().member("kind", "run").member("version", 1).member("complete", complete == Complete::yes);
    json.member("device", plan.subject.device.str()).member("app", plan.subject.app.str());
    json.member("backend", to_string(plan.subject.backend));
    json.key("params").begin_object(format::JsonLayout::line);
    for (const auto& [name, value] : plan.subject.params) json.member(name, value);
    json.end().key("logs").begin_array();
    for (const execute::RunLog& log : begun.logs) json.value(format::valid_utf8(log.file.string()));
    json.end().key("schedules").begin_array();
    for (const ScheduleResult& each : results.schedules()) write_schedule(json, each);
    json.end();
    if (const auto noise = noise_of(results, plan)) json.member("noisy", noise_text(*noise));
    json.key("best");
    const ScheduleResult* best = best_of(results, plan);
    best ? json.value(best->schedule->runnable.uid) : json.null();
    json.key("drift_ms").begin_array(format::JsonLayout::line);
    for (const Milliseconds& each : results.drift()) json.value(each.count());
    return json.end().end().take();
}

void name_faults(const RunResults& results, Terminal& terminal) {
    for (const ScheduleResult& each : results.schedules()) {
        if (!each.fault) continue;
        terminal.warn(each.schedule->runnable.uid + " (" + each.schedule->what + ") " + verdict_text(each) + ": " +
                      printable(each.fault->reason, 300));
    }
}

}  // namespace bt::cli
