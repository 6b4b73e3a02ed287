#include <fmt/format.h>

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/format/html.hpp"
#include "bt/format/summary.hpp"
#include "bt/system/file_reader.hpp"
#include "serve/index.hpp"

namespace bt::serve {
namespace {

using format::html_text;

std::string links_text(const std::vector<Link>& links) {
    std::string out;
    for (const Link& link : links) {
        out += "<a href=\"" + html_text(link.path) + "\">" + html_text(link.name) + "</a> ";
    }
    return out;
}

std::string row(std::string_view title, const std::vector<Link>& links) {
    if (links.empty()) return {};
    return fmt::format("<tr><th>{}</th><td class=\"links\">{}</td></tr>\n", title, links_text(links));
}

bool is_picture(const Link& link) { return link.name.ends_with(".svg") || link.name.ends_with(".png"); }

std::string stem_of(const Link& link) { return link.name.substr(0, link.name.rfind('.')); }

// Of a figure in several formats one: the SVG, which is sharp at every size.
std::string pictures(const std::vector<Link>& links) {
    std::string out;
    for (const Link& link : links) {
        const auto is_sharper = [&](const Link& other) { return other.name == stem_of(link) + ".svg"; };
        if (!is_picture(link)) continue;
        if (!link.name.ends_with(".svg") && std::any_of(links.begin(), links.end(), is_sharper)) continue;
        out += fmt::format("<a href=\"{0}\"><img loading=\"lazy\" alt=\"{1}\" title=\"{1}\" src=\"{0}\"></a>\n",
                           html_text(link.path), html_text(stem_of(link)));
    }
    return out;
}

// What a figure is drawn from is in the index, but not what a person looks for here.
std::vector<Link> texts_of(std::vector<Link> links) {
    std::erase_if(links, [](const Link& link) {
        return is_picture(link) || link.name.ends_with(".gp") || link.name.ends_with(".dat");
    });
    return links;
}

std::string speedup_text(const format::BestSchedule& best) {
    if (!best.speedup) return "";
    std::string out = fmt::format(", {:.2f} times as fast as the best {} of the same run", *best.speedup,
                                  best.what.empty() ? "single PU" : "baseline");
    if (!best.speedup_ci) return out;
    return out + fmt::format(" (95 % CI {:.2f} to {:.2f})", (*best.speedup_ci).low, (*best.speedup_ci).high);
}

std::string best_text(const format::Summary& summary) {
    if (!summary.best) return "no best schedule: " + html_text(summary.best.why());
    const format::BestSchedule& best = *summary.best;
    const char* outputs = !best.verified ? "outputs not compared" : *best.verified ? "outputs right" : "OUTPUTS WRONG";
    const bool several = !best.what.empty();
    return fmt::format("<b>{}</b> ({}): {} <b>{:.4g} ms</b>{}; {}", html_text(best.uid),
                       html_text(several ? best.what : to_string(best.chunks)),
                       several ? to_string(summary.metric) : "one task every", best.interval.count(),
                       speedup_text(best), outputs) +
           (summary.clock == format::LogClock::virtual_time ? "; virtual time of a SoC model" : "");
}

// What was found out, where it was analysed.
std::string verdict(const store::Layout& layout, const store::Holding& of) {
    const auto file = layout.analysis(of.date, of.device, of.app) / "summary.json";
    try {
        const auto text = system::read_file_if_there(file, std::uint64_t{64} << 20U);
        if (!text) return {};
        const format::Summary summary = format::read_summary(*text, file.filename().string());
        const bool right = summary.best && summary.best.value()->verified && *summary.best.value()->verified;
        return fmt::format("<div class=\"verdict{}\"><p>{}</p></div>\n", right ? "" : " bad", best_text(summary));
    } catch (const Error& error) {
        return "<div class=\"verdict bad\"><p>" + html_text(error.failed()) + "</p></div>\n";
    }
}

std::string traces_text(const std::vector<Link>& traces) {
    if (traces.empty()) return {};
    return fmt::format("<details><summary>{} {} for Perfetto</summary><p class=\"links\">{}</p></details>\n",
                       traces.size(), traces.size() == 1 ? "trace" : "traces", links_text(traces));
}

std::string section(const store::Layout& layout, const Shown& each) {
    const store::Holding& of = each.holding;
    std::string out = "<h3>" + html_text(of.app.str()) + " on " + html_text(of.device.str()) + "</h3>\n" +
                      verdict(layout, of) + "<table>\n" + row("tables", each.tables) + row("raw logs", each.raw_logs) +
                      row("schedules", each.schedules) + row("result logs", each.result_logs) +
                      row("analysis", texts_of(each.analysis));
    for (const store::Missing& missing : of.missing) {
        out += fmt::format("<tr><th>missing</th><td>{} (runner {})</td></tr>\n", html_text(missing.why),
                           to_string(missing.step));
    }
    return out + "</table>\n" + traces_text(each.traces) + "<div class=\"figures thumbs\">\n" +
           pictures(each.analysis) + pictures(each.figures) + "</div>\n";
}

}  // namespace

std::string page_html(const store::Layout& layout, const std::vector<Shown>& all) {
    std::string out = format::html_begin("Better together") + "<h1>Better together</h1>\n<p class=\"faint\">Store " +
                      html_text(std::filesystem::absolute(layout.root()).string()) + "</p>\n";
    if (all.empty()) out += "<p>Nothing has been measured yet: <code>runner benchmark</code> begins.</p>\n";
    std::optional<store::Date> date;
    for (const Shown& each : all) {
        if (date != each.holding.date) {
            // The newest day is open; a closed one loads none of its figures.
            out += date ? "</details>\n<details>" : "<details open>";
            date = each.holding.date;
            out += "<summary class=\"day\">" + date->str() + "</summary>\n";
            const auto of_day = reports(layout, *date);
            if (!of_day.empty()) out += "<table>" + row("reports", of_day) + "</table>\n";
        }
        out += section(layout, each);
    }
    if (date) out += "</details>\n";
    out += "<p class=\"faint\"><a href=\"/index.json\">index.json</a> says the same to programs.</p>\n";
    return out.append(format::html_end());
}

}  // namespace bt::serve
