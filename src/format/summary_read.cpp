#include <array>

#include "bt/format/schedules.hpp"
#include "format/summary_parts.hpp"

namespace bt::format {
namespace {

double any_number(const JsonCursor& cursor) { return cursor.number(-largest_number, largest_number); }
double correlation(const JsonCursor& cursor) { return cursor.number(-1, 1); }
double at_least_0(const JsonCursor& cursor) { return cursor.number(0, largest_number); }
double above_0(const JsonCursor& cursor) { return cursor.positive(); }
bool flag(const JsonCursor& cursor) { return cursor.boolean(); }
int count_of(const JsonCursor& cursor) { return static_cast<int>(cursor.integer(0, 1'000'000'000)); }
int rank_of(const JsonCursor& cursor) { return static_cast<int>(cursor.integer(1, 1'000'000'000)); }

RunStatus status_of(const JsonCursor& cursor) {
    for (const RunStatus status : {RunStatus::ok, RunStatus::wrong, RunStatus::failed, RunStatus::timeout}) {
        if (cursor.string() == to_string(status)) return status;
    }
    throw cursor.fault("a status: ok, wrong, failed or timeout");
}

Chunks chunks_of(const JsonCursor& list) {
    Chunks chunks;
    for (const JsonCursor& chunk : list.items(most_pus)) chunks.push_back(chunk_of(chunk));
    require_pipeline(list, chunks, chunks.empty() ? 0 : chunks.back().stages.last.number());
    return chunks;
}

Metric metric_of(const JsonCursor& cursor) {
    for (const Metric metric : {Metric::makespan, Metric::latency, Metric::period}) {
        if (cursor.string() == to_string(metric)) return metric;
    }
    throw cursor.fault("a metric: makespan, latency or period");
}

ScheduleSummary schedule_of(const JsonCursor& cursor, Metric metric) {
    ScheduleSummary out{.uid = cursor.at("uid").string()};
    if (const auto chunks = cursor.find("chunks")) out.chunks = chunks_of(*chunks);
    out.rank = value_or_why(cursor, "rank", rank_of);
    out.control = cursor.at("control").boolean() ? Control::yes : Control::no;
    out.predicted = value_or_why(cursor, "predicted_ms", time_of);
    out.interval = value_or_why(cursor, measured_key(metric), time_of);
    out.ci = value_or_why(cursor, "ci", ci_of);
    const JsonCursor latency = cursor.at("latency_ms");
    out.latency = {.median = value_or_why(latency, "median", time_of),
                   .p95 = value_or_why(latency, "p95", time_of),
                   .p99 = value_or_why(latency, "p99", time_of)};
    out.widest_chunk = value_or_why(cursor, "widest_chunk_ms", time_of);
    for (const auto& [key, share] : cursor.at("utilisation").entries(most_pus)) {
        out.utilisation.emplace(pu_name_of_key(share, key), share.number(0, 1));
    }
    if (const auto idle = cursor.find("idle_ms")) {
        for (const auto& [key, gaps] : idle->entries(most_pus)) {
            out.idle.emplace(pu_name_of_key(gaps, key),
                             IdleGaps{time_of(gaps.at("mean")), time_of(gaps.at("longest"))});
        }
    }
    out.verified = value_or_why(cursor, "verified", flag);
    out.status = status_of(cursor.at("status"));
    if (const auto reason = cursor.find("reason")) out.reason = reason->string();
    if (const auto runs = cursor.find("runs")) out.runs = count_of(*runs);
    if (cursor.find("rounds")) out.rounds = rounds_of(cursor);
    return out;
}

PredictionStatistics statistics_of(const JsonCursor& cursor) {
    PredictionStatistics out{.n = static_cast<int>(cursor.at("n").integer(0, most_schedules))};
    out.pearson = value_or_why(cursor, "pearson", correlation);
    out.spearman = value_or_why(cursor, "spearman", correlation);
    out.kendall = value_or_why(cursor, "kendall", correlation);
    out.mape = value_or_why(cursor, "mape", at_least_0);
    out.rmse = value_or_why(cursor, "rmse", at_least_0);
    out.regret1 = value_or_why(cursor, "regret1", any_number);
    out.regret5 = value_or_why(cursor, "regret5", any_number);
    if (const auto ci = cursor.find("ci")) {
        for (const auto& [name, interval] : ci->entries(longest_list)) out.ci.emplace(name, ci_of(interval));
    }
    return out;
}

EarlierComparison earlier_of(const JsonCursor& cursor) {
    EarlierComparison out{.n = count_of(cursor.at("n"))};
    out.within5 = count_of(cursor.at("within_5"));
    out.within10 = count_of(cursor.at("within_10"));
    out.within20 = count_of(cursor.at("within_20"));
    out.rmse = at_least_0(cursor.at("rmse"));
    out.mae = at_least_0(cursor.at("mae"));
    out.pearson = value_or_why(cursor, "pearson", correlation);
    out.r_squared = value_or_why(cursor, "r_squared", correlation);
    out.mean = any_number(cursor.at("mean"));
    out.median = any_number(cursor.at("median"));
    out.deviation = value_or_why(cursor, "deviation", at_least_0);
    out.smallest = any_number(cursor.at("smallest"));
    out.largest = any_number(cursor.at("largest"));
    out.under = count_of(cursor.at("under"));
    out.over = count_of(cursor.at("over"));
    return out;
}

LogClock clock_of(const JsonCursor& cursor) {
    for (const LogClock clock : {LogClock::monotonic, LogClock::virtual_time}) {
        if (cursor.string() == to_string(clock)) return clock;
    }
    throw cursor.fault("a clock: monotonic or virtual");
}

BestSchedule best_of(const JsonCursor& cursor, Metric metric) {
    BestSchedule best{.uid = cursor.at("uid").string()};
    if (const auto chains = cursor.find("chains")) {
        best.what = chains->string();
    } else {
        best.chunks = chunks_of(cursor.at("chunks"));
    }
    if (const auto single = cursor.find(best.what.empty() ? "single_pu" : "baseline"))
        best.single_pu = single->string();
    best.interval = time_of(cursor.at(measured_key(metric)));
    best.speedup = value_or_why(cursor, "speedup", above_0);
    best.speedup_ci = value_or_why(cursor, "speedup_ci", ci_of);
    best.verified = value_or_why(cursor, "verified", flag);
    return best;
}

}  // namespace

Summary read_summary(std::string_view text, const std::string& file) {
    const JsonDocument document(text, file);
    const JsonCursor root = document.root();
    require_kind(root, "summary", 1);
    Summary summary{.device = device_id_of(root.at("device")),
                    .app = app_name_of(root.at("app")),
                    .backend = backend_of(root.at("backend")),
                    .params = params_of(root.at("params"))};
    if (const auto metric = root.find("metric")) summary.metric = metric_of(*metric);
    if (const auto noisy = root.find("noisy")) summary.noisy = noisy->string();
    for (const JsonCursor& log : root.at("logs").items(most_schedules)) summary.logs.push_back(log.string());
    for (const JsonCursor& schedule : root.at("schedules").items(most_schedules)) {
        summary.schedules.push_back(schedule_of(schedule, summary.metric));
    }
    const JsonCursor statistics = root.at("statistics");
    summary.all = statistics_of(statistics.at("all"));
    summary.pipelined = statistics_of(statistics.at("pipelined"));
    summary.best = value_or_why(root, "best", [&](const JsonCursor& best) { return best_of(best, summary.metric); });
    if (const auto earlier = root.find("earlier")) summary.earlier = earlier_of(*earlier);
    if (const auto clock = root.find("clock")) summary.clock = clock_of(*clock);
    if (const auto warnings = root.find("warnings")) {
        for (const JsonCursor& warning : warnings->items(longest_list)) summary.warnings.push_back(warning.string());
    }
    return summary;
}

}  // namespace bt::format
