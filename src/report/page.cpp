#include "bt/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/core/version.hpp"
#include "bt/format/html.hpp"
#include "bt/report/summary.hpp"
#include "report/page_parts.hpp"

namespace bt::report {
namespace {

using format::html_text;
using format::Summary;

// Opened from a disk, no server says what the page may do: it says so itself.
constexpr std::string_view policy =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src "
    "data:\">\n";

std::vector<std::string> overview_row(const Part& part) {
    std::vector<std::string> row{part.device, part.app};
    if (!part.failure.empty()) row.push_back("not finished");
    if (part.failure.empty() && !part.summary) row.push_back("no analysis");
    if (part.failure.empty() && part.summary && !part.summary->best) row.push_back("none");
    if (row.size() > 2) {
        row.resize(7, "-");
        return row;
    }
    const format::BestSchedule& best = *part.summary->best;
    const auto& error = part.summary->pipelined.mape;
    row.insert(row.end(),
               {best.uid + (best.what.empty() ? " (" + what_text(best) + ")" : ""),
                fmt::format("{:.4g} ms", best.interval.count()) +
                    (best.what.empty() ? "" : " " + measured_name(*part.summary)),
                speedup_text(best), error ? fmt::format("{:.1f} %", *error) : "-", verified_text(best.verified)});
    return row;
}

std::string overview(const Page& page) {
    Table table{
        {"device", "application", "best schedule", "interval", "speed-up (95 % CI)", "prediction off by", "verified"},
        {}};
    bool several = false;
    for (const Part& part : page.parts) {
        table.rows.push_back(overview_row(part));
        several = several || (part.summary && part.summary->best && !part.summary->best.value()->what.empty());
    }
    return html_table(table, Wide::yes) +
           "<p class=\"faint\">Interval: time between two completions in steady state. Speed-up: over the best single "
           "PU of the same run. Prediction: MAPE over the schedules on two PUs or more." +
           (several ? " Of several applications at once: what their schedules are compared by, as makespan, and the "
                      "speed-up over the best baseline."
                    : "") +
           "</p>\n";
}

std::string warnings_list(const Summary& summary) {
    if (summary.warnings.empty()) return {};
    std::string out = "<h3>Warnings</h3>\n<ul>\n";
    for (const std::string& warning : summary.warnings) out += "<li>" + html_text(warning) + "</li>\n";
    return out + "</ul>\n";
}

std::string html_origin(const Summary& summary) {
    std::string out = "Backend " + std::string(to_string(summary.backend));
    if (!summary.params.empty()) out += ", " + to_string(summary.params);
    out += ". Logs:";
    for (const std::string& log : summary.logs) out += " " + log;
    return "<p class=\"faint\">" + html_text(out) + "</p>\n";
}

// html_text makes line ends visible: each line by itself.
std::string html_lines(std::string_view text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        out += html_text(text.substr(begin, end - begin)) + "\n";
        begin = end + 1;
    }
    return out;
}

std::string measured(const Summary& summary) {
    std::string out =
        "<h3>Schedules</h3>\n<p class=\"faint\">± is half of the 95 % CI over runs; latency in ms, waiting "
        "included.</p>\n" +
        html_table(schedules_table(summary), Wide::yes);
    out += "<h3>Predicted against measured</h3>\n<p class=\"faint\">95 % CIs in brackets.</p>\n" +
           html_table(statistics_table(summary));
    if (!summary.earlier) return out;
    return out + "<details><summary>As the earlier system printed it</summary>\n<pre>" +
           html_lines(earlier_block(*summary.earlier)) + "</pre></details>\n";
}

std::string section(const Part& part) {
    std::string out = "<h2>" + html_text(part.app) + " on " + html_text(part.device) + "</h2>\n" + html_verdict(part);
    if (part.summary) out += html_origin(*part.summary) + warnings_list(*part.summary);
    out += html_pictures(part.pictures);
    if (part.summary) out += measured(*part.summary);
    for (const TitledTable& times : part.times) {
        out += "<h3>" + html_text(times.title) + "</h3>\n" + html_table(times.table, Wide::yes);
    }
    if (!part.steps.empty()) out += "<h3>How it came about</h3>\n" + html_steps(part.steps);
    return out;
}

}  // namespace

std::string html_page(const Page& page) {
    std::string out = format::html_begin(page.title, policy) + "<h1>" + html_text(page.title) + "</h1>\n";
    out += overview(page);
    for (const Part& part : page.parts) out += section(part);
    out += "<p class=\"faint\">better-together " + html_text(version()) + ", build " + html_text(build_id()) + "</p>\n";
    return out.append(format::html_end());
}

}  // namespace bt::report
