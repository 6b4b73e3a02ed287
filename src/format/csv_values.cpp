#include "format/csv_values.hpp"

#include <algorithm>

namespace bt::format {
namespace {

std::string bounds(std::string_view what, double least, double most) {
    return std::string(what) + " from " + render_number(least) + " to " + render_number(most);
}

std::string quoted(std::string_view text) {
    if (text.empty()) return "an empty field";
    std::string quotes = "'";
    return quotes.append(printable(text)) += '\'';
}

}  // namespace

Error CsvValues::fault(std::size_t column, std::string_view expected, std::string advice) const {
    return data_error(place_of(file_, row_, row_.fields[column]), expected, quoted(text(column)), std::move(advice));
}

std::int64_t CsvValues::whole(std::size_t column, std::int64_t least, std::int64_t most) const {
    const auto value = parse_whole(text(column));
    if (value && *value >= least && *value <= most) return *value;
    throw fault(column, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

double CsvValues::number(std::size_t column, double least, double most) const {
    const auto value = parse_number(text(column));
    if (value && *value >= least && *value <= most) return *value;
    throw fault(column, bounds("a number", least, most));
}

std::optional<double> CsvValues::optional_number(std::size_t column, double least, double most) const {
    if (empty(column)) return std::nullopt;
    return number(column, least, most);
}

Stage CsvValues::stage(std::size_t column) const {
    return Stage::from_number(static_cast<int>(whole(column, 1, max_stages)));
}

// The names check themselves, as arguments of a command; here a wrong one is a fault of the file.
DeviceId CsvValues::device(std::size_t column) const try {
    return DeviceId(std::string(text(column)));
} catch (const Error& error) {
    throw fault(column, "a device id", error.failed());
}

PuName CsvValues::pu(std::size_t column) const try {
    return PuName(std::string(text(column)));
} catch (const Error& error) {
    throw fault(column, "a PU name", error.failed());
}

ActiveSet CsvValues::set(std::size_t column) const try {
    return ActiveSet::parse(text(column));
} catch (const Error& error) {
    throw fault(column, "PU names joined by '+'", error.failed());
}

void require_fields(const std::string& file, const CsvRow& row, std::size_t columns) {
    if (row.fields.size() == columns) return;
    const CsvField& last = row.fields[std::min(row.fields.size() - 1, columns)];
    throw data_error(place_of(file, row, last), std::to_string(columns) + " fields as in the header",
                     std::to_string(row.fields.size()), "the row is cut, or a value holds a comma without quotes");
}

std::vector<std::string> column_names(const std::string& file, const CsvRow& header) {
    std::vector<std::string> names;
    for (const CsvField& field : header.fields) {
        std::string name(trim(field.text));
        if (name.empty()) throw data_error(place_of(file, header, field), "the name of a column", "an empty field");
        if (std::find(names.begin(), names.end(), name) != names.end()) {
            throw data_error(place_of(file, header, field), "each column once", "'" + printable(name) + "' again");
        }
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace bt::format
