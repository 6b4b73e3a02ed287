#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"
#include "format/csv.hpp"

namespace bt::format {

// The values of one row, checked; every getter throws a data error at the field.
class CsvValues {
public:
    CsvValues(const std::string& file, const CsvRow& row) : file_(file), row_(row) {}

    std::string_view text(std::size_t column) const { return trim(row_.fields[column].text); }
    bool empty(std::size_t column) const { return text(column).empty(); }
    std::int64_t whole(std::size_t column, std::int64_t least, std::int64_t most) const;
    double number(std::size_t column, double least, double most) const;
    std::optional<double> optional_number(std::size_t column, double least, double most) const;
    Stage stage(std::size_t column) const;
    DeviceId device(std::size_t column) const;
    PuName pu(std::size_t column) const;
    ActiveSet set(std::size_t column) const;

    Error fault(std::size_t column, std::string_view expected, std::string advice = {}) const;

private:
    const std::string& file_;
    const CsvRow& row_;
};

// Throws where a row has another number of fields than the header.
void require_fields(const std::string& file, const CsvRow& row, std::size_t columns);

// The names of the header, trimmed; throws where one is empty or stands twice.
std::vector<std::string> column_names(const std::string& file, const CsvRow& header);

}  // namespace bt::format
