#include "cli/compare_side.hpp"

#include <algorithm>
#include <set>

#include "bt/core/error.hpp"
#include "bt/device/registry.hpp"
#include "bt/format/table.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/measured_times.hpp"
#include "cli/number.hpp"
#include "cli/unknown_names.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;
using format::TableFile;
using format::TableKind;

// What a person typed, in its parts.
struct Words {
    std::optional<store::Date> date;
    std::optional<DeviceId> device;
    std::optional<int> campaign;
};

Words words_of(const std::string& typed) {
    Words words;
    std::string_view rest = typed;
    if (const std::size_t at = rest.rfind('@'); at != rest.npos) {
        const auto number = number_in<int>(rest.substr(at + 1));
        if (number && *number >= 0) {
            words.campaign = number;
            rest = rest.substr(0, at);
        }
    }
    const std::size_t slash = rest.find('/');
    words.date = store::Date::parse(rest.substr(0, slash));
    if (words.date) rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
    if (!rest.empty()) words.device.emplace(device::id_of(std::string(rest)));
    return words;
}

TableFile read(const fs::path& file, TableKind kind) {
    return format::read_table(system::read_file(file, most_input_bytes), file.string(), kind);
}

bool is_of_sets(std::string_view text) {
    const std::string_view heading = text.substr(0, text.find('\n'));
    return ("," + std::string(heading.substr(0, heading.find('\r'))) + ",").find(",set,") != std::string::npos;
}

// `condition`: of a table whose rows do not say it. Rows of one campaign only.
void take_times(const TableFile& table, int campaign, const std::string& condition, ComparedSide& side) {
    std::set<int> repeats;
    for (const format::TableRow& row : table.rows) {
        if (row.run.campaign != campaign) continue;
        repeats.insert(row.run.repeat);
        for (const auto& [pu, cell] : row.cells) {
            const auto time = cell.time();
            if (!time) continue;
            side.times[{row.stage, pu, row.set ? row.set->str() : condition}].push_back(time->count());
        }
    }
    for (const PuName& pu : table.pus()) {
        if (std::find(side.pus.begin(), side.pus.end(), pu) == side.pus.end()) side.pus.push_back(pu);
    }
    side.repeats = std::max(side.repeats, static_cast<int>(repeats.size()));
    side.stages = std::max(side.stages, table.last_stage());
    side.files.emplace_back(table.file);
}

int newest_complete(const TableFile& table) {
    const auto all = format::campaigns(table);
    const auto newest = std::find_if(all.rbegin(), all.rend(), [](const auto& each) { return each.complete(); });
    if (newest != all.rend()) return newest->number;
    throw data_error("the table " + table.file + " has no complete campaign",
                     all.empty() ? "it has no rows: measure first, runner benchmark"
                                 : all.back().missing.value_or("") + "; finish it: runner benchmark --resume");
}

// The day's only device with tables, where none was named.
DeviceId only_device(const store::Layout& layout, const store::Date& date, const AppName& app) {
    std::vector<std::string> not_read;
    const auto devices = devices_of_tables(layout, date, app, format::Lenient::no, not_read);
    if (devices.size() == 1) return devices.front();
    std::string names;
    for (const DeviceId& each : devices) names += (names.empty() ? "" : ", ") + printable(each.str());
    if (devices.empty()) {
        throw data_error("no table of " + app.str() + " on " + date.str(), "runner status shows what there is");
    }
    throw usage_error("which device? " + date.str() + " has tables of " + names,
                      "name one: --device " + printable(devices.front().str()));
}

bool has_table(const store::Layout& layout, const store::Date& date, const AppName& app, const DeviceId& device) {
    std::error_code ignored;
    return fs::exists(layout.table(date, app, device, store::TableKind::normal), ignored) ||
           fs::exists(layout.table(date, app, device, store::TableKind::fully), ignored);
}

