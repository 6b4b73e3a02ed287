#include "format/csv.hpp"
#include "format/utf8.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace bt::format {
namespace {

template <typename Number>
std::optional<Number> parse_all(std::string_view text) {
    text = trim(text);
    Number value{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Digits from the first that is not 0, the exponent left out.
std::size_t significant_digits(std::string_view text) {
    std::size_t digits = 0;
    for (const char c : text) {
        if (c == 'e') break;
        if (c >= '0' && c <= '9' && (digits > 0 || c != '0')) ++digits;
    }
    return digits;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string file) : rest_(text), file_(std::move(file)) {
    if (!rest_.starts_with(byte_order_mark)) return;
    rest_.remove_prefix(byte_order_mark.size());
    skipped_ = byte_order_mark.size();
}

std::string_view CsvReader::take_line() {
    const std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++line_;
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

std::optional<CsvRow> CsvReader::next() {
    while (!rest_.empty()) {
        const std::string_view line = take_line();
        if (line.size() > longest_csv_line) {
            throw data_error({file_, line_, longest_csv_line + 1}, "a line of at most 65536 bytes",
                             std::to_string(line.size()) + " bytes");
        }
        if (!trim(line).empty()) return split(line);
    }
    return std::nullopt;
}

CsvRow CsvReader::split(std::string_view line) const {
    CsvRow row{line_, {}};
    const std::size_t before = line_ == 1 ? skipped_ : 0;
    for (std::size_t at = 0;;) {
        if (row.fields.size() == most_csv_columns) {
            throw data_error({file_, line_, before + at + 1}, "at most 256 columns", "more");
        }
        CsvField field{{}, before + at + 1};
        if (at < line.size() && line[at] == '"') {
            at = take_quoted(line, at, field);
        } else {
            const std::size_t end = std::min(line.find(',', at), line.size());
            field.text = line.substr(at, end - at);
            at = end;
        }
        row.fields.push_back(std::move(field));
        if (at == line.size()) return row;
        ++at;  // the comma
    }
}

// `at` stands on the opening quote; the result on the comma after the closing one, or at the end.
std::size_t CsvReader::take_quoted(std::string_view line, std::size_t at, CsvField& field) const {
    const std::size_t before = line_ == 1 ? skipped_ : 0;
    for (++at; at < line.size(); ++at) {
        if (line[at] != '"') {
            field.text += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
            field.text += '"';
            ++at;
        } else if (++at == line.size() || line[at] == ',') {
            return at;
        } else {
            throw data_error({file_, line_, before + at + 1}, "a comma after the closing quote",
                             "'" + printable(line.substr(at), 20) + "'");
        }
    }
    throw data_error({file_, line_, field.column}, "a closing quote on the same line", "none");
}

Place place_of(const std::string& file, const CsvRow& row, const CsvField& field) {
    return {file, row.line, field.column};
}

std::optional<double> parse_number(std::string_view text) {
    const auto value = parse_all<double>(text);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int64_t> parse_whole(std::string_view text) { return parse_all<std::int64_t>(text); }

std::string render_number(double value) {
    if (value == 0) return "0.0";
    std::array<char, 64> buffer;
    const auto plain = std::abs(value) >= 1e-7 && std::abs(value) < 1e15;
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    std::string text(buffer.data(), end);
    const std::size_t digits = significant_digits(text);
    if (!plain || digits >= 6) return text;
    if (text.find('.') == std::string::npos) text += '.';
    return text.append(6 - digits, '0');
}

std::string render_field(std::string_view text) {
    const bool needs_quotes = text.find_first_of(",\"\r\n") != std::string_view::npos || text.starts_with("\xEF");
    if (!needs_quotes) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted += '"';
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view space = " \t\r";
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

}  // namespace bt::format
