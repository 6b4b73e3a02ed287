#include "bt/report/table.hpp"

#include <fmt/format.h>

#include <array>

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

std::string statistic(const PredictionStatistics& statistics, const StatisticLine& line) {
    const OrWhy<double>& value = statistics.*line.value;
    if (!value) return "undefined: " + value.why();
    const auto ci = statistics.ci.find(line.name);
    const std::string text = fmt::format("{:.3f}{}", *value * line.factor, line.unit);
    if (ci == statistics.ci.end()) return text;
    return text + fmt::format(" ({:.3f} to {:.3f})", ci->second.low * line.factor, ci->second.high * line.factor);
}

}  // namespace

std::span<const StatisticLine> statistic_lines() {
    static constexpr std::array lines{
        StatisticLine{"Pearson", "Pearson", "pearson", &PredictionStatistics::pearson},
        StatisticLine{"Spearman", "Spearman", "spearman", &PredictionStatistics::spearman},
        StatisticLine{"Kendall τ-b", "Kendall", "kendall", &PredictionStatistics::kendall},
        StatisticLine{"MAPE", "MAPE", "mape", &PredictionStatistics::mape, 1, " %"},
        StatisticLine{"RMSE", "RMSE", "rmse", &PredictionStatistics::rmse, 1, " ms"},
        StatisticLine{"regret of the first", "regret of the first", "regret1", &PredictionStatistics::regret1, 100,
                      " %"},
        StatisticLine{"regret of the best of the first five", "of the best of five", "regret5",
                      &PredictionStatistics::regret5, 100, " %"}};
    return lines;
}

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
    for (const StatisticLine& line : statistic_lines()) {
        table.rows.push_back({line.label, statistic(summary.all, line), statistic(summary.pipelined, line)});
    }
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
