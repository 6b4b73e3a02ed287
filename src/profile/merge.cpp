#include "profile/merge.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "bt/core/error.hpp"

namespace bt::profile {
namespace {

using format::TableFile;
using format::TableKind;
using format::TableRow;

using RowName = std::tuple<format::RunId, std::optional<ActiveSet>, Stage>;
RowName row_name(const TableRow& row) { return {row.run, row.set, row.stage}; }

// For PUs that have times and no column yet. An old file without a column for CUDA stays without one.
void add_columns(TableFile& table, const std::vector<TableRow>& rows) {
    std::vector<PuName> pus = table.pus();
    for (const TableRow& row : rows) {
        for (const auto& [pu, cell] : row.cells) {
            if (cell.is_absent() || std::find(pus.begin(), pus.end(), pu) != pus.end()) continue;
            const auto all = format::standard_columns(std::span(&pu, 1), table.kind);
            const bool plain = std::find(all.begin(), all.end(), pu.str()) != all.end();
            table.columns.push_back(plain ? pu.str() : "pu:" + pu.str());
            pus.push_back(pu);
        }
    }
}

// What was measured stands; what was not may be known now. Says whether anything was filled in.
bool fill(TableRow& row, const TableRow& newer) {
    bool changed = false;
    for (const auto& [pu, cell] : newer.cells) {
        if (!row.cell(pu).is_unmeasured() || !cell.time()) continue;
        row.cells.insert_or_assign(pu, cell);
        changed = true;
    }
    return changed;
}

// Rows that the file does not have yet; the others are filled in.
std::vector<TableRow> missing_rows(TableFile& table, const std::vector<TableRow>& rows, bool& changed) {
    std::map<RowName, TableRow*> known;
    for (TableRow& row : table.rows) known.emplace(row_name(row), &row);
    std::vector<TableRow> missing;
    for (const TableRow& row : rows) {
        const auto found = known.find(row_name(row));
        if (found == known.end()) {
            missing.push_back(row);
        } else {
            changed = fill(*found->second, row) || changed;
        }
    }
    return missing;
}

bool all_behind(const TableFile& table, const std::vector<TableRow>& rows) {
    if (table.rows.empty() || rows.empty()) return true;
    const auto by_run = [](const TableRow& a, const TableRow& b) { return a.run < b.run; };
    const auto last = std::max_element(table.rows.begin(), table.rows.end(), by_run);
    const auto first = std::min_element(rows.begin(), rows.end(), by_run);
    return last->run < first->run;
}

std::string rendered(TableFile table, const std::vector<TableRow>& more, const DeviceId& device) {
    add_columns(table, more);
    table.device = device;
    table.rows.insert(table.rows.end(), more.begin(), more.end());
    std::stable_sort(table.rows.begin(), table.rows.end(),
                     [](const TableRow& a, const TableRow& b) { return row_name(a) < row_name(b); });
    return render(table);
}

}  // namespace

std::string merged_table(std::optional<std::string_view> before, const std::string& file, TableKind kind,
                         const DeviceId& device, const std::vector<TableRow>& rows, Rows how) {
    if (!before) {
        TableFile table{file, kind, format::standard_columns({}, kind), device, {}, {}};
        return rendered(std::move(table), rows, device);
    }
    TableFile table = format::read_table(*before, file, kind);
    if (table.device && *table.device != device) {
        throw data_error(
            file + " is about device '" + printable(table.device->str()) + "', not '" + printable(device.str()) + "'",
            "a table is called after its device: rename the file, or mend its column device");
    }
    if (how == Rows::replace) {
        std::set<int> anew;
        for (const TableRow& row : rows) anew.insert(row.run.campaign);
        std::erase_if(table.rows, [&](const TableRow& row) { return anew.contains(row.run.campaign); });
        return rendered(std::move(table), rows, device);
    }
    const std::vector<std::string> columns = table.columns;
    bool changed = false;
    const std::vector<TableRow> missing = missing_rows(table, rows, changed);
    TableFile wider = table;
    add_columns(wider, missing);
    if (changed || wider.columns != columns || !all_behind(table, missing)) {
        return rendered(std::move(table), missing, device);
    }
    if (missing.empty()) return std::string(*before);
    return std::string(*before) + rows_to_append(*before, file, kind, device, missing);
}

}  // namespace bt::profile
