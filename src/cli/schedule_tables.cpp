#include "cli/schedule_tables.hpp"

#include <algorithm>

#include "bt/core/condition.hpp"
#include "bt/core/sha256.hpp"
#include "bt/core/statistics.hpp"
#include "bt/format/cells.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/left_out.hpp"
#include "cli/number.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

std::set<PuName> busy_of(const ActiveSet& set) { return {set.pus().begin(), set.pus().end()}; }

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

// As Table::timed_pus says it, so that the cost model asks for the same set.
std::set<PuName> timed_pus(const format::TableFile& table, int campaign) {
    std::set<PuName> pus;
    for (const format::TableRow& row : table.rows) {
        if (row.run.campaign != campaign) continue;
        for (const PuName& pu : table.pus()) {
            if (row.cell(pu).time()) pus.insert(pu);
        }
    }
    return pus;
}

}  // namespace

ScheduleTables::ScheduleTables(const ScheduleSources& sources, ScheduleInput& input)
    : input_(input),
      any_device_(sources.device == "any"),
      campaign_(campaign_of(sources.campaign)),
      lenient_(lenient_if(sources.lenient)),
      stages_(input.app, input.device, sources.table_files.empty()) {}

format::TableFile ScheduleTables::read(const std::string& text, const fs::path& file, format::TableKind kind) const {
    format::TableFile table = format::read_table(text, file.string(), kind, lenient_);
    if (!any_device_) table.app = input_.app;
    require_device(table);
    if (!table.rows.empty()) return table;
    throw data_error("the table " + file.string() + " has no rows", "measure first: runner benchmark");
}

void ScheduleTables::read_table_file(const fs::path& file, const std::string& condition) {
    const std::string text = system::read_file(file, most_input_bytes);
    const bool of_sets = condition == "sets";
    format::TableFile table = read(text, file, of_sets ? format::TableKind::sets : format::TableKind::condition);
    note_left_out(table.left_out, "rows", file, input_.notes);
    for (std::string& note : table.misspelt_columns()) input_.notes.push_back(std::move(note));
    if (of_sets) {
        take_sets(table);
    } else {
        take_condition(table, condition);
    }
    const int campaign = campaign_used(table, campaign_);
    if (!of_sets) input_.campaign = std::max(input_.campaign.value_or(campaign), campaign);
    if (!campaign_) note_passed_over(table, campaign);
    note_repeats(table, campaign, condition);
    input_.tables.push_back({file.filename().string(), condition, sha256_hex(text)});
    input_.files.push_back(file);
}

void ScheduleTables::take_condition(const format::TableFile& table, const std::string& condition) {
    Table medians = format::medians(table, campaign_);
    stages_.add(table, timed_stages(medians));
    if (condition == "normal") {
        input_.measured.normal = std::move(medians);
    } else if (condition == "fully") {
        input_.measured.fully = std::move(medians);
    } else {
        input_.measured.sets.emplace(
            parse_condition(condition, table.pus(), {"normal", "fully", "sets"}, "--table-file"), std::move(medians));
    }
}

void ScheduleTables::take_sets(const format::TableFile& table) {
    std::set<int> timed;
    for (auto& [set, matrix] : format::set_medians(table, campaign_)) {
        timed.merge(timed_stages(matrix));
        input_.measured.sets.emplace(set, matrix);
    }
    stages_.add(table, timed);
}

void ScheduleTables::read_alone(const fs::path& file) {
    const auto text = system::read_file_if_there(file, most_input_bytes);
    if (!text) return;
    try {
        const format::TableFile table = read(*text, file, format::TableKind::condition);
        Table medians = format::medians(table, input_.campaign);
        if (timed_stages(medians) != timed_stages(*input_.measured.fully)) return;
        input_.measured.alone = std::move(medians);
        input_.files.push_back(file);
    } catch (const Error& error) {
        if (error.code() != ExitCode::data) throw;
        input_.notes.push_back("the speed-up is over a PU by the table fully: " + error.failed());
    }
}

void ScheduleTables::read_cells_file(const fs::path& file) {
    const auto text = system::read_file_if_there(file, most_input_bytes);
    if (!text) return;
    const format::CellsFile cells = format::read_cells(*text, file.string(), lenient_);
    note_left_out(cells.left_out, "rows", file, input_.notes);
    for (const format::CellRow& row : cells.rows) {
        const BusyPus busy = busy_of(row.set);
        const auto used = campaigns_.find(busy.size() == 1 ? BusyPus{} : busy);
        if (used != campaigns_.end() && used->second != row.campaign) continue;
        if (row.ci) half_widths_[{row.stage.number(), row.pu, busy}] = (row.ci->high - row.ci->low) / 2;
    }
    input_.files.push_back(file);
}

void ScheduleTables::finish() {
    stages_.require_alike();
    input_.measured.half_width = [widths = std::move(half_widths_)](Stage stage, const PuName& pu,
                                                                    const ActiveSet& set) -> std::optional<double> {
        const auto found = widths.find({stage.number(), pu, busy_of(set)});
        return found == widths.end() ? std::nullopt : std::optional(found->second);
    };
}

void ScheduleTables::require_device(const format::TableFile& table) const {
    if (any_device_ || !table.device || *table.device == input_.device) return;
    throw data_error("the table " + table.file + " is of the device '" + printable(table.device->str()) + "', not '" +
                         printable(input_.device.str()) + "'",
                     "--device any takes a table of any device");
}

// Both conditions of one campaign mostly lack the same.
void ScheduleTables::note_passed_over(const format::TableFile& table, int campaign) {
    const auto note = format::passed_over(table, campaign);
    if (!note || (noted_ && *noted_ == *note)) return;
    noted_ = note;
    input_.notes.push_back(*note);
}

// The cells' CIs are the t intervals over these.
void ScheduleTables::note_repeats(const format::TableFile& table, int campaign, const std::string& condition) {
    std::map<std::tuple<int, PuName, BusyPus>, std::vector<double>> repeats;
    const std::vector<PuName> columns = table.pus();
    const BusyPus full = timed_pus(table, campaign);
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
        if (const auto ci = t_interval(values)) half_widths_[cell] = (ci->high - ci->low) / 2;
    }
}

}  // namespace bt::cli
