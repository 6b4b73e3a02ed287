#include <fmt/format.h>

#include "bt/report/tables.hpp"
#include "report/escape.hpp"

namespace bt::report {
namespace {

using format::OrWhy;
using format::PredictionStatistics;
using format::ScheduleSummary;
using format::Summary;

std::string ms(const OrWhy<Milliseconds>& value) { return value ? fmt::format("{:.3f}", value.value()->count()) : "-"; }

std::string verified_text(const OrWhy<bool>& verified) {
    return verified ? (*verified ? "yes" : "**no**") : "not compared";
}

std::string best_text(const Summary& summary) {
    if (!summary.best) return "No best schedule: " + markdown_text(summary.best.why()) + ".\n";
    const format::BestSchedule& best = *summary.best;
    std::string out =
        fmt::format("**Best: {}** ({}), interval {:.3f} ms, verified: {}.\n", markdown_text(best.uid),
                    markdown_text(to_string(best.chunks)), best.interval.count(), verified_text(best.verified));
    if (!best.speedup) return out + "No speed-up: " + markdown_text(best.speedup.why()) + ".\n";
    out += fmt::format("Speed-up over the best single PU ({}), measured in the same run: **{:.3f}**",
                       markdown_text(best.single_pu), *best.speedup);
    if (best.speedup_ci) {
        return out + fmt::format(", 95 % CI {:.3f} to {:.3f}.\n", best.speedup_ci.value()->low,
                                 best.speedup_ci.value()->high);
    }
    return out + " (" + markdown_text(best.speedup_ci.why()) + ").\n";
}

std::string utilisation_text(const ScheduleSummary& schedule) {
    std::string out;
    for (const Chunk& chunk : schedule.chunks) {
        const auto share = schedule.utilisation.find(chunk.pu);
        if (share == schedule.utilisation.end()) continue;
        out += fmt::format("{}{} {:.0f} %", out.empty() ? "" : ", ", chunk.pu.str(), share->second * 100);
        const auto gaps = schedule.idle.find(chunk.pu);
        if (gaps != schedule.idle.end()) out += fmt::format(" ({:.3f})", gaps->second.mean.count());
    }
    return out.empty() ? "-" : out;
}

std::string row(const ScheduleSummary& schedule) {
    const std::string rank = schedule.rank                              ? std::to_string(*schedule.rank)
                             : schedule.control == format::Control::yes ? "control"
                                                                        : "-";
    std::string status = std::string(to_string(schedule.status));
    if (!schedule.reason.empty()) status += ": " + markdown_text(schedule.reason);
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", rank,
                       markdown_text(schedule.uid), markdown_text(to_string(schedule.chunks)), interval_text(schedule),
                       ms(schedule.predicted), difference_text(schedule), ms(schedule.latency.median),
                       ms(schedule.latency.p95), ms(schedule.latency.p99), ms(schedule.widest_chunk),
                       utilisation_text(schedule), verified_text(schedule.verified), status);
}

std::string schedules_table(const Summary& summary) {
    std::string out =
        "| rank | schedule | chunks | interval ms | predicted ms | difference | latency median | p95 | p99 | widest "
        "chunk "
        "ms | utilisation (mean gap ms) | verified | status |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (const ScheduleSummary& schedule : summary.schedules) out += row(schedule);
    return out;
}

std::string statistic(const PredictionStatistics& statistics, const char* name, const OrWhy<double>& value,
                      double factor = 1, const char* unit = "") {
    if (!value) return "undefined: " + markdown_text(value.why());
    const auto ci = statistics.ci.find(name);
    const std::string text = fmt::format("{:.3f}{}", *value * factor, unit);
    if (ci == statistics.ci.end()) return text;
    return text + fmt::format(" ({:.3f} to {:.3f})", ci->second.low * factor, ci->second.high * factor);
}

std::string statistics_table(const Summary& summary) {
    std::string out =
        fmt::format("| | all ({}) | two PUs or more ({}) |\n|---|---|---|\n", summary.all.n, summary.pipelined.n);
    const auto line = [&](const char* label, const char* name, OrWhy<double> PredictionStatistics::*value,
                          double factor, const char* unit) {
        out += fmt::format("| {} | {} | {} |\n", label, statistic(summary.all, name, summary.all.*value, factor, unit),
                           statistic(summary.pipelined, name, summary.pipelined.*value, factor, unit));
    };
    line("Pearson", "pearson", &PredictionStatistics::pearson, 1, "");
    line("Spearman", "spearman", &PredictionStatistics::spearman, 1, "");
    line("Kendall τ-b", "kendall", &PredictionStatistics::kendall, 1, "");
    line("MAPE", "mape", &PredictionStatistics::mape, 1, " %");
    line("RMSE", "rmse", &PredictionStatistics::rmse, 1, " ms");
    line("regret of the first", "regret1", &PredictionStatistics::regret1, 100, " %");
    line("regret of the best of the first five", "regret5", &PredictionStatistics::regret5, 100, " %");
    return out;
}

std::string origin_text(const Summary& summary) {
    std::string out = fmt::format("Backend {}", to_string(summary.backend));
    if (!summary.params.empty()) out += ", " + markdown_text(to_string(summary.params));
    if (summary.clock == format::LogClock::virtual_time) out += ", **virtual time** (a SoC model, not a machine)";
    out += ". Logs:";
    for (const std::string& log : summary.logs) out += " " + markdown_text(log);
    return out + "\n";
}

}  // namespace

std::string interval_text(const ScheduleSummary& schedule) {
    if (!schedule.interval) return "-";
    const std::string text = ms(schedule.interval);
    if (!schedule.ci) return text;
    return text + fmt::format(" ± {:.3f}", (schedule.ci.value()->high - schedule.ci.value()->low) / 2);
}

std::string difference_text(const ScheduleSummary& schedule) {
    if (!schedule.interval || !schedule.predicted) return "-";
    return fmt::format("{:+.1f} %", (*schedule.interval / *schedule.predicted - 1) * 100);
}

std::string summary_markdown(const Summary& summary, const std::vector<std::string>& figures) {
    std::string out = "# " + markdown_text(summary.app.str()) + " on " + markdown_text(summary.device.str()) + "\n\n" +
                      origin_text(summary) + "\n" + best_text(summary);
    if (!summary.warnings.empty()) {
        out += "\n## Warnings\n\n";
        for (const std::string& warning : summary.warnings) out += "- " + markdown_text(warning) + "\n";
    }
    out +=
        "\n## Schedules\n\nThe interval is the time between two completions in steady state; ± is half of its 95 % CI "
        "over runs.\n\n" +
        schedules_table(summary);
    out += "\n## Predicted against measured\n\n95 % CIs in brackets.\n\n" + statistics_table(summary);
    if (summary.earlier) out += "\n```\n" + earlier_block(*summary.earlier) + "```\n";
    if (!figures.empty()) out += "\n## Figures\n";
    for (const std::string& figure : figures) out += "\n![" + markdown_text(figure) + "](" + figure + ")\n";
    return out;
}

}  // namespace bt::report
