#include "store/inventory_day.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"

namespace bt::store {
namespace {

// What a file is about stands in the first lines; of a schedule, in its first members.
constexpr std::size_t head = std::size_t{8} << 10;
// A table of 100 repeats of 40 active sets of 10 stages.
constexpr std::size_t largest_table = std::size_t{4} << 20;

LogState state_of(std::string_view name) {
    if (name.ends_with(".part")) return LogState::part;
    return name.ends_with(".aborted") ? LogState::aborted : LogState::complete;
}

std::string_view without_state(std::string_view name) {
    for (const std::string_view ending : {".part", ".aborted"}) {
        if (name.ends_with(ending)) name.remove_suffix(ending.size());
    }
    return name;
}

std::optional<AppName> app_folder(const Entry& entry) {
    if (!entry.is_folder) return std::nullopt;
    try {
        return AppName(entry.name);
    } catch (const Error&) {
        return std::nullopt;  // schedules, results, and what people keep here for themselves
    }
}

}  // namespace

void count_log(LogsHeld& logs, LogState state) {
    switch (state) {
        case LogState::complete: ++logs.complete; return;
        case LogState::part: ++logs.unfinished; return;
        case LogState::aborted: ++logs.aborted; return;
    }
}

void DayReader::could_not_tell(const std::filesystem::path& file) {
    inventory_.not_read.push_back("'" + printable(file.native(), 200) + "' does not say what it is about");
}

std::vector<Entry> DayReader::list(const std::filesystem::path& folder) {
    std::vector<Entry> entries;
    noting([&] { entries = list_folder(folder); });
    inventory_.files += static_cast<std::size_t>(
        std::count_if(entries.begin(), entries.end(), [](const Entry& entry) { return !entry.is_folder; }));
    return entries;
}

Found& DayReader::found(const AppName& app, const DeviceId& device) {
    const auto [place, is_new] =
        found_.try_emplace(Identity(app, device), Found{Holding{.date = date_, .device = device, .app = app}});
    return place->second;
}

std::set<DeviceId> DayReader::devices() const {
    std::set<DeviceId> all;
    for (const auto& [identity, found] : found_) all.insert(identity.second);
    return all;
}

void DayReader::read() {
    for (const Entry& entry : list(layout_.day(date_))) {
        if (const auto app = app_folder(entry)) read_app(*app);
    }
    read_schedules();
    read_results();
    place_the_rest();
    for (auto& [identity, found] : found_) {
        found.holding.missing = missing_of(found);
        inventory_.holdings.push_back(std::move(found.holding));
    }
}

void DayReader::read_app(const AppName& app) {
    for (const Entry& entry : list(layout_.app(date_, app))) {
        if (entry.is_folder) continue;
        const std::string_view name = without_state(entry.name);
        noting([&] {
            if (name.ends_with(".csv")) return read_table(app, entry.name);
            if (name.ends_with(".txt")) return read_raw_log(app, entry.name);
            if (name.ends_with(".json")) return read_costs_or_profile(app, entry.name);
            untold_.emplace_back(app, entry.name);
        });
    }
}

void DayReader::read_table(const AppName& app, const std::string& name) {
    const std::filesystem::path file = layout_.app(date_, app) / name;
    const system::Beginning text = system::read_beginning(file, largest_table);
    if (!text.whole) throw data_error("'" + printable(file.native(), 200) + "' is too large for a table");
    const AboutTable about = about_table(text.bytes);
    if (!about.device) {
        untold_.emplace_back(app, name);
        return;
    }
    for (const TableKind kind : {TableKind::normal, TableKind::fully, TableKind::sets}) {
        if (layout_.table(date_, app, *about.device, kind) != file) continue;
        Found& here = found(app, *about.device);
        here.holding.tables.push_back({kind, about.campaigns, about.runs});
        here.ages.tables = std::max(here.ages.tables, text.changed);
        return;
    }
    could_not_tell(file);
}

void DayReader::read_raw_log(const AppName& app, const std::string& name) {
    const About about = about_raw_log(system::read_beginning(layout_.app(date_, app) / name, head).bytes);
    if (about.device && about.backend) {
        count_log(found(app, *about.device).holding.raw_logs[*about.backend], state_of(name));
    } else {
        untold_.emplace_back(app, name);
    }
}

void DayReader::read_costs_or_profile(const AppName& app, const std::string& name) {
    const About about = about_json(system::read_beginning(layout_.app(date_, app) / name, head).bytes);
    if (!about.device) return could_not_tell(layout_.app(date_, app) / name);
    Holding& holding = found(app, *about.device).holding;
    (name.ends_with("_profile.json") ? holding.profile : holding.costs) = true;
}

void DayReader::read_schedules() {
    for (const Entry& entry : list(layout_.schedules(date_))) {
        const std::filesystem::path file = layout_.schedules(date_) / entry.name;
        if (entry.is_folder || !entry.name.ends_with(".json")) continue;
        noting([&] {
            const system::Beginning text = system::read_beginning(file, head);
            const About about = about_json(text.bytes);
            if (!about.device || !about.app || !about.backend) {
                untold_schedules_.push_back(file);
                return;
            }
            Found& here = found(*about.app, *about.device);
            here.holding.schedules.push_back(*about.backend);
            here.ages.schedules = std::max(here.ages.schedules, text.changed);
        });
    }
}

void DayReader::read_results() {
    for (const Entry& entry : list(layout_.results(date_))) {
        if (entry.is_folder) read_result_folder(layout_.results(date_) / entry.name);
    }
}

// All logs of a folder are of one device and application: one that says of which is enough.
Found* DayReader::find_by_first_log(const std::filesystem::path& folder, const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
        if (entry.is_folder || !without_state(entry.name).ends_with(".log")) continue;
        About about;
        noting([&] { about = about_result_log(system::read_beginning(folder / entry.name, head).bytes); });
        if (about.device && about.app) return &found(*about.app, *about.device);
    }
    return nullptr;
}

void DayReader::read_result_folder(const std::filesystem::path& folder) {
    const std::vector<Entry> entries = list(folder);
    Found* here = find_by_first_log(folder, entries);
    if (here) {
        read_results_of(*here, folder, entries);
    } else {
        untold_results_.push_back(folder);
    }
}

void DayReader::read_results_of(Found& found, const std::filesystem::path& folder, const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
        if (entry.is_folder && entry.name == "analysis") read_analysis(found, folder / entry.name);
        if (entry.is_folder || !without_state(entry.name).ends_with(".log")) continue;
        const LogState state = state_of(entry.name);
        count_log(found.holding.result_logs, state);
        if (state != LogState::complete) continue;
        noting([&] {
            const auto changed = system::read_beginning(folder / entry.name, 0).changed;
            found.ages.results = std::max(found.ages.results, changed);
        });
    }
}

void DayReader::read_analysis(Found& found, const std::filesystem::path& folder) {
    for (const Entry& entry : list(folder)) {
        if (entry.is_folder) continue;
        noting([&] {
            const auto changed = system::read_beginning(folder / entry.name, 0).changed;
            found.ages.analyses = std::max(found.ages.analyses, changed);
            found.holding.analyses.push_back(entry.name);
        });
    }
}

}  // namespace bt::store
