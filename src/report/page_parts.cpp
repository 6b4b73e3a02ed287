#include "report/page_parts.hpp"

#include <fmt/format.h>

#include "bt/format/html.hpp"
#include "bt/report/summary.hpp"
#include "report/base64.hpp"

namespace bt::report {
namespace {

using format::html_text;

std::string paragraph(const std::string& text) { return "<p>" + html_text(text) + "</p>\n"; }

std::string html_row(const std::vector<std::string>& cells, std::string_view tag) {
    std::string out = "<tr>";
    for (const std::string& cell : cells) out += fmt::format("<{0}>{1}</{0}>", tag, html_text(cell));
    return out + "</tr>\n";
}

std::string speedup_sentence(const format::BestSchedule& best) {
    if (!best.speedup) return "No speed-up: " + best.speedup.why() + ".";
    std::string out = fmt::format("{:.3f} times as fast as the best {} ({}), measured in the same run", *best.speedup,
                                  best.what.empty() ? "single PU" : "baseline", best.single_pu);
    if (!best.speedup_ci) return out + " (no CI: " + best.speedup_ci.why() + ").";
    return out + fmt::format("; 95 % CI {:.3f} to {:.3f}.", (*best.speedup_ci).low, (*best.speedup_ci).high);
}

std::string outputs_sentence(const format::OrWhy<bool>& verified) {
    if (!verified) return "Outputs were not compared: " + verified.why() + ".";
    return *verified ? "Outputs were compared with the reference and are right." : "OUTPUTS ARE WRONG.";
}

std::string prediction_sentence(const format::Summary& summary) {
    const auto& error = summary.pipelined.mape;
    if (!error) return "How far predictions were off is undefined: " + error.why() + ".";
    return fmt::format("Predictions of the {} schedules on two PUs or more were off by {:.1f} % (MAPE).",
                       summary.pipelined.n, *error);
}

std::string best_paragraphs(const format::Summary& summary) {
    if (!summary.best) return paragraph("No best schedule: " + summary.best.why() + ".");
    const format::BestSchedule& best = *summary.best;
    const std::string time = best.what.empty() ? "one task every" : measured_name(summary);
    return fmt::format("<p><b>{}</b> ({}): {} <b>{:.4g} ms</b></p>\n", html_text(best.uid), html_text(what_text(best)),
                       time, best.interval.count()) +
           paragraph(speedup_sentence(best)) + paragraph(outputs_sentence(best.verified));
}

std::string files_list(const char* title, const std::vector<FileFacts>& files) {
    if (files.empty()) return {};
    Table table{{title, "bytes", "SHA-256"}, {}};
    for (const FileFacts& file : files) table.rows.push_back({file.path, std::to_string(file.bytes), file.sha256});
    return html_table(table, Wide::yes);
}

std::string step_details(const StepFacts& step) {
    std::string out = "<details><summary>" + html_text(step.step) + ": how, where, which files</summary>\n<pre>" +
                      html_text(step.command) + "</pre>\n<table>\n";
    for (const auto& [name, value] : step.facts) {
        out += "<tr><th>" + html_text(name) + "</th><td>" + html_text(value) + "</td></tr>\n";
    }
    return out + "</table>\n" + files_list("read", step.read) + files_list("written", step.written) + "</details>\n";
}

}  // namespace

std::string html_table(const Table& table, Wide wide) {
    std::string out = wide == Wide::yes ? "<div class=\"wide\">" : "";
    out += "<table class=\"data\"><thead>" + html_row(table.head, "th") + "</thead><tbody>\n";
    for (const auto& cells : table.rows) out += html_row(cells, "td");
    return out + "</tbody></table>" + (wide == Wide::yes ? "</div>\n" : "\n");
}

std::string html_pictures(const std::vector<Picture>& pictures) {
    if (pictures.empty()) return {};
    std::string out = "<div class=\"figures\">\n";
    for (const Picture& picture : pictures) {
        out += fmt::format("<img alt=\"{0}\" title=\"{0}\" src=\"data:{1};base64,{2}\">\n", html_text(picture.title),
                           html_text(picture.type), base64(picture.bytes));
    }
    return out + "</div>\n";
}

std::string html_verdict(const Part& part) {
    const auto& summary = part.summary;
    const bool good = part.failure.empty() && summary && summary->best && summary->best.value()->verified &&
                      *summary->best.value()->verified;
    std::string out = good ? "<div class=\"verdict\">\n" : "<div class=\"verdict bad\">\n";
    if (!part.failure.empty()) out += paragraph("Not finished: " + part.failure + ".");
    if (summary) {
        out += best_paragraphs(*summary) + paragraph(prediction_sentence(*summary));
        if (summary->clock == format::LogClock::virtual_time) {
            out += "<p><b>Virtual time</b>: a SoC model, not a machine.</p>\n";
        }
    } else {
        out += paragraph("Nothing was analysed: runner parse did not run.");
    }
    return out + "</div>\n";
}

std::string html_steps(const std::vector<StepFacts>& steps) {
    Table table{{"step", "started", "ended", "exit code", "result"}, {}};
    for (const StepFacts& step : steps) {
        table.rows.push_back({step.step, step.started, step.ended, std::to_string(step.exit), step.result});
    }
    std::string out = html_table(table, Wide::yes);
    for (const StepFacts& step : steps) out += step_details(step);
    return out;
}

}  // namespace bt::report
