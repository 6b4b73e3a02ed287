#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "bt/core/error.hpp"
#include "bt/format/table.hpp"
#include "format/csv.hpp"
#include "format/csv_values.hpp"
#include "format/table_columns.hpp"

namespace bt::format {
namespace {

constexpr int largest_run = 1'000'000'000;

std::optional<int> whole_part(std::string_view text, int least) {
    const auto value = parse_whole(text);
    if (!value || *value < least || *value > largest_run || trim(text) != text) return std::nullopt;
    return static_cast<int>(*value);
}

// "2.1" is campaign 2, repeat 1, and never a fraction: 2.10 is the tenth repeat.
std::optional<RunId> parse_run(std::string_view text) {
    const std::size_t dot = text.find('.');
    if (dot == std::string_view::npos) {
        const auto repeat = whole_part(text, 0);
        return repeat ? std::optional(RunId{earlier_campaign, *repeat}) : std::nullopt;
    }
    const auto campaign = whole_part(text.substr(0, dot), 1);
    const auto repeat = whole_part(text.substr(dot + 1), 1);
    return campaign && repeat ? std::optional(RunId{*campaign, *repeat}) : std::nullopt;
}

TableCell parse_cell(const CsvValues& values, std::size_t column) {
    if (values.empty(column)) return TableCell::unmeasured();
    const auto value = parse_number(values.text(column));
    if (value == 0.0 && !std::signbit(*value)) return TableCell::absent();
    if (value >= shortest_time.count() && value <= longest_time.count()) return TableCell(Milliseconds{*value});
    throw values.fault(column, "milliseconds from 1e-6 to 1e9, 0.0 for an absent PU, or nothing");
}

class TableReader {
public:
    TableReader(std::string_view text, const std::string& file, TableKind kind, Lenient lenient)
        : csv_(text, file), lenient_(lenient) {
        table_.file = file;
        table_.kind = kind;
    }

    TableFile read() {
        read_header();
        while (step()) {
        }
        return std::move(table_);
    }

private:
    using Key = std::tuple<Stage, RunId, std::optional<ActiveSet>>;

    void read_header();
    std::optional<std::size_t> find(ColumnRole role) const;
    std::size_t require(ColumnRole role, const char* name) const;
    bool step();
    void take(const CsvRow& csv);
    TableRow parse_row(const CsvRow& csv) const;
    RunId parse_run_of(const CsvValues& values) const;
    void take_device(const CsvRow& csv);
    void check_set(const CsvRow& csv, const TableRow& row) const;

    CsvReader csv_;
    Lenient lenient_;
    TableFile table_;
    std::vector<ColumnRole> roles_;
    std::vector<PuName> pus_;                   // those of the columns with ColumnRole::pu
    std::optional<std::size_t> device_column_;  // tables by hand may lack these two: one run of no device by name
    std::optional<std::size_t> run_column_;
    std::size_t stage_column_ = 0;
    std::size_t set_column_ = 0;
    std::map<Key, std::size_t> lines_;  // of the rows taken
};

void TableReader::read_header() {
    const auto header = csv_.next();
    if (!header) throw data_error({csv_.file(), 1, 1}, "a header line 'stage,little,…,device,run'", "an empty file");
    table_.columns = column_names(csv_.file(), *header);
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        roles_.push_back(role_of(table_.columns[i]));
        if (roles_.back() != ColumnRole::pu) continue;
        const Place place = place_of(csv_.file(), *header, header->fields[i]);
        try {
            pus_.push_back(pu_of_column(table_.columns[i]));
        } catch (const Error& error) {
            throw data_error(place, "pu:<name>", "'" + printable(table_.columns[i]) + "'", error.failed());
        }
        if (std::count(pus_.begin(), pus_.end(), pus_.back()) > 1) {
            throw data_error(place, "each PU once", "'" + table_.columns[i] + "' again");
        }
    }
    stage_column_ = require(ColumnRole::stage, "stage");
    device_column_ = find(ColumnRole::device);
    run_column_ = find(ColumnRole::run);
    require(ColumnRole::pu, "little, medium, big, vulkan, cuda or pu:<name>");
    const bool has_set = std::find(roles_.begin(), roles_.end(), ColumnRole::set) != roles_.end();
    if (table_.kind == TableKind::sets) set_column_ = require(ColumnRole::set, "set");
    if (table_.kind == TableKind::condition && has_set) {
        throw data_error({csv_.file(), header->line, 0}, "a table of one condition", "a column 'set'",
                         "tables with several active sets are called <device>_sets.csv");
    }
}

std::optional<std::size_t> TableReader::find(ColumnRole role) const {
    const auto found = std::find(roles_.begin(), roles_.end(), role);
    return found == roles_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - roles_.begin()));
}

