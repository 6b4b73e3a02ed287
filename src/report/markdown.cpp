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

std::string origin_text(const Summary& summary) {
    std::string out = fmt::format("Backend {}", to_string(summary.backend));
    if (!summary.params.empty()) out += ", " + markdown_text(to_string(summary.params));
    if (summary.clock == format::LogClock::virtual_time) out += ", **virtual time** (a SoC model, not a machine)";
    out += ". Logs:";
    for (const std::string& log : summary.logs) out += " " + markdown_text(log);
    return out + "\n";
}

}  // namespace

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
        markdown_table(schedules_table(summary));
    out += "\n## Predicted against measured\n\n95 % CIs in brackets.\n\n" + markdown_table(statistics_table(summary));
    if (summary.earlier) out += "\n```\n" + earlier_block(*summary.earlier) + "```\n";
    if (!figures.empty()) out += "\n## Figures\n";
    for (const std::string& figure : figures) out += "\n![" + markdown_text(figure) + "](" + figure + ")\n";
    return out;
}

}  // namespace bt::report
