#include <algorithm>
#include <memory>

#include "bt/core/suggest.hpp"
#include "bt/core/words.hpp"
#include "bt/device/registry.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/store/inventory.hpp"
#include "bt/store/store.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

// `runner status`: what the store holds and what is missing for the next step.

namespace bt::cli {
namespace {

using store::Holding;
using store::Inventory;

struct Options {
    std::vector<std::string> devices;
    std::vector<std::string> apps;
};

std::string cell_of(const std::vector<std::string>& words) { return words.empty() ? "-" : joined(words); }

std::string tables_text(const Holding& holding) {
    std::vector<std::string> words;
    for (const store::TableHeld& table : holding.tables) {
        const std::string kind(to_string(table.kind));
        words.push_back(table.kind == store::TableKind::cells ? kind : kind + ":" + std::to_string(table.runs));
    }
    if (holding.costs) words.emplace_back("costs");
    if (holding.profile) words.emplace_back("profile");
    return cell_of(words);
}

std::string logs_text(const store::LogsHeld& logs) {
    std::string text = std::to_string(logs.complete);
    if (logs.unfinished) text += " (+" + std::to_string(logs.unfinished) + " unfinished)";
    if (logs.aborted) text += " (+" + std::to_string(logs.aborted) + " aborted)";
    return text;
}

std::string raw_logs_text(const Holding& holding) {
    std::vector<std::string> words;
    for (const auto& [backend, logs] : holding.raw_logs) {
        words.push_back(std::string(to_string(backend)) + ":" + logs_text(logs));
    }
    return cell_of(words);
}

std::string schedules_text(const Holding& holding) {
    std::vector<std::string> words;
    for (const Backend backend : holding.schedules) words.emplace_back(to_string(backend));
    return cell_of(words);
}

std::string next_text(const Holding& holding) {
    if (holding.missing.empty()) return "-";
    return std::string(to_string(holding.missing.front().step)) + ": " + holding.missing.front().why;
}

std::string as_text(const Inventory& inventory, const Terminal& terminal) {
    TextTable table({"DATE", "APP", "DEVICE", "TABLES:RUNS", "LOGS", "SCHEDULES", "RESULTS", "FIGURES", "NEXT"});
    for (const Holding& holding : inventory.holdings) {
        table.add({holding.date.str(), holding.app.str(), printable(holding.device.str()), tables_text(holding),
                   raw_logs_text(holding), schedules_text(holding), logs_text(holding.result_logs),
                   std::to_string(holding.figures.size()), next_text(holding)});
    }
    const std::string text = table.str();
    const std::size_t heading = text.find('\n');
    return terminal.styled(text.substr(0, heading), Style::bold) + text.substr(heading);
}

void write_logs(format::JsonWriter& json, const store::LogsHeld& logs) {
    json.begin_object(format::JsonLayout::line)
        .member("complete", logs.complete)
        .member("unfinished", logs.unfinished)
        .member("aborted", logs.aborted)
        .end();
}

void write_names(format::JsonWriter& json, std::string_view key, const std::vector<std::string>& names) {
    json.key(key).begin_array(format::JsonLayout::line);
    for (const std::string& name : names) json.value(format::valid_utf8(name));
    json.end();
}

void write_tables(format::JsonWriter& json, const Holding& holding) {
    json.key("tables").begin_object(format::JsonLayout::line);
    for (const store::TableHeld& table : holding.tables) {
        const bool has_runs = table.kind != store::TableKind::cells;
        const auto number = [&](int count) { return has_runs ? std::optional(count) : std::nullopt; };
        json.key(to_string(table.kind)).begin_object().member("campaigns", number(table.campaigns));
        json.member("runs", number(table.runs)).end();
    }
    json.end();
}

void write_missing(format::JsonWriter& json, const Holding& holding) {
    json.key("missing").begin_array();
    for (const store::Missing& missing : holding.missing) {
        json.begin_object(format::JsonLayout::line)
            .member("step", to_string(missing.step))
            .member("why", std::string_view(missing.why))
            .end();
    }
    json.end();
}

void write_holding(format::JsonWriter& json, const Holding& holding) {
    json.begin_object()
        .member("date", std::string_view(holding.date.str()))
        .member("app", std::string_view(holding.app.str()))
        .member("device", std::string_view(format::valid_utf8(holding.device.str())));
    write_tables(json, holding);
    json.member("costs", holding.costs)
        .member("profile", holding.profile)
        .key("raw_logs")
        .begin_object(format::JsonLayout::line);
    for (const auto& [backend, logs] : holding.raw_logs) write_logs(json.key(to_string(backend)), logs);
    json.end().key("schedules").begin_array(format::JsonLayout::line);
    for (const Backend backend : holding.schedules) json.value(to_string(backend));
    write_logs(json.end().key("result_logs"), holding.result_logs);
    write_names(json, "analyses", holding.analyses);
    write_names(json, "figures", holding.figures);
    write_missing(json, holding);
    json.end();
}

std::string as_json(const Inventory& inventory, const std::filesystem::path& root) {
    format::JsonWriter json;
    json.begin_object()
        .member("kind", "status")
        .member("version", 1)
        .member("store", std::string_view(format::valid_utf8(root.string())))
        .key("holdings")
        .begin_array();
    for (const Holding& holding : inventory.holdings) write_holding(json, holding);
    json.end();
    write_names(json, "not_read", inventory.not_read);
    json.end();
    return json.take();
}

// A name that was asked for and that nothing in the store bears is a mistake, not an empty answer.
void check_known(const std::vector<std::string>& asked, const std::vector<std::string>& known, std::string_view what) {
    for (const std::string& name : asked) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        throw usage_error("the store holds nothing of " + std::string(what) + " '" + printable(name) + "'",
                          did_you_mean(name, known));
    }
}

template <class Name>
std::vector<std::string> distinct(const std::vector<Holding>& holdings, Name name) {
    std::vector<std::string> names;
    for (const Holding& holding : holdings) {
        if (std::find(names.begin(), names.end(), name(holding)) == names.end()) names.push_back(name(holding));
    }
    return names;
}

void keep_asked(Inventory& inventory, const Options& options, const std::optional<std::string>& date) {
    const auto device_of = [](const Holding& holding) { return holding.device.str(); };
    const auto app_of = [](const Holding& holding) { return holding.app.str(); };
    std::vector<std::string> devices;
    for (const std::string& typed : options.devices) devices.push_back(device::id_of(typed).str());
    check_known(devices, distinct(inventory.holdings, device_of), "device");
    check_known(options.apps, distinct(inventory.holdings, app_of), "application");
    const auto asked = [](const std::vector<std::string>& names, const std::string& name) {
        return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto day = date ? std::optional(store::parse_date(*date)) : std::nullopt;
    std::erase_if(inventory.holdings, [&](const Holding& holding) {
        return !asked(devices, device_of(holding)) || !asked(options.apps, app_of(holding)) ||
               (day && holding.date != *day);
    });
}

ExitCode status(const Options& options, const Invocation& invocation) {
    const store::Store held(store::choose_root(invocation.globals.data));
    Inventory inventory = store::take_inventory(held.layout());
    keep_asked(inventory, options, invocation.globals.date);
    Terminal& terminal = invocation.terminal;
    for (const std::string& each : inventory.not_read) terminal.warn("not read: " + printable(each, 300));
    terminal.detail(std::to_string(inventory.files) + " files looked at in " +
                    printable(held.layout().root().string(), 200));
    if (invocation.globals.json) {
        terminal.print(as_json(inventory, held.layout().root()));
    } else if (inventory.holdings.empty()) {
        terminal.print("nothing in " + printable(held.layout().root().string(), 200) +
                       (invocation.globals.date ? " on that date\n" : " yet\n"));
    } else {
        terminal.print(as_text(inventory, terminal));
    }
    return ExitCode::done;
}

}  // namespace

Command status_command() {
    auto options = std::make_shared<Options>();
    return {"status", "Show what the store holds and what is missing for the next step",
            [options](Flags& flags) {
                flags.list("--device", options->devices, "ID", "Only these devices");
                flags.list("--app", options->apps, "NAME", "Only these applications");
            },
            [options](const Invocation& invocation) { return status(*options, invocation); }};
}

}  // namespace bt::cli
