#include "bt/format/html.hpp"

#include "bt/core/error.hpp"
#include "bt/format/json_writer.hpp"

namespace bt::format {
namespace {

constexpr std::string_view style = R"(
:root{--ink:#222;--faint:#667;--line:#ccd;--paper:#fff;--band:#f5f6f9;--link:#0b57a4;--good:#1a6b2f;--bad:#a61b1b}
body{font:15px/1.5 system-ui,sans-serif;max-width:76em;margin:2em auto;padding:0 1em;color:var(--ink);background:var(--paper)}
h1{font-size:1.5em;margin-bottom:.2em}
h2{font-size:1.2em;border-bottom:1px solid var(--line);margin-top:2em}
h3{font-size:1em;margin:1.6em 0 .3em}
a{color:var(--link)}
p.faint,.faint{color:var(--faint)}
table{border-collapse:collapse}
th{text-align:left;font-weight:normal;color:var(--faint);padding:.1em 1em .1em 0;vertical-align:top}
td{padding:.1em 1em .1em 0;vertical-align:top}
.wide{overflow-x:auto}
table.data{font-size:.87em;font-variant-numeric:tabular-nums}
table.data th,table.data td{padding:.2em .7em;border-bottom:1px solid var(--line);white-space:nowrap}
table.data tbody tr:nth-child(even){background:var(--band)}
.links a{margin-right:1em}
.verdict{font-size:1.1em;border-left:4px solid var(--good);padding:.2em 0 .2em 1em;margin:1em 0}
.verdict p{margin:.2em 0}
.bad{border-left-color:var(--bad)}
.figures{display:flex;flex-wrap:wrap;gap:.8em;align-items:flex-start;margin:1em 0}
.figures img{max-width:100%;max-height:30em;border:1px solid var(--line);background:#fff}
.thumbs img{max-height:15em}
details{margin:.6em 0}
summary{cursor:pointer}
summary.day{font-size:1.2em;font-weight:bold}
pre{background:var(--band);padding:.6em;overflow-x:auto;font-size:.87em}
@media(prefers-color-scheme:dark){:root{--ink:#ddd;--faint:#99a;--line:#445;--paper:#181a1d;--band:#22252a;--link:#8bf;--good:#5b6;--bad:#e66}}
@media print{body{max-width:none;margin:0}.wide{overflow:visible}}
)";

}  // namespace

std::string html_text(std::string_view text) {
    std::string out;
    const std::string valid = valid_utf8(text);
    for (const char c : printable(valid, valid.size())) {
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

std::string html_begin(std::string_view title, std::string_view head) {
    std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
    out.append(head).append("<title>").append(html_text(title)).append("</title>\n");
    out += "<meta name=\"viewport\" content=\"width=device-width\">\n<link rel=\"icon\" href=\"data:,\">\n<style>";
    return out.append(style).append("</style></head><body>\n");
}

std::string_view html_end() { return "</body></html>\n"; }

}  // namespace bt::format
