#include "cli/parse_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "bt/analyse/agreement.hpp"
#include "bt/analyse/runs.hpp"
#include "bt/analyse/submission.hpp"
#include "cli/parse_rounds.hpp"
#include "cli/parse_warnings.hpp"

namespace bt::cli {
namespace {

using analyse::ByRun;
using analyse::Figure;
using format::OrWhy;
using format::RunStatus;
using format::ScheduleSummary;
using format::Summary;
using format::undefined;

// Fewer cannot show a value that one in twenty, one in a hundred exceeds.
constexpr std::uint64_t least_for_p95 = 20;
constexpr std::uint64_t least_for_p99 = 100;

std::string why_no_time(const MeasuredSchedule& measured, RunStatus status) {
    if (status == RunStatus::wrong) return "wrong output";
    for (const MeasuredSection& section : measured.sections) {
        if (section.status != RunStatus::ok) return std::string(to_string(section.status));
    }
    return "fewer than two tasks in steady state";
}

// The worst of all runs.
RunStatus status_of(const MeasuredSchedule& measured) {
    const auto any = [&](RunStatus status) {
        return std::any_of(measured.sections.begin(), measured.sections.end(),
                           [&](const MeasuredSection& section) { return section.status == status; });
    };
    for (const RunStatus status : {RunStatus::wrong, RunStatus::timeout, RunStatus::failed}) {
        if (any(status)) return status;
    }
    return RunStatus::ok;
}

std::string reason_of(const MeasuredSchedule& measured, RunStatus status, const std::vector<std::string>& logs) {
    for (const MeasuredSection& section : measured.sections) {
        if (section.status != status) continue;
        if (status == RunStatus::ok || measured.sections.size() == 1) return section.reason;
        return logs[section.log] + ": " + section.reason;
    }
    return {};
}

OrWhy<bool> verified_of(const MeasuredSchedule& measured) {
    std::uint64_t compared = 0;
    for (const MeasuredSection& section : measured.sections) {
        if (section.wrong > 0 || section.status == RunStatus::wrong) return false;
        compared += section.checks > 0;
    }
    if (compared == measured.sections.size()) return true;
    if (compared == 0) return undefined<bool>("outputs were not compared");
    return undefined<bool>(fmt::format("outputs were compared in {} of {} runs", compared, measured.sections.size()));
}

// The mean of a run's sections: the best single PUs run three times in each.
ByRun by_run(const MeasuredSchedule& measured, std::size_t logs) {
    std::vector<std::vector<double>> values(logs);
    for (const MeasuredSection& section : measured.sections) {
        if (section.status == RunStatus::ok && section.figures.interval) {
            values[section.log].push_back(section.figures.interval->count());
        }
    }
    ByRun out(logs);
    for (std::size_t log = 0; log < logs; ++log) {
        if (!values[log].empty()) out[log] = mean(values[log]);
    }
    return out;
}

OrWhy<Milliseconds> quantile_of(const analyse::Quantiles& latency, double p, std::uint64_t least) {
    if (latency.count() >= least) return Milliseconds(latency.quantile(p));
    return undefined<Milliseconds>(fmt::format("{} tasks: fewer than {}", latency.count(), least));
}

void describe_pus(ScheduleSummary& out, const MeasuredSchedule& measured) {
    for (std::size_t c = 0; c < measured.record.chunks.size(); ++c) {
        double utilisation = 0;
        format::IdleGaps gaps;
        double sections = 0;
        for (const MeasuredSection& section : measured.sections) {
            if (section.status != RunStatus::ok || !section.figures.interval) continue;
            const analyse::ChunkFigures& chunk = section.figures.chunks[c];
            sections += 1;
            utilisation += (chunk.utilisation - utilisation) / sections;
            gaps.mean += (chunk.mean_gap - gaps.mean) / sections;
            gaps.longest = std::max(gaps.longest, chunk.longest_gap);
        }
        if (sections == 0) return;
        out.utilisation.emplace(measured.record.chunks[c].pu, std::clamp(utilisation, 0.0, 1.0));
        out.idle.emplace(measured.record.chunks[c].pu, gaps);
    }
}

void describe_times(ScheduleSummary& out, const MeasuredSchedule& measured, const ByRun& runs) {
    const Figure interval = analyse::over_runs(runs);
    out.runs = static_cast<int>(std::count_if(runs.begin(), runs.end(), [](const auto& run) { return bool(run); }));
    if (!interval.value) {
        const std::string why = why_no_time(measured, out.status);
        out.interval = undefined<Milliseconds>(why);
        out.ci = undefined<Ci>(why);
        out.latency = {undefined<Milliseconds>(why), undefined<Milliseconds>(why), undefined<Milliseconds>(why)};
        out.widest_chunk = undefined<Milliseconds>(why);
        return;
    }
    out.interval = Milliseconds(*interval.value);
    out.ci = interval.ci ? OrWhy<Ci>(*interval.ci) : undefined<Ci>(interval.why);
    out.latency = {quantile_of(measured.latency, 0.5, 1), quantile_of(measured.latency, 0.95, least_for_p95),
                   quantile_of(measured.latency, 0.99, least_for_p99)};
    std::optional<Milliseconds> widest;
    for (std::size_t c = 0; c < measured.record.chunks.size(); ++c) widest = std::max(widest, mean_busy(measured, c));
    out.widest_chunk = widest ? OrWhy<Milliseconds>(*widest) : undefined<Milliseconds>("the log has no rows of chunks");
    if (measured.concurrent) {
        out.utilisation = utilisation_of_rounds(measured);
    } else {
        describe_pus(out, measured);
    }
}

OrWhy<Milliseconds> predicted_of(const format::ScheduleMetrics& metrics) {
    for (const auto& time : {metrics.interval, metrics.max_time}) {
        if (time && time->count() > 0) return *time;
    }
    return undefined<Milliseconds>("not predicted");
}

ScheduleSummary describe(const MeasuredSchedule& measured, const ByRun& runs, const std::vector<std::string>& logs) {
    const format::ScheduleRecord& record = measured.record;
    ScheduleSummary out{.uid = record.uid, .chunks = record.chunks};
    if (measured.concurrent) {
        out.chunks.clear();  // they are no pipeline
        out.rounds = summarise_rounds(measured, logs.size());
    }
    const bool control = record.objective == "control" || (!record.rank && out.chunks.size() == 1);
    out.control = control ? format::Control::yes : format::Control::no;
    out.rank = record.rank ? OrWhy<int>(*record.rank) : undefined<int>(control ? "a control" : "not ranked");
    out.predicted = predicted_of(record.metrics);
    out.status = status_of(measured);
    out.reason = reason_of(measured, out.status, logs);
    out.verified = verified_of(measured);
    // A wrong output has no time, also where other runs of the schedule were right.
    describe_times(out, measured, out.status == RunStatus::wrong ? ByRun(runs.size()) : runs);
    return out;
}

struct Measured {
    const ScheduleSummary& summary;
    const ByRun& runs;
};

void take(format::PredictionStatistics& out, OrWhy<double>& member, const char* name, const Figure& figure) {
    member = figure.value ? OrWhy<double>(*figure.value) : undefined<double>(figure.why);
    if (figure.ci) out.ci.emplace(name, *figure.ci);
}

std::size_t pus_of(const ScheduleSummary& schedule) {
    if (!schedule.rounds) return schedule.chunks.size();
    std::set<PuName> pus;
    for (const format::ChainSummary& chain : schedule.rounds->chains) {
        for (const format::GroupSummary& group : chain.groups) pus.insert(group.group.pu);
    }
    return pus.size();
}

// On one PU; of several applications what a baseline's rule gives.
bool to_compare(const ScheduleSummary& schedule) {
    return schedule.rounds ? !schedule.rounds->baselines.empty() : schedule.chunks.size() == 1;
}

format::PredictionStatistics statistics_of(const std::vector<Measured>& schedules, std::size_t least_pus) {
    std::vector<analyse::Compared> compared;
    for (const auto& [summary, runs] : schedules) {
        if (!summary.predicted || !summary.interval || pus_of(summary) < least_pus) continue;
        compared.push_back({summary.predicted.value()->count(), summary.interval.value()->count(), runs});
    }
    const analyse::Agreement agreement = analyse::agreement(compared);
    format::PredictionStatistics out{.n = agreement.n};
    take(out, out.pearson, "pearson", agreement.pearson);
    take(out, out.spearman, "spearman", agreement.spearman);
    take(out, out.kendall, "kendall", agreement.kendall);
    take(out, out.mape, "mape", agreement.mape);
    take(out, out.rmse, "rmse", agreement.rmse);
    take(out, out.regret1, "regret1", agreement.regret1);
    take(out, out.regret5, "regret5", agreement.regret5);
    return out;
}

const Measured* fastest(const std::vector<Measured>& schedules, const std::function<bool(const ScheduleSummary&)>& is) {
    const Measured* best = nullptr;
    for (const Measured& each : schedules) {
        if (!each.summary.interval || each.summary.status != RunStatus::ok || !is(each.summary)) continue;
        if (!best || *each.summary.interval < *best->summary.interval) best = &each;
    }
    return best;
}

std::string why_no_best(const std::vector<Measured>& schedules) {
    std::size_t timed = 0;
    for (const Measured& each : schedules) {
        timed += each.summary.control == format::Control::no && each.summary.interval;
    }
    if (timed == 0) return "no schedule has a time";
    return "no schedule's outputs were compared with the reference in every run";
}

OrWhy<format::BestSchedule> best_of(const std::vector<Measured>& schedules) {
    const Measured* const best = fastest(schedules, [](const ScheduleSummary& schedule) {
        return schedule.control == format::Control::no && schedule.verified && *schedule.verified;
    });
    if (!best) return undefined<format::BestSchedule>(why_no_best(schedules));
    format::BestSchedule out{.uid = best->summary.uid, .chunks = best->summary.chunks};
    out.interval = *best->summary.interval;
    if (best->summary.rounds) out.what = in_words(*best->summary.rounds);
    out.verified = best->summary.verified;
    const Measured* const single = fastest(schedules, [](const ScheduleSummary& schedule) {
        return to_compare(schedule) && schedule.verified && *schedule.verified;
    });
    if (!single) {
        const char* const why =
            out.what.empty() ? "no single PU gave a right result" : "no baseline gave a right result";
        out.speedup = undefined<double>(why);
        out.speedup_ci = undefined<Ci>(why);
        return out;
    }
    out.single_pu = single->summary.uid;
    const Figure speedup = analyse::speedup(single->runs, best->runs);
    out.speedup = speedup.value ? OrWhy<double>(*speedup.value) : undefined<double>(speedup.why);
    out.speedup_ci = speedup.ci ? OrWhy<Ci>(*speedup.ci) : undefined<Ci>(speedup.why);
    return out;
}

std::optional<format::EarlierComparison> earlier_of(const ParsedLogs& parsed, const Summary& summary) {
    std::vector<analyse::Compared> compared;
    for (std::size_t i = 0; i < parsed.schedules.size(); ++i) {
        const auto& predicted = parsed.schedules[i].record.metrics.max_time;
        const auto& measured = summary.schedules[i].widest_chunk;
        if (!predicted || predicted->count() <= 0 || !measured) continue;
        compared.push_back({predicted->count(), measured.value()->count(), {}});
    }
    if (compared.empty()) return std::nullopt;
    const analyse::EarlierComparison from = analyse::compare_as_earlier(compared);
    const auto value = [](const Figure& figure) {
        return figure.value ? OrWhy<double>(*figure.value) : undefined<double>(figure.why);
    };
    return format::EarlierComparison{.n = from.n,
                                     .within5 = from.within5,
                                     .within10 = from.within10,
                                     .within20 = from.within20,
                                     .rmse = from.rmse,
                                     .mae = from.mae,
                                     .pearson = value(from.pearson),
                                     .r_squared = value(from.r_squared),
                                     .mean = from.mean,
                                     .median = from.median,
                                     .deviation = value(from.deviation),
                                     .smallest = from.smallest,
                                     .largest = from.largest,
                                     .under = from.under,
                                     .over = from.over};
}

// Of a run in which the device itself changed more than schedules differ.
void claim_nothing(Summary& summary) {
    const std::string why = "noisy";
    for (format::PredictionStatistics* statistics : {&summary.all, &summary.pipelined}) {
        for (const auto value : {&format::PredictionStatistics::pearson, &format::PredictionStatistics::spearman,
                                 &format::PredictionStatistics::kendall, &format::PredictionStatistics::mape,
                                 &format::PredictionStatistics::rmse, &format::PredictionStatistics::regret1,
                                 &format::PredictionStatistics::regret5}) {
            statistics->*value = undefined<double>(why);
        }
    }
    summary.best = undefined<format::BestSchedule>("noisy: " + summary.noisy);
}

// What neither flag, log nor schedule says.
constexpr const char* unknown = "unknown";

}  // namespace

std::optional<Milliseconds> mean_busy(const MeasuredSchedule& measured, std::size_t chunk) {
    Milliseconds sum{0};
    double sections = 0;
    for (const MeasuredSection& section : measured.sections) {
        if (section.status != RunStatus::ok || section.figures.chunks[chunk].rows == 0) continue;
        sum += section.figures.chunks[chunk].mean_busy;
        sections += 1;
    }
    if (sections == 0) return std::nullopt;
    return sum / sections;
}

Summary summarise(const ParseInput& input, const ParsedLogs& parsed) {
    const LogOrigin& origin = parsed.origin;
    Summary summary{.device = origin.device.value_or(DeviceId(unknown)),
                    .app = origin.app.value_or(AppName(unknown)),
                    .backend = origin.backend.value_or(input.backend.value_or(Backend::cpu)),
                    .params = origin.params.value_or(Params{})};
    for (const auto& log : input.logs) summary.logs.push_back(log.filename().string());
    std::vector<ByRun> runs;
    for (const MeasuredSchedule& measured : parsed.schedules) {
        runs.push_back(by_run(measured, input.logs.size()));
        summary.schedules.push_back(describe(measured, runs.back(), summary.logs));
    }
    std::vector<Measured> schedules;
    for (std::size_t i = 0; i < runs.size(); ++i) schedules.push_back({summary.schedules[i], runs[i]});
    summary.metric = origin.metric.value_or(format::Metric::interval);
    summary.noisy = too_noisy(parsed, input.logs.size());
    if (summary.noisy.empty()) {
        summary.all = statistics_of(schedules, 1);
        summary.pipelined = statistics_of(schedules, 2);
        summary.best = best_of(schedules);
    } else {
        claim_nothing(summary);
    }
    summary.earlier = earlier_of(parsed, summary);
    summary.clock = origin.clock;
    summary.warnings = warnings_of(input, parsed, summary);
    return summary;
}

format::ChunkCosts refit_costs(const Summary& summary, const ParsedLogs& parsed, std::vector<std::string>& left) {
    std::map<PuName, std::vector<analyse::ChunkTime>> by_pu;
    std::set<PuName> pus;
    for (const MeasuredSchedule& measured : parsed.schedules) {
        const format::ScheduleRecord& record = measured.record;
        for (std::size_t c = 0; c < record.chunks.size(); ++c) {
            const Chunk& chunk = record.chunks[c];
            pus.insert(chunk.pu);
            const auto time = mean_busy(measured, c);
            Milliseconds cells{0};
            bool known = time.has_value();
            for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
                const bool has = stage.index() < record.stage_times.size() && record.stage_times[stage.index()];
                known = known && has;
                if (has) cells += *record.stage_times[stage.index()];
            }
            if (known) by_pu[chunk.pu].push_back({chunk.stages.count(), cells, *time});
        }
    }
    format::ChunkCosts costs{summary.device, summary.app, summary.backend, summary.params, {}};
    for (const PuName& pu : pus) {
        const auto fit = analyse::fit_submission(by_pu[pu]);
        if (!fit) {
            left.push_back(pu.str() + ": fewer than two chunks whose stages' times are known");
            continue;
        }
        costs.pus.emplace(pu, format::ChunkCost{fit->chunk, fit->stage, fit->ci, format::CostSource::run});
    }
    if (costs.pus.empty()) {
        throw data_error("no costs can be fitted from these logs",
                         "their schedules carry no times of stages: give --schedules FILE as runner schedule wrote it");
    }
    return costs;
}

}  // namespace bt::cli
