#include "cli/schedule_input.hpp"

#include <algorithm>
#include <set>

#include "bt/core/condition.hpp"
#include "bt/core/pu.hpp"
#include "bt/core/sha256.hpp"
#include "bt/core/statistics.hpp"
#include "bt/device/registry.hpp"
#include "bt/format/cells.hpp"
#include "bt/format/chunk_costs.hpp"
#include "bt/format/table.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/left_out.hpp"
#include "cli/number.hpp"
#include "cli/stage_names.hpp"

namespace bt::cli {
namespace {

using schedule::TableChoice;

// Sets are compared by who is busy, not by the order in which a file names them.
using BusyPus = std::set<PuName>;
using HalfWidths = std::map<std::tuple<int, PuName, BusyPus>, double>;  // by stage, ms

BusyPus busy_of(const ActiveSet& set) { return {set.pus().begin(), set.pus().end()}; }

TableChoice choice_of(const std::string& text) {
    if (text == "normal") return TableChoice::normal;
    if (text == "fully") return TableChoice::fully;
    return text == "sets" ? TableChoice::sets : TableChoice::automatic;
}

std::optional<int> campaign_of(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return whole_number(*text, "--campaign", 0, "campaign");
}

// The one that medians() takes.
int campaign_used(const format::TableFile& table, std::optional<int> wanted) {
    if (wanted) return *wanted;
    int newest = format::earlier_campaign;
    for (const format::Campaign& campaign : format::campaigns(table)) {
        if (campaign.complete()) newest = campaign.number;
    }
    return newest;
}

class TableReader {
public:
    TableReader(const ScheduleSources& sources, ScheduleInput& input)
        : input_(input),
          any_device_(sources.device == "any"),
          campaign_(campaign_of(sources.campaign)),
          lenient_(lenient_if(sources.lenient)) {}

    // `condition`: normal, fully, sets or the name of a set.
    void read_table_file(const std::filesystem::path& file, const std::string& condition) {
        const std::string text = system::read_file(file, most_input_bytes);
        const auto kind = condition == "sets" ? format::TableKind::sets : format::TableKind::condition;
        format::TableFile table = format::read_table(text, file.string(), kind, lenient_);
        if (!any_device_) table.app = input_.app;
        note_left_out(table.left_out, "rows", file, input_.notes);
        for (std::string& note : table.misspelt_columns()) input_.notes.push_back(std::move(note));
        require_device(table, file);
        if (table.rows.empty())
            throw data_error("the table " + file.string() + " has no rows", "measure first: runner benchmark");
        if (condition == "sets") {
            for (auto& [set, matrix] : format::set_medians(table, campaign_)) input_.measured.sets.emplace(set, matrix);
        } else if (condition == "normal") {
            input_.measured.normal = format::medians(table, campaign_);
        } else if (condition == "fully") {
            input_.measured.fully = format::medians(table, campaign_);
        } else {
            input_.measured.sets.emplace(
                parse_condition(condition, table.pus(), {"normal", "fully", "sets"}, "--table-file"),
                format::medians(table, campaign_));
        }
        const int campaign = campaign_used(table, campaign_);
        if (condition != "sets") input_.campaign = std::max(input_.campaign.value_or(campaign), campaign);
        if (!campaign_) note_passed_over(table, campaign);
        note_repeats(table, campaign, condition);
        remember(file, text, condition);
    }

    // CIs of the cells, which stand above those that the tables' repeats give.
    void read_cells_file(const std::filesystem::path& file) {
        const auto text = system::read_file_if_there(file, most_input_bytes);
        if (!text) return;
        const format::CellsFile cells = format::read_cells(*text, file.string(), lenient_);
        note_left_out(cells.left_out, "rows", file, input_.notes);
        for (const format::CellRow& row : cells.rows) {
            const BusyPus busy = busy_of(row.set);
            const auto used = campaigns_.find(busy.size() == 1 ? BusyPus{} : busy);
            if (used != campaigns_.end() && used->second != row.campaign) continue;
            if (row.ci) widths_[{row.stage.number(), row.pu, busy}] = (row.ci->high - row.ci->low) / 2;
        }
        input_.files.push_back(file);
    }

    void finish() {
        input_.measured.half_width = [widths = std::move(widths_)](Stage stage, const PuName& pu,
                                                                   const ActiveSet& set) -> std::optional<double> {
            const auto found = widths.find({stage.number(), pu, busy_of(set)});
            return found == widths.end() ? std::nullopt : std::optional(found->second);
        };
    }

private:
    void require_device(const format::TableFile& table, const std::filesystem::path& file) const {
        if (any_device_ || !table.device || *table.device == input_.device) return;
        throw data_error("the table " + file.string() + " is of the device '" + printable(table.device->str()) +
                             "', not '" + printable(input_.device.str()) + "'",
                         "--device any takes a table of any device");
    }

    void remember(const std::filesystem::path& file, const std::string& text, const std::string& condition) {
        input_.tables.push_back({file.filename().string(), condition, sha256_hex(text)});
        input_.files.push_back(file);
    }

    // Both conditions of one campaign mostly lack the same.
    void note_passed_over(const format::TableFile& table, int campaign) {
        const auto note = format::passed_over(table, campaign);
        if (!note || (noted_ && *noted_ == *note)) return;
        noted_ = note;
        input_.notes.push_back(*note);
    }

