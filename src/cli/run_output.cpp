#include "cli/run_output.hpp"

#include <algorithm>
#include <cstdio>

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

std::string rank_text(const format::ScheduleRecord& record) {
    if (execute::is_control(record)) return "control";
    return record.rank ? std::to_string(*record.rank) : "-";
}

std::string verdict_text(const ScheduleResult& result) {
    if (result.attempts == 0) return "not run";
    if (!result.fault) return result.checked ? "ok" : "not checked";
    return std::string(to_string(result.fault->status)) + " in " + std::to_string(result.attempts - result.ok) +
           " of " + std::to_string(result.attempts);
}

std::optional<Milliseconds> predicted(const format::ScheduleRecord& record) {
    return record.metrics.interval ? record.metrics.interval : record.metrics.max_time;
}

std::string summary_text(const RunResults& results) {
    const ScheduleResult* best = results.best();
    if (!best) return "no best schedule: none was right with its outputs compared\n";
    std::string text = "best: " + best->record->uid + ", " + ms_text(best->interval()) + " ms";
    if (const ScheduleResult* control = results.best_control()) {
        char factor[32];
        std::snprintf(factor, sizeof factor, "%.2f", *control->interval() / *best->interval());
        text += std::string(", ") + factor + " times as fast as " + control->record->chunks.front().pu.str() +
                " alone (" + ms_text(control->interval()) + " ms)";
    }
    text += "\n";
    const std::vector<Milliseconds> drift = results.drift();
    if (drift.size() != execute::repeats_of_best) return text;
    return text + "drift: the best single PU took " + ms_text(drift[0]) + " ms at the beginning, " + ms_text(drift[1]) +
           " in the middle, " + ms_text(drift[2]) + " at the end\n";
}

void write_schedule(format::JsonWriter& json, const ScheduleResult& result) {
    const format::ScheduleRecord& record = *result.record;
    json.begin_object(format::JsonLayout::line).member("uid", record.uid).member("rank", record.rank);
    json.member("control", execute::is_control(record)).member("chunks", to_string(record.chunks));
    const auto number = [](const std::optional<Milliseconds>& time) {
        return time ? std::optional(time->count()) : std::nullopt;
    };
    json.member("predicted_ms", number(predicted(record))).member("interval_ms", number(result.interval()));
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

RunResults::RunResults(const std::vector<format::ScheduleRecord>& schedules) {
    for (const format::ScheduleRecord& record : schedules) results_.push_back({&record});
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
}

const ScheduleResult* RunResults::best() const {
    const ScheduleResult* best = nullptr;
    for (const ScheduleResult& each : results_) {
        if (execute::is_control(*each.record) || !each.checked || !each.interval()) continue;
        if (!best || *each.interval() < *best->interval()) best = &each;
    }
    return best;
}

const ScheduleResult* RunResults::best_control() const {
    const ScheduleResult* best = nullptr;
    for (const ScheduleResult& each : results_) {
        if (each.record->chunks.size() != 1 || !each.interval()) continue;
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

std::string as_text(const RunResults& results) {
    TextTable table({"RANK", "UID", "CHUNKS", "PREDICTED", "MEASURED", "RUNS", "OUTPUT"});
    for (const ScheduleResult& each : results.schedules()) {
        table.add({rank_text(*each.record), each.record->uid, to_string(each.record->chunks),
                   ms_text(predicted(*each.record)), ms_text(each.interval()), std::to_string(each.intervals.size()),
                   verdict_text(each)});
    }
    return table.str() + summary_text(results);
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
    json.end().key("best");
    const ScheduleResult* best = results.best();
    best ? json.value(best->record->uid) : json.null();
    json.key("drift_ms").begin_array(format::JsonLayout::line);
    for (const Milliseconds& each : results.drift()) json.value(each.count());
    return json.end().end().take();
}

void name_faults(const RunResults& results, Terminal& terminal) {
    for (const ScheduleResult& each : results.schedules()) {
        if (!each.fault) continue;
        terminal.warn(each.record->uid + " (" + to_string(each.record->chunks) + ") " + verdict_text(each) + ": " +
                      printable(each.fault->reason, 300));
    }
}

}  // namespace bt::cli
