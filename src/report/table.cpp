#include "bt/report/table.hpp"

#include <fmt/format.h>

#include "bt/report/summary.hpp"

namespace bt::report {
namespace {

using format::OrWhy;
using format::PredictionStatistics;
using format::ScheduleSummary;
using format::Summary;

std::string utilisation_text(const ScheduleSummary& schedule) {
    std::string out;
    if (schedule.rounds) {
        for (const auto& [pu, share] : schedule.utilisation) {
            out += fmt::format("{}{} {:.0f} %", out.empty() ? "" : ", ", pu.str(), share * 100);
        }
    }
    for (const Chunk& chunk : schedule.chunks) {
        const auto share = schedule.utilisation.find(chunk.pu);
        if (share == schedule.utilisation.end()) continue;
        out += fmt::format("{}{} {:.0f} %", out.empty() ? "" : ", ", chunk.pu.str(), share->second * 100);
        const auto gaps = schedule.idle.find(chunk.pu);
        if (gaps != schedule.idle.end()) out += fmt::format(" ({:.3f})", gaps->second.mean.count());
    }
    return out.empty() ? "-" : out;
}

std::string status_text(const ScheduleSummary& schedule) {
    const std::string status(to_string(schedule.status));
    return schedule.reason.empty() ? status : status + ": " + schedule.reason;
}

std::string statistic(const PredictionStatistics& statistics, const char* name, const OrWhy<double>& value,
                      double factor, const char* unit) {
    if (!value) return "undefined: " + value.why();
    const auto ci = statistics.ci.find(name);
    const std::string text = fmt::format("{:.3f}{}", *value * factor, unit);
    if (ci == statistics.ci.end()) return text;
    return text + fmt::format(" ({:.3f} to {:.3f})", ci->second.low * factor, ci->second.high * factor);
}

}  // namespace

Table schedules_table(const Summary& summary) {
    Table table{{"rank", "schedule", "chunks", measured_name(summary) + " ms", "predicted ms", "difference",
                 "latency median", "p95", "p99", "widest chunk ms", "utilisation (mean gap ms)", "verified", "status"},
                {}};
    for (const ScheduleSummary& schedule : summary.schedules) {
        table.rows.push_back({rank_text(schedule), schedule.uid, what_text(schedule), interval_text(schedule),
                              ms_text(schedule.predicted), difference_text(schedule), ms_text(schedule.latency.median),
                              ms_text(schedule.latency.p95), ms_text(schedule.latency.p99),
                              ms_text(schedule.widest_chunk), utilisation_text(schedule),
                              verified_text(schedule.verified), status_text(schedule)});
    }
    return table;
}

Table statistics_table(const Summary& summary) {
    Table table{{"", fmt::format("all ({})", summary.all.n), fmt::format("two PUs or more ({})", summary.pipelined.n)},
                {}};
    const auto add = [&](const char* label, const char* name, OrWhy<double> PredictionStatistics::*value,
                         double factor = 1, const char* unit = "") {
        table.rows.push_back({label, statistic(summary.all, name, summary.all.*value, factor, unit),
                              statistic(summary.pipelined, name, summary.pipelined.*value, factor, unit)});
    };
    add("Pearson", "pearson", &PredictionStatistics::pearson);
    add("Spearman", "spearman", &PredictionStatistics::spearman);
    add("Kendall τ-b", "kendall", &PredictionStatistics::kendall);
    add("MAPE", "mape", &PredictionStatistics::mape, 1, " %");
    add("RMSE", "rmse", &PredictionStatistics::rmse, 1, " ms");
    add("regret of the first", "regret1", &PredictionStatistics::regret1, 100, " %");
    add("regret of the best of the first five", "regret5", &PredictionStatistics::regret5, 100, " %");
    return table;
}

std::string ms_text(const OrWhy<Milliseconds>& value) {
    return value ? fmt::format("{:.3f}", value.value()->count()) : "-";
}

std::string interval_text(const ScheduleSummary& schedule) {
    if (!schedule.interval) return "-";
    const std::string text = ms_text(schedule.interval);
    if (!schedule.ci) return text;
    return text + fmt::format(" ± {:.3f}", (schedule.ci.value()->high - schedule.ci.value()->low) / 2);
}

std::string difference_text(const ScheduleSummary& schedule) {
    if (!schedule.interval || !schedule.predicted) return "-";
    return fmt::format("{:+.1f} %", (*schedule.interval / *schedule.predicted - 1) * 100);
}

std::string speedup_text(const format::BestSchedule& best) {
    if (!best.speedup) return "-";
    const std::string text = fmt::format("{:.2f}", *best.speedup);
    if (!best.speedup_ci) return text;
    return text + fmt::format(" ({:.2f} to {:.2f})", (*best.speedup_ci).low, (*best.speedup_ci).high);
}

std::string verified_text(const OrWhy<bool>& verified) {
    if (!verified) return "not compared";
    return *verified ? "yes" : "NO";
}

}  // namespace bt::report
