#include <fmt/format.h>

#include "bt/report/summary.hpp"
#include "bt/report/table.hpp"
#include "report/escape.hpp"

namespace bt::report {
namespace {

using format::Summary;

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) line += " " + markdown_text(cell) + " |";
    return line + "\n";
}

std::string markdown_table(const Table& table) {
    std::string out = markdown_row(table.head) + "|";
    for (std::size_t i = 0; i < table.head.size(); ++i) out += "---|";
    out += "\n";
    for (const auto& cells : table.rows) out += markdown_row(cells);
    return out;
}

std::string best_text(const Summary& summary) {
    if (!summary.best) return "No best schedule: " + markdown_text(summary.best.why()) + ".\n";
    const format::BestSchedule& best = *summary.best;
    std::string out = fmt::format("**Best: {}** ({}), {} {:.3f} ms, verified: {}.\n", markdown_text(best.uid),
                                  markdown_text(what_text(best)), measured_name(summary), best.interval.count(),
                                  verified_text(best.verified));
    if (!best.speedup) return out + "No speed-up: " + markdown_text(best.speedup.why()) + ".\n";
    out += fmt::format("Speed-up over the best {} ({}), measured in the same run: **{:.3f}**",
                       best.what.empty() ? "single PU" : "baseline", markdown_text(best.single_pu), *best.speedup);
    if (best.speedup_ci) {
        return out + fmt::format(", 95 % CI {:.3f} to {:.3f}.\n", best.speedup_ci.value()->low,
                                 best.speedup_ci.value()->high);
    }
    return out + " (" + markdown_text(best.speedup_ci.why()) + ").\n";
}

std::string origin_text(const Summary& summary) {
    std::string out = fmt::format("Backend {}", to_string(summary.backend));
    if (!summary.params.empty()) out += ", " + markdown_text(to_string(summary.params));
    if (summary.clock == format::LogClock::virtual_time) out += ", **virtual time** (a SoC model, not a machine)";
    out += ". Logs:";
    for (const std::string& log : summary.logs) out += " " + markdown_text(log);
    return out + "\n";
}

std::string metric_text(const Summary& summary) {
    switch (summary.metric) {
        case format::Metric::makespan:
            return "The makespan of a round is the time from its first start to its last end";
        case format::Metric::latency:
            return "The latency is the sum over the chains of the time from a round's first start to the chain's end";
        case format::Metric::period: return "The period is the time from the end of one round to that of the next";
        case format::Metric::interval: break;
    }
    return "The interval is the time between two completions in steady state";
}

std::string factor(const OrWhy<double>& value) { return value ? fmt::format("{:.2f}", *value) : "-"; }

std::string group_line(const format::ChainSummary& chain, const format::GroupSummary& group) {
    return fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n", chain.app.str(), to_string(std::span(&group.group, 1)),
        ms_text(group.time.measured), ms_text(group.time.predicted), ms_text(group.alone), factor(group.slowdown),
        factor(group.predicted_slowdown), group.contended ? fmt::format("{:.0f} %", *group.contended * 100) : "-");
}

// Of those that compete, and what each is slowed down by.
std::string groups_tables(const Summary& summary) {
    constexpr std::size_t most = 5;
    std::size_t shown = 0;
    std::string out;
    for (const ScheduleSummary& schedule : summary.schedules) {
        if (!schedule.rounds || schedule.control == format::Control::yes || shown == most) continue;
        ++shown;
        out += "\n### " + markdown_text(schedule.uid) +
               "\n\n| chain | group | measured ms | predicted ms | alone ms | slowdown | predicted | beside others |\n"
               "|---|---|---|---|---|---|---|---|\n";
        for (const format::ChainSummary& chain : schedule.rounds->chains) {
            for (const format::GroupSummary& group : chain.groups) out += group_line(chain, group);
            out += fmt::format("| {} | latency | {} | {} | | {} (uncontended parts left out) | | |\n", chain.app.str(),
                               ms_text(chain.latency.measured), ms_text(chain.latency.predicted),
                               factor(chain.contended_slowdown));
        }
    }
    return out;
}

}  // namespace

std::string summary_markdown(const Summary& summary, const std::vector<std::string>& figures) {
    std::string out = "# " + markdown_text(summary.app.str()) + " on " + markdown_text(summary.device.str()) + "\n\n" +
                      origin_text(summary) + "\n" + best_text(summary);
    if (!summary.warnings.empty()) {
        out += "\n## Warnings\n\n";
        for (const std::string& warning : summary.warnings) out += "- " + markdown_text(warning) + "\n";
    }
    out += "\n## Schedules\n\n" + metric_text(summary) + "; ± is half of its 95 % CI over runs.\n\n" +
           markdown_table(schedules_table(summary)) + groups_tables(summary);
    out += "\n## Predicted against measured\n\n95 % CIs in brackets.\n\n" + markdown_table(statistics_table(summary));
    if (summary.earlier) out += "\n```\n" + earlier_block(*summary.earlier) + "```\n";
    if (!figures.empty()) out += "\n## Figures\n";
    for (const std::string& figure : figures) out += "\n![" + markdown_text(figure) + "](" + figure + ")\n";
    return out;
}

}  // namespace bt::report
