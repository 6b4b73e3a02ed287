#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"

namespace bt::format {

// Bounds of one line: refused before anything grows.
inline constexpr std::size_t longest_csv_line = 64 * 1024;
inline constexpr std::size_t most_csv_columns = 256;

struct CsvField {
    std::string text;        // quotes taken off
    std::size_t column = 0;  // 1-based, in bytes
};

struct CsvRow {
    std::size_t line = 0;  // 1-based
    std::vector<CsvField> fields;
};

// Lines and fields of a comma-separated text: LF or CRLF, fields in double quotes (a quote inside doubled; no line
// break inside: no name here holds one), a byte-order mark skipped, blank lines passed over.
class CsvReader {
public:
    CsvReader(std::string_view text, std::string file);

    // The next row; nothing at the end. Throws a data error; the call after that goes on with the line after.
    std::optional<CsvRow> next();

    const std::string& file() const { return file_; }

private:
    std::string_view take_line();
    CsvRow split(std::string_view line) const;
    std::size_t take_quoted(std::string_view line, std::size_t at, CsvField& field) const;

    std::string_view rest_;
    std::string file_;
    std::size_t line_ = 0;
    std::size_t skipped_ = 0;  // bytes before the first column: the mark on line 1
};

Place place_of(const std::string& file, const CsvRow& row, const CsvField& field);

// The whole of `text`, spaces around it aside, as a finite number or a whole one; nothing where it is anything else.
// No locale has a say.
std::optional<double> parse_number(std::string_view text);
std::optional<std::int64_t> parse_whole(std::string_view text);

// The shortest text that reads back as the same number, padded with zeros to six significant digits.
std::string render_number(double value);

// With quotes where it needs them.
std::string render_field(std::string_view text);

std::string_view trim(std::string_view text);

}  // namespace bt::format