    // The cells' CIs are the t intervals over these.
    void note_repeats(const format::TableFile& table, int campaign, const std::string& condition) {
        std::map<std::tuple<int, PuName, BusyPus>, std::vector<double>> repeats;
        const std::vector<PuName> columns = table.pus();
        const BusyPus full = timed_pus(table);
        for (const format::TableRow& row : table.rows) {
            if (row.run.campaign != campaign) continue;
            for (const PuName& pu : columns) {
                const auto time = row.cell(pu).time();
                if (!time) continue;
                const BusyPus busy = row.set                 ? busy_of(*row.set)
                                     : condition == "normal" ? BusyPus{pu}
                                     : condition == "fully"  ? full
                                                             : busy_of(ActiveSet::parse(condition));
                campaigns_.emplace(condition == "normal" ? BusyPus{} : busy, campaign);
                repeats[{row.stage.number(), pu, busy}].push_back(time->count());
            }
        }
        for (const auto& [cell, values] : repeats) {
            if (const auto ci = t_interval(values)) widths_[cell] = (ci->high - ci->low) / 2;
        }
    }

    // As Table::present_pus says it, so that the cost model asks for the same set.
    static BusyPus timed_pus(const format::TableFile& table) {
        BusyPus pus;
        for (const PuName& pu : table.pus()) {
            const bool present = std::any_of(table.rows.begin(), table.rows.end(),
                                             [&](const format::TableRow& row) { return !row.cell(pu).is_absent(); });
            if (present) pus.insert(pu);
        }
        return pus;
    }

    ScheduleInput& input_;
    bool any_device_;
    std::optional<int> campaign_;
    format::Lenient lenient_;
    HalfWidths widths_;
    std::optional<std::string> noted_;
    std::map<BusyPus, int> campaigns_;  // that the times come from; the empty set: normal
};

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
    throw data_error("no " + words_of(sources) + " in '" + printable(held.layout().root().string(), 200) + "'" +
                         (asked ? " on " + asked->str() : ""),
                     newest ? "dates that hold one: " + dates
                            : "measure first: runner benchmark --device " + printable(sources.device) + " --app " +
                                  printable(sources.app) + "; runner status shows what there is");
}

void read_from_store(TableReader& reader, const store::Store& held, ScheduleInput& input) {
    const store::Layout& layout = held.layout();
    const Wanted wanted = wanted_by(input.choice);
    const auto read = [&](StoredTable kind, bool needed) {
        const auto file = layout.table(input.date, input.app, input.device, kind);
        if (needed && is_there(file)) reader.read_table_file(file, std::string(to_string(kind)));
    };
    read(StoredTable::normal, wanted.normal);
    read(StoredTable::fully, wanted.fully);
    read(StoredTable::sets, wanted.sets);
    reader.read_cells_file(layout.table(input.date, input.app, input.device, StoredTable::cells));
}

// A table alone is the one for all schedules, whatever it is called.
void read_given(TableReader& reader, const ScheduleSources& sources) {
    for (const std::string& word : sources.table_files) {
        const std::size_t equals = word.rfind('=');
        const bool named = equals != std::string::npos && !is_there(word);
        if (!named && sources.table_files.size() > 1) {
            throw usage_error("--table-file: which condition is '" + printable(word) + "'?",
                              "say so: FILE=normal, FILE=fully, FILE=sets, or the busy PUs as in FILE=big+vulkan");
        }
        const std::string alone = sources.table == "normal" || sources.table == "sets" ? sources.table : "fully";
        reader.read_table_file(named ? word.substr(0, equals) : word, named ? word.substr(equals + 1) : alone);
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

// A campaign of the first stages alone looks like a shorter application.
void require_all_stages(const ScheduleInput& input) {
    const auto& table = input.measured.normal ? input.measured.normal : input.measured.fully;
    if (!table) return;
    const std::size_t all = stage_names_of(input.app, table->stages()).size();
    const auto there = static_cast<std::size_t>(table->stages());
    if (all <= there) return;
    throw data_error("the tables of " + input.app.str() + " on " + printable(input.device.str()) + ", " +
                         input.date.str() + ", end with stage " + std::to_string(there) + " of " + std::to_string(all),
                     "measure them all: runner benchmark --device " + printable(input.device.str()) + " --app " +
                         input.app.str() + " without --stages");
}

// A person's own table may be of another build of the application, or of one that only shares its name.
void note_missing_stages(ScheduleInput& input) {
    const auto& table = input.measured.normal ? input.measured.normal : input.measured.fully;
    if (!table) return;
    const std::size_t all = stage_names_of(input.app, table->stages()).size();
    const auto there = static_cast<std::size_t>(table->stages());
    if (all <= there) return;
    input.notes.push_back("the table ends with stage " + std::to_string(there) + ", and " + input.app.str() + " has " +
                          std::to_string(all) + ": runner run takes no such schedule");
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
    TableReader reader(sources, input);
    if (sources.table_files.empty()) {
        if (sources.device == "any") {
            throw usage_error("--device any is for a table of one's own, and none is given",
                              "give it: --table-file FILE; or name a device that was measured (runner status)");
        }
        input.date = date_of_tables(sources, held, globals, input);
        read_from_store(reader, held, input);
        find_params(held, input);
        require_all_stages(input);
    } else {
        if (globals.date) input.date = store::parse_date(*globals.date);
        read_given(reader, sources);
        note_missing_stages(input);
    }
    reader.finish();
    read_costs(sources, held, input);
    const std::vector<PuName> pus = timed(input.measured);
    input.backend = choose_backend(sources.backend, pus);
    std::copy_if(pus.begin(), pus.end(), std::back_inserter(input.pus),
                 [&](const PuName& pu) { return belongs(pu, input.backend); });
    note_single_table(input);
    return input;
}

}  // namespace bt::cli
