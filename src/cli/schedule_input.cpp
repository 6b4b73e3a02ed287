#include "cli/schedule_input.hpp"

#include <algorithm>

#include "bt/core/pu.hpp"
#include "bt/device/registry.hpp"
#include "bt/format/chunk_costs.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/schedule_tables.hpp"
#include "cli/unknown_names.hpp"

namespace bt::cli {
namespace {

using schedule::TableChoice;

TableChoice choice_of(const std::string& text) {
    if (text == "normal") return TableChoice::normal;
    if (text == "fully") return TableChoice::fully;
    return text == "sets" ? TableChoice::sets : TableChoice::automatic;
}

using StoredTable = store::TableKind;

bool is_there(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

struct Wanted {
    bool normal;
    bool fully;
    bool sets;
};

Wanted wanted_by(TableChoice choice) {
    return {choice != TableChoice::fully, choice != TableChoice::normal,
            choice == TableChoice::automatic || choice == TableChoice::sets};
}

bool holds_table(const store::Layout& layout, const store::Date& date, const ScheduleInput& input) {
    const auto has = [&](StoredTable kind) { return is_there(layout.table(date, input.app, input.device, kind)); };
    switch (input.choice) {
        case TableChoice::normal: return has(StoredTable::normal);
        case TableChoice::fully: return has(StoredTable::fully);
        case TableChoice::sets: return has(StoredTable::normal) && (has(StoredTable::sets) || has(StoredTable::fully));
        case TableChoice::automatic: break;
    }
    return has(StoredTable::normal) || has(StoredTable::fully);
}

std::string words_of(const ScheduleSources& sources) {
    const std::string which = sources.table == "auto" ? "table" : "table of the condition " + sources.table;
    return which + " of " + printable(sources.app) + " on " + printable(sources.device);
}

store::Date date_of_tables(const ScheduleSources& sources, const store::Store& held, const Globals& globals,
                           const ScheduleInput& input) {
    const auto asked = globals.date ? std::optional(store::parse_date(*globals.date)) : std::nullopt;
    const auto has = [&](const store::Date& date) { return holds_table(held.layout(), date, input); };
    if (asked && has(*asked)) return *asked;
    std::string dates;
    std::optional<store::Date> newest;
    for (const store::Date& date : held.dates()) {
        if (!has(date)) continue;
        dates += (dates.empty() ? "" : ", ") + date.str();
        newest = date;
    }
    if (!asked && newest) return *newest;
    const std::string measure = "measure first: runner benchmark --device " + printable(sources.device) + " --app " +
                                printable(sources.app) + (asked ? " --date " + asked->str() : "") +
                                "; runner status shows what there is";
    throw data_error(
        "no " + words_of(sources) + " in '" + printable(held.layout().root().string(), 200) + "'" +
            (asked ? " on " + asked->str() : ""),
        newest ? "dates that hold one: " + dates : advice_on_names(held, input.app, input.device, measure));
}

void read_from_store(ScheduleTables& tables, const store::Store& held, ScheduleInput& input) {
    const store::Layout& layout = held.layout();
    const Wanted wanted = wanted_by(input.choice);
    const auto read = [&](StoredTable kind, bool needed) {
        const auto file = layout.table(input.date, input.app, input.device, kind);
        if (needed && is_there(file)) tables.read_table_file(file, std::string(to_string(kind)));
    };
    read(StoredTable::normal, wanted.normal);
    read(StoredTable::fully, wanted.fully);
    read(StoredTable::sets, wanted.sets);
    if (!wanted.normal) tables.read_alone(layout.table(input.date, input.app, input.device, StoredTable::normal));
    tables.read_cells_file(layout.table(input.date, input.app, input.device, StoredTable::cells));
}

// A table alone is the one for all schedules, whatever it is called.
void read_given(ScheduleTables& tables, const ScheduleSources& sources) {
    for (const std::string& word : sources.table_files) {
        const std::size_t equals = word.rfind('=');
        const bool named = equals != std::string::npos && !is_there(word);
        if (!named && sources.table_files.size() > 1) {
            throw usage_error("--table-file: which condition is '" + printable(word) + "'?",
                              "say so: FILE=normal, FILE=fully, FILE=sets, or the busy PUs as in FILE=big+vulkan");
        }
        const std::string alone = sources.table == "normal" || sources.table == "sets" ? sources.table : "fully";
        tables.read_table_file(named ? word.substr(0, equals) : word, named ? word.substr(equals + 1) : alone);
    }
}

void read_costs(const ScheduleSources& sources, const store::Store& held, ScheduleInput& input) {
    if (sources.costs == "none") return;
    const bool from_store = !sources.costs;
    if (from_store && !sources.table_files.empty()) return;
    const std::filesystem::path file =
        from_store ? held.layout().costs(input.date, input.app, input.device) : std::filesystem::path(*sources.costs);
    const auto text = from_store ? system::read_file_if_there(file, most_input_bytes)
                                 : std::optional(system::read_file(file, most_input_bytes));
    if (!text) return;
    const format::ChunkCosts costs = format::read_chunk_costs(*text, file.string());
    if (sources.device != "any" && (costs.device != input.device || costs.app != input.app)) {
        throw data_error(
            file.string() + " holds the costs of " + costs.app.str() + " on " + printable(costs.device.str()),
            "give those of this device and application, or --costs none");
    }
    for (const auto& [pu, cost] : costs.pus) {
        const double half = cost.ci ? (cost.ci->high - cost.ci->low) / 2 : 0;
        input.measured.submissions.insert_or_assign(pu, schedule::SubmissionCost{cost.chunk_ms, cost.stage_ms, half});
    }
    if (!input.params && !costs.params.empty()) input.params = costs.params;
    input.files.push_back(file);
}

// PUs with a time in some table, in the order of the columns.
std::vector<PuName> timed(const schedule::Measurements& measured) {
    std::vector<PuName> pus;
    const auto add = [&](const Table& table) {
        for (std::size_t pu = 0; pu < table.pus().size(); ++pu) {
            bool any = false;
            for (int stage = 1; stage <= table.stages(); ++stage) {
                any = any || table.at(Stage::from_number(stage), pu).time().has_value();
            }
            if (any && std::find(pus.begin(), pus.end(), table.pus()[pu]) == pus.end()) pus.push_back(table.pus()[pu]);
        }
    };
    if (measured.normal) add(*measured.normal);
    if (measured.fully) add(*measured.fully);
    for (const auto& [set, table] : measured.sets) add(table);
    return pus;
}

Backend choose_backend(const std::string& asked, const std::vector<PuName>& pus) {
    const auto has = [&](Backend backend) {
        return std::find(pus.begin(), pus.end(), accelerator_of(backend)) != pus.end();
    };
    if (asked == "auto") {
        if (has(Backend::cu) && has(Backend::vk)) {
            throw usage_error("the tables hold two backends: cu and vk",
                              "choose one with --backend cu or --backend vk");
        }
        return has(Backend::cu) ? Backend::cu : has(Backend::vk) ? Backend::vk : Backend::cpu;
    }
    const Backend backend = parse_backend(asked);
    if (backend != Backend::cpu && !has(backend)) {
        throw data_error("the tables have no time for " + accelerator_of(backend).str(),
                         "without it: --backend cpu; or measure it: runner benchmark --backend " + asked);
    }
    return backend;
}

bool belongs(const PuName& pu, Backend backend) {
    return class_of(pu) != PuClass::gpu || (backend != Backend::cpu && pu == accelerator_of(backend));
}

bool is_of_campaign(const store::StepRecord& step, const std::string& campaign) {
    return std::none_of(step.settings.begin(), step.settings.end(),
                        [&](const auto& setting) { return setting.first == "campaign" && setting.second != campaign; });
}

// The sizes that were measured: the newest step of that day that says them for the campaign.
void find_params(const store::Store& held, ScheduleInput& input) {
    const std::string campaign = std::to_string(input.campaign.value_or(format::earlier_campaign));
    for (const store::StepRecord& step : store::read_manifest(held.layout(), input.date).steps) {
        const bool mine = step.device == input.device.str() && step.app == input.app.str();
        if (step.step == "benchmark" && mine && is_of_campaign(step, campaign)) input.params = step.params;
    }
}

void note_single_table(ScheduleInput& input) {
    const auto& measured = input.measured;
    if (input.choice != TableChoice::automatic || !measured.sets.empty() || input.pus.size() == 1) return;
    if (measured.normal && measured.fully) return;
    input.notes.push_back(std::string("only ") + (measured.normal ? "the table normal" : "one table") +
                          ": the same times are taken whichever PUs a schedule uses");
}

}  // namespace

ScheduleInput read_schedule_input(const ScheduleSources& sources, const store::Store& held, const Globals& globals) {
    ScheduleInput input{device::id_of(sources.device),
                        AppName(sources.app),
                        Backend::cpu,
                        store::Date::today(),
                        choice_of(sources.table),
                        {},
                        {},
                        {},
                        {},
                        std::nullopt,
                        std::nullopt,
                        {}};
    ScheduleTables tables(sources, input);
    if (sources.table_files.empty()) {
        if (sources.device == "any") {
            throw usage_error("--device any is for a table of one's own, and none is given",
                              "give it: --table-file FILE; or name a device that was measured (runner status)");
        }
        input.date = date_of_tables(sources, held, globals, input);
        read_from_store(tables, held, input);
        find_params(held, input);
    } else {
        if (globals.date) input.date = store::parse_date(*globals.date);
        read_given(tables, sources);
    }
    tables.finish();
    read_costs(sources, held, input);
    const std::vector<PuName> pus = timed(input.measured);
    input.backend = choose_backend(sources.backend, pus);
    std::copy_if(pus.begin(), pus.end(), std::back_inserter(input.pus),
                 [&](const PuName& pu) { return belongs(pu, input.backend); });
    note_single_table(input);
    return input;
}

}  // namespace bt::cli