store::Date date_of(const Words& words, const SideDefaults& defaults, const store::Store& held) {
    if (words.date) return *words.date;
    const auto device = words.device ? words.device : defaults.device;
    const auto has = [&](const store::Date& date) {
        std::vector<std::string> ignored;
        return device ? has_table(held.layout(), date, *defaults.app, *device)
                      : !devices_of_tables(held.layout(), date, *defaults.app, format::Lenient::no, ignored).empty();
    };
    return held.date_to_read(
        defaults.date, has, "table of " + defaults.app->str() + (device ? " on " + printable(device->str()) : ""),
        [&] { return advice_on_names(held, *defaults.app, device, "runner status shows what there is"); });
}

void take_sets(const store::Layout& layout, ComparedSide& side, const AppName& app) {
    const fs::path file = layout.table(*side.date, app, side.device, store::TableKind::sets);
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return;
    take_times(read(file, TableKind::sets), side.campaign, "", side);
}

}  // namespace

bool names_a_file(const std::string& typed) { return typed.ends_with(".csv"); }

ComparedSide read_file_side(const std::string& typed) {
    const fs::path file = fs::absolute(typed).lexically_normal();
    const std::string text = system::read_file(file, most_input_bytes);
    const TableFile table = format::read_table(text, typed, is_of_sets(text) ? TableKind::sets : TableKind::condition);
    if (table.rows.empty())
        throw data_error("the table " + printable(typed, 200) + " has no rows", "measure first: runner benchmark");
    ComparedSide side{typed, table.device.value_or(DeviceId("any"))};  // by hand it may be without
    side.notes = table.misspelt_columns();
    side.campaign = newest_complete(table);
    take_times(table, side.campaign, "", side);
    // In a store the logs lie beside it, in the folder of its application and date.
    const fs::path folder = file.parent_path();
    side.date = store::Date::parse(folder.parent_path().filename().string());
    if (!side.date) return side;
    try {
        const profile::Subject subject{store::Layout(folder.parent_path().parent_path()), *side.date,
                                       AppName(folder.filename().string()), side.device};
        side.origin = origin_of(subject, side.campaign);
    } catch (const Error& error) {
        if (error.code() != ExitCode::usage) throw;  // else the folder is called as no application can be
    }
    return side;
}

ComparedSide read_store_side(const std::string& typed, const SideDefaults& defaults, const store::Store& held) {
    const Words words = words_of(typed);
    const store::Date date = date_of(words, defaults, held);
    const AppName& app = *defaults.app;
    const DeviceId device = words.device      ? *words.device
                            : defaults.device ? *defaults.device
                                              : only_device(held.layout(), date, app);
    const auto measured = read_measured_times(held.layout(), date, app, device, words.campaign);
    if (!measured) {
        throw data_error("no table of " + app.str() + " on " + printable(device.str()) + " on " + date.str(),
                         "runner status shows what there is");
    }
    if (measured->normal && measured->fully && measured->normal->campaign != measured->fully->campaign) {
        throw data_error(
            "no campaign of " + printable(device.str()) + " on " + date.str() + " is complete under both conditions",
            "name one: " + printable(typed) + "@" + std::to_string(measured->normal->campaign));
    }
    ComparedSide side{typed, device, date};
    side.notes = measured->notes;
    side.campaign = measured->normal ? measured->normal->campaign : measured->fully->campaign;
    for (const auto* times : {&measured->normal, &measured->fully}) {
        if (!*times) continue;
        side.repeats = std::max(side.repeats, (*times)->repeats);
        for (const auto& [cell, values] : (*times)->cells) {
            if (values.repeats.empty()) continue;
            side.times[{cell.first, cell.second, times == &measured->normal ? "normal" : "fully"}] = values.values();
        }
    }
    side.pus = measured->pus;
    side.stages = measured->stages;
    side.files = measured->files;
    take_sets(held.layout(), side, app);
    side.origin = origin_of({held.layout(), date, app, device}, side.campaign);
    return side;
}

}  // namespace bt::cli
