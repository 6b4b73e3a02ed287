#include "serve/index.hpp"

#include <algorithm>

#include "bt/format/json_writer.hpp"
#include "bt/serve/server.hpp"
#include "bt/store/numbered_logs.hpp"

namespace bt::serve {
namespace {

namespace fs = std::filesystem;

Link link_to(const store::Layout& layout, const fs::path& file) {
    return {path_of(layout.root(), file), file.filename().string()};
}

void add_if_there(std::vector<Link>& links, const store::Layout& layout, const fs::path& file) {
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) links.push_back(link_to(layout, file));
}

// Files of that folder whose names begin and end so, by name.
std::vector<Link> links_in(const store::Layout& layout, const fs::path& folder, std::string_view begin,
                           std::string_view end) {
    std::vector<Link> links;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(begin) && name.ends_with(end)) add_if_there(links, layout, entry.path());
    }
    std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) { return a.name < b.name; });
    return links;
}

std::vector<Link> links_to(const store::Layout& layout, const store::LogSeries& series) {
    std::vector<Link> links;
    for (const store::NumberedLog& log : logs_of(series)) add_if_there(links, layout, log.file);
    return links;
}

std::vector<Link> tables_of(const store::Layout& layout, const store::Holding& of) {
    std::vector<Link> links;
    for (const auto kind :
         {store::TableKind::normal, store::TableKind::fully, store::TableKind::sets, store::TableKind::cells}) {
        add_if_there(links, layout, layout.table(of.date, of.app, of.device, kind));
    }
    add_if_there(links, layout, layout.costs(of.date, of.app, of.device));
    return links;
}

Shown show(const store::Layout& layout, store::Holding holding) {
    Shown shown{std::move(holding), {}, {}, {}, {}, {}, {}, {}};
    const store::Holding& of = shown.holding;
    shown.tables = tables_of(layout, of);
    for (const auto& [backend, held] : of.raw_logs) {
        for (Link& link : links_to(layout, layout.raw_logs(of.date, of.app, of.device, backend))) {
            shown.raw_logs.push_back(std::move(link));
        }
    }
    for (const std::string& name : of.figures) {
        add_if_there(shown.figures, layout, layout.figure(of.date, of.app, of.device, name));
    }
    for (const Backend backend : of.schedules) {
        add_if_there(shown.schedules, layout, layout.schedules(of.date, of.device, of.app, backend));
    }
    shown.result_logs = links_to(layout, layout.result_logs(of.date, of.device, of.app));
    const fs::path analysis = layout.analysis(of.date, of.device, of.app);
    for (const std::string& name : of.analyses) add_if_there(shown.analysis, layout, analysis / name);
    shown.traces = links_in(layout, analysis / "traces", "", ".trace.json");
    return shown;
}

void write_link_list(format::JsonWriter& json, const std::vector<Link>& links) {
    for (const Link& link : links) json.value(link.path);
}

void write_links(format::JsonWriter& json, const char* key, const std::vector<Link>& links) {
    json.key(key).begin_array();
    write_link_list(json, links);
    json.end();
}

}  // namespace

std::string percent_encoded(std::string_view path) {
    constexpr char hex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : path) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("/-._~+").find(c) != std::string_view::npos;
        if (plain) {
            out += c;
        } else {
            out += '%';
            out += hex[static_cast<unsigned char>(c) >> 4U];
            out += hex[static_cast<unsigned char>(c) & 15U];
        }
    }
    return out;
}

std::string path_of(const fs::path& root, const fs::path& file) {
    return "/files/" + percent_encoded(file.lexically_relative(root).generic_string());
}

std::vector<Shown> everything(const store::Layout& layout) {
    std::vector<Shown> all;
    for (store::Holding& holding : store::take_inventory(layout).holdings) {
        all.push_back(show(layout, std::move(holding)));
    }
    return all;
}

std::vector<Link> reports(const store::Layout& layout, const store::Date& date) {
    return links_in(layout, layout.day(date), "report_", ".html");
}

std::string index_json(const store::Layout& layout, const std::vector<Shown>& all) {
    format::JsonWriter json;
    json.begin_object().member("kind", "index").member("version", 1);
    json.member("store", format::valid_utf8(fs::absolute(layout.root()).string())).key("holdings").begin_array();
    for (const Shown& each : all) {
        json.begin_object().member("date", each.holding.date.str()).member("device", each.holding.device.str());
        json.member("app", each.holding.app.str());
        write_links(json, "tables", each.tables);
        write_links(json, "figures", each.figures);
        json.key("schedules").begin_array();
        for (const Link& link : each.schedules) json.value("/schedules/" + percent_encoded(link.name));
        json.end();
        json.key("results").begin_array();
        write_link_list(json, each.result_logs);
        write_link_list(json, each.analysis);
        json.end();
        write_links(json, "raw_logs", each.raw_logs);
        write_links(json, "traces", each.traces);
        json.end();
    }
    json.end().key("reports").begin_array();
    std::optional<store::Date> before;
    for (const Shown& each : all) {
        if (before != each.holding.date) write_link_list(json, reports(layout, each.holding.date));
        before = each.holding.date;
    }
    return json.end().end().take();
}

}  // namespace bt::serve
