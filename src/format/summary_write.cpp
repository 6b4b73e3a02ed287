#include "format/summary_parts.hpp"

namespace bt::format {
namespace {

void write_chunks(JsonWriter& json, const Chunks& chunks) {
    json.key("chunks").begin_array();
    for (const Chunk& chunk : chunks) {
        json.begin_object(JsonLayout::line);
        write_chunk(json, chunk);
        json.end();
    }
    json.end();
}

void write_best(JsonWriter& json, const BestSchedule& best, const char* measured) {
    json.begin_object().member("uid", best.uid);
    if (best.what.empty()) {
        write_chunks(json, best.chunks);
    } else {
        json.member("chains", best.what);
    }
    json.member(measured, best.interval.count());
    if (!best.single_pu.empty()) json.member(best.what.empty() ? "single_pu" : "baseline", best.single_pu);
    Members members(json);
    members.add("speedup", best.speedup);
    members.add("speedup_ci", best.speedup_ci);
    members.add("verified", best.verified);
    members.end();
}

void write(JsonWriter& json, const LatencySummary& latency) {
    json.begin_object(JsonLayout::line);
    Members members(json);
    members.add("median", latency.median);
    members.add("p95", latency.p95);
    members.add("p99", latency.p99);
    members.end();
}

void write(JsonWriter& json, const std::map<PuName, IdleGaps>& idle) {
    if (idle.empty()) return;
    json.key("idle_ms").begin_object(JsonLayout::line);
    for (const auto& [pu, gaps] : idle) {
        json.key(pu.str()).begin_object().member("mean", gaps.mean.count());
        json.member("longest", gaps.longest.count()).end();
    }
    json.end();
}

void write(JsonWriter& json, const ScheduleSummary& schedule, const char* measured) {
    json.begin_object().member("uid", schedule.uid);
    if (!schedule.chunks.empty()) write_chunks(json, schedule.chunks);
    Members members(json);
    members.add("rank", schedule.rank);
    json.member("control", schedule.control == Control::yes);
    members.add("predicted_ms", schedule.predicted);
    members.add(measured, schedule.interval);
    members.add("ci", schedule.ci);
    write(json.key("latency_ms"), schedule.latency);
    members.add("widest_chunk_ms", schedule.widest_chunk);
    json.key("utilisation").begin_object(JsonLayout::line);
    for (const auto& [pu, share] : schedule.utilisation) json.member(pu.str(), share);
    json.end();
    write(json, schedule.idle);
    members.add("verified", schedule.verified);
    json.member("status", to_string(schedule.status)).member("reason", valid_utf8(schedule.reason));
    if (schedule.runs > 0) json.member("runs", schedule.runs);
    if (schedule.rounds) write(json, *schedule.rounds);
    members.end();
}

void write(JsonWriter& json, const PredictionStatistics& statistics) {
    json.begin_object().member("n", statistics.n);
    Members members(json);
    members.add("pearson", statistics.pearson);
    members.add("spearman", statistics.spearman);
    members.add("kendall", statistics.kendall);
    members.add("mape", statistics.mape);
    members.add("rmse", statistics.rmse);
    members.add("regret1", statistics.regret1);
    members.add("regret5", statistics.regret5);
    if (!statistics.ci.empty()) {
        json.key("ci").begin_object(JsonLayout::line);
        for (const auto& [name, ci] : statistics.ci) write(json.key(name), ci);
        json.end();
    }
    members.end();
}

void write(JsonWriter& json, const EarlierComparison& earlier) {
    json.key("earlier").begin_object().member("n", earlier.n);
    json.member("within_5", earlier.within5).member("within_10", earlier.within10);
    json.member("within_20", earlier.within20).member("rmse", earlier.rmse).member("mae", earlier.mae);
    Members members(json);
    members.add("pearson", earlier.pearson);
    members.add("r_squared", earlier.r_squared);
    json.member("mean", earlier.mean).member("median", earlier.median);
    members.add("deviation", earlier.deviation);
    json.member("smallest", earlier.smallest).member("largest", earlier.largest);
    json.member("under", earlier.under).member("over", earlier.over);
    members.end();
}

}  // namespace

std::string_view to_string(Metric metric) {
    switch (metric) {
        case Metric::interval: return "interval";
        case Metric::makespan: return "makespan";
        case Metric::latency: return "latency";
        case Metric::period: return "period";
    }
    return {};
}

const char* measured_key(Metric metric) { return metric == Metric::interval ? "interval_ms" : "measured_ms"; }

std::string render(const Summary& summary) {
    JsonWriter json;
    const char* const measured = measured_key(summary.metric);
    json.begin_object();
    write_kind(json, "summary", 1);
    json.member("device", summary.device.str()).member("app", summary.app.str());
    json.member("backend", to_string(summary.backend)).key("params");
    write(json, summary.params);
    if (summary.metric != Metric::interval) json.member("metric", to_string(summary.metric));
    if (!summary.noisy.empty()) json.member("noisy", valid_utf8(summary.noisy));
    json.key("logs").begin_array();
    for (const std::string& log : summary.logs) json.value(log);
    json.end().key("schedules").begin_array();
    for (const ScheduleSummary& schedule : summary.schedules) write(json, schedule, measured);
    json.end().key("statistics").begin_object();
    write(json.key("all"), summary.all);
    write(json.key("pipelined"), summary.pipelined);
    json.end();
    if (summary.earlier) write(json, *summary.earlier);
    if (summary.clock) json.member("clock", to_string(*summary.clock));
    if (!summary.warnings.empty()) {
        json.key("warnings").begin_array();
        for (const std::string& warning : summary.warnings) json.value(valid_utf8(warning));
        json.end();
    }
    Members members(json);
    members.add("best", summary.best, [&](const BestSchedule& best) { write_best(json, best, measured); });
    members.end();
    return json.take();
}

}  // namespace bt::format
