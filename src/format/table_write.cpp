#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/format/table.hpp"
#include "format/csv.hpp"
#include "format/table_columns.hpp"

namespace bt::format {
namespace {

std::string render_cell(const TableCell& cell) {
    if (cell.is_absent()) return "0.0";
    const auto time = cell.time();
    return time ? render_number(time->count()) : "";
}

std::string value_of(const std::string& column, const TableRow& row, const DeviceId& device) {
    switch (role_of(column)) {
        case ColumnRole::stage: return std::to_string(row.stage.number());
        case ColumnRole::pu: return render_cell(row.cell(pu_of_column(column)));
        case ColumnRole::device: return render_field(device.str());
        case ColumnRole::run: return to_string(row.run);
        case ColumnRole::set: return row.set ? row.set->str() : "";
        case ColumnRole::unknown: break;
    }
    const auto found = row.unknown.find(column);
    return found == row.unknown.end() ? "" : render_field(found->second);
}

void require_columns(const TableRow& row, const std::vector<std::string>& columns, const std::string& file) {
    for (const auto& [pu, cell] : row.cells) {
        if (cell.is_absent() || std::find(columns.begin(), columns.end(), column_of(pu)) != columns.end()) continue;
        if (std::find(columns.begin(), columns.end(), "pu:" + pu.str()) != columns.end()) continue;
        throw data_error(file + " has no column for the PU '" + pu.str() + "'",
                         "start another date, or add a column '" + column_of(pu) + "' to every line of the file");
    }
}

std::string line_of(const TableRow& row, const std::vector<std::string>& columns, const DeviceId& device) {
    std::string line;
    for (const std::string& column : columns) {
        if (!line.empty()) line += ',';
        line += value_of(column, row, device);
    }
    return line;
}

void require_new(const TableRow& row, const TableFile& table) {
    for (const TableRow& known : table.rows) {
        if (known.stage != row.stage || known.run != row.run || known.set != row.set) continue;
        throw data_error(to_string(Place{table.file, known.line, 0}) + ": stage " + std::to_string(row.stage.number()) +
                             " of run " + to_string(row.run) + " is there already",
                         "a new measurement is a new campaign, or its next repeat");
    }
}

}  // namespace

std::string render(const TableFile& table) {
    std::string text;
    for (const std::string& column : table.columns) {
        if (!text.empty()) text += ',';
        text += render_field(column);
    }
    text += '\n';
    if (!table.rows.empty() && !table.device) throw data_error(table.file + ": rows without a device");
    for (const TableRow& row : table.rows) {
        require_columns(row, table.columns, table.file);
        text += line_of(row, table.columns, *table.device) + '\n';
    }
    return text;
}

std::string rows_to_append(std::string_view existing, const std::string& file, TableKind kind, const DeviceId& device,
                           std::span<const TableRow> rows) {
    TableFile table = read_table(existing, file, kind);
    if (table.device && *table.device != device) {
        throw data_error(
            file + " is about device '" + printable(table.device->str()) + "', not '" + printable(device.str()) + "'",
            "a table is called after its device: rename the file, or mend its column device");
    }
    const std::size_t first_end = existing.find('\n');
    const bool carriage = first_end != std::string_view::npos && first_end > 0 && existing[first_end - 1] == '\r';
    const std::string line_end = carriage ? "\r\n" : "\n";
    std::string text = existing.ends_with('\n') ? "" : line_end;
    for (const TableRow& row : rows) {
        require_columns(row, table.columns, file);
        require_new(row, table);
        text += line_of(row, table.columns, device) + line_end;
        table.rows.push_back(row);
    }
    return text;
}

}  // namespace bt::format
