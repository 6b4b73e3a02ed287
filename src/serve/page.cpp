#include "serve/index.hpp"

namespace bt::serve {
namespace {

// Names come from files and devices: nothing of them may become markup.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += c;
        }
    }
    return out;
}

constexpr std::string_view head =
    "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Better together</title>\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"icon\" href=\"data:,\">\n<style>\n"
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;color:#222;background:#fff}\n"
    "h1{font-size:1.4em}h2{font-size:1.2em;border-bottom:1px solid #ccc}h3{font-size:1em;margin-bottom:.2em}\n"
    "table{border-collapse:collapse}th{text-align:left;font-weight:normal;color:#666;padding-right:1em;"
    "vertical-align:top}\ntd a{margin-right:1em}img{max-width:32em;width:100%;border:1px solid #ddd;margin:.3em}\n"
    "@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}a{color:#8bf}img{background:#fff}}\n"
    "</style></head><body>\n";

std::string row(std::string_view title, const std::vector<Link>& links) {
    if (links.empty()) return {};
    std::string out = "<tr><th>" + std::string(title) + "</th><td>";
    for (const Link& link : links) out += "<a href=\"" + escaped(link.path) + "\">" + escaped(link.name) + "</a> ";
    return out + "</td></tr>\n";
}

bool is_picture(const Link& link) { return link.name.ends_with(".svg") || link.name.ends_with(".png"); }

// Of a figure in several formats one.
std::string pictures(const std::vector<Link>& links) {
    std::string out;
    std::string before;
    for (const Link& link : links) {
        if (!is_picture(link)) continue;
        const std::string stem = link.name.substr(0, link.name.rfind('.'));
        if (stem == before) continue;
        before = stem;
        out += "<a href=\"" + escaped(link.path) + "\"><img loading=\"lazy\" alt=\"" + escaped(stem) + "\" src=\"" +
               escaped(link.path) + "\"></a>\n";
    }
    return out;
}

std::string section(const Shown& each) {
    std::string out = "<h3>" + escaped(each.holding.app.str()) + " on " + escaped(each.holding.device.str()) +
                      "</h3>\n<table>\n" + row("tables", each.tables) + row("schedules", each.schedules) +
                      row("figures", each.figures) + row("results", each.results);
    for (const store::Missing& missing : each.holding.missing) {
        out += "<tr><th>missing</th><td>" + escaped(missing.why) + " (runner " + std::string(to_string(missing.step)) +
               ")</td></tr>\n";
    }
    return out + "</table>\n" + pictures(each.figures) + pictures(each.results);
}

}  // namespace

std::string page_html(const store::Layout& layout, const std::vector<Shown>& all) {
    std::string out(head);
    out += "<h1>Store " + escaped(std::filesystem::absolute(layout.root()).string()) + "</h1>\n";
    if (all.empty()) out += "<p>Nothing has been measured yet: <code>runner benchmark</code> begins.</p>\n";
    std::string date;
    for (const Shown& each : all) {
        if (each.holding.date.str() != date) {
            date = each.holding.date.str();
            out += "<h2>" + date + "</h2>\n";
        }
        out += section(each);
    }
    return out + "<p><a href=\"/index.json\">index.json</a> says the same to programs.</p>\n</body></html>\n";
}

}  // namespace bt::serve