std::size_t TableReader::require(ColumnRole role, const char* name) const {
    if (const auto found = find(role)) return *found;
    std::string columns, advice;
    for (const std::string& column : table_.columns) {
        columns += (columns.empty() ? "" : ",") + column;
        const auto meant = role == ColumnRole::pu ? pu_column_meant(column) : std::nullopt;
        if (meant) advice += (advice.empty() ? "'" : "; '") + printable(column) + "': " + *meant;
    }
    if (advice.empty() && role != ColumnRole::set)
        advice = "a table begins with a line such as stage,little,medium,big,vulkan,cuda,device,run";
    throw data_error({csv_.file(), 1, 1}, std::string("a column ") + name, "'" + printable(columns, 80) + "'", advice);
}

bool TableReader::step() {
    std::optional<CsvRow> csv;
    try {
        csv = csv_.next();
        if (!csv) return false;
        require_fields(csv_.file(), *csv, roles_.size());
    } catch (const Error& error) {
        if (lenient_ == Lenient::no) throw;
        table_.left_out.add(error.failed());
        return true;
    }
    take_device(*csv);
    try {
        take(*csv);
    } catch (const Error& error) {
        if (lenient_ == Lenient::no) throw;
        table_.left_out.add(error.failed());
    }
    return true;
}

// Also where lenient: which of two devices a table is about is not for a reader to choose.
void TableReader::take_device(const CsvRow& csv) {
    if (!device_column_) return;
    const DeviceId device = CsvValues(csv_.file(), csv).device(*device_column_);
    if (!table_.device) table_.device = device;
    if (device == *table_.device) return;
    throw data_error(place_of(csv_.file(), csv, csv.fields[*device_column_]),
                     "device '" + printable(table_.device->str()) + "' as in the rows before",
                     "'" + printable(device.str()) + "'", "a table is about one device: split the file");
}

void TableReader::take(const CsvRow& csv) {
    TableRow row = parse_row(csv);
    check_set(csv, row);
    const auto [known, fresh] = lines_.emplace(Key{row.stage, row.run, row.set}, row.line);
    if (!fresh) {
        throw data_error(place_of(csv_.file(), csv, csv.fields[stage_column_]), "each stage once in a run",
                         "stage " + std::to_string(row.stage.number()) + " of run " + to_string(row.run) +
                             " again, first on line " + std::to_string(known->second),
                         "take one of the two lines out");
    }
    table_.rows.push_back(std::move(row));
}

TableRow TableReader::parse_row(const CsvRow& csv) const {
    const CsvValues values(csv_.file(), csv);
    TableRow row;
    row.line = csv.line;
    std::size_t pu = 0;
    for (std::size_t i = 0; i < roles_.size(); ++i) {
        if (roles_[i] == ColumnRole::pu) row.cells.emplace(pus_[pu++], parse_cell(values, i));
        if (roles_[i] == ColumnRole::unknown) row.unknown.emplace(table_.columns[i], csv.fields[i].text);
    }
    row.stage = values.stage(stage_column_);
    row.run = run_column_ ? parse_run_of(values) : RunId{earlier_campaign, 0};
    if (table_.kind == TableKind::sets) row.set = values.set(set_column_);
    return row;
}

RunId TableReader::parse_run_of(const CsvValues& values) const {
    if (const auto run = parse_run(values.text(*run_column_))) return *run;
    throw values.fault(*run_column_, "<campaign>.<repeat>, both from 1, or a plain run number");
}

void TableReader::check_set(const CsvRow& csv, const TableRow& row) const {
    if (!row.set) return;
    const CsvValues values(csv_.file(), csv);
    if (row.set->pus().size() < 2) {
        throw values.fault(set_column_, "a set of two or more PUs", "one PU alone is the table 'normal'");
    }
    for (const PuName& pu : row.set->pus()) {
        const auto cell = row.cells.find(pu);
        if (cell == row.cells.end() || cell->second.is_absent()) {
            throw values.fault(set_column_, "PUs that the device has", "'" + pu.str() + "' is absent in this row");
        }
    }
    std::size_t pu = 0;
    for (std::size_t i = 0; i < roles_.size(); ++i) {
        if (roles_[i] != ColumnRole::pu) continue;
        const PuName& name = pus_[pu++];
        if (row.cells.at(name).time() && !row.set->contains(name)) {
            throw values.fault(i, "no time for a PU outside the set " + row.set->str());
        }
    }
}

}  // namespace

std::string to_string(const RunId& run) {
    if (run.campaign == earlier_campaign) return std::to_string(run.repeat);
    return std::to_string(run.campaign) + '.' + std::to_string(run.repeat);
}

TableCell TableRow::cell(const PuName& pu) const {
    const auto found = cells.find(pu);
    return found == cells.end() ? TableCell::absent() : found->second;
}

int TableFile::last_stage() const {
    int last = 0;
    for (const TableRow& row : rows) last = std::max(last, row.stage.number());
    return last;
}

TableFile read_table(std::string_view text, const std::string& file, TableKind kind, Lenient lenient) {
    return TableReader(text, file, kind, lenient).read();
}

}  // namespace bt::format
