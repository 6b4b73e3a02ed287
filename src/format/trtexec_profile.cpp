#include <cmath>

#include "bt/core/error.hpp"
#include "bt/format/trtexec.hpp"
#include "format/csv.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"
#include "format/trtexec_lines.hpp"

namespace bt::format {
namespace {

constexpr std::size_t most_rows = 100000;
constexpr std::int64_t most_iterations = std::int64_t{1} << 40U;
constexpr const char* measure_again = "measure again; a log that is cut off is not half a measurement";

// "=== Profile (1514 iterations ) ==="
std::optional<std::uint64_t> iterations_of(std::string_view content) {
    constexpr std::string_view begin = "=== Profile (";
    if (!content.starts_with(begin)) return std::nullopt;
    content.remove_prefix(begin.size());
    const auto count = parse_whole(content.substr(0, content.find(' ')));
    if (!count || *count < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*count);
}

class ProfileTable {
public:
    ProfileTable(std::string_view text, const std::string& file) : lines_(text), file_(file) {}

    LayerProfile read() {
        profile_.iterations = find_table();
        read_headings();
        while (!read_row(take("a row of the profile, up to its row 'Total'"))) continue;
        return std::move(profile_);
    }

private:
    std::uint64_t find_table() {
        while (const auto line = lines_.next()) {
            if (const auto iterations = iterations_of(line->content)) {
                if (*iterations == 0) throw fault(*line, "a profile of one iteration or more");
                return *iterations;
            }
        }
        throw data_error("'" + printable(file_, 200) + "' has no table '=== Profile (… iterations ) ==='",
                         "trtexec prints one with --dumpProfile; --exportProfile writes one as JSON");
    }

    void read_headings() {
        const auto line = take("the headings of the profile");
        if (line.content.find("Avg. Time (ms)") == line.content.npos) throw fault(line, "the headings of the profile");
        profile_.version = line.content.find("Median Time (ms)") == line.content.npos ? TensorRt::v7 : TensorRt::v8;
    }

    // True where it was the total, and was right.
    bool read_row(const TrtexecLines::Line& line) {
        const auto row = named_numbers(line.content, profile_.version == TensorRt::v7 ? 3 : 4);
        if (!row || row->name.empty()) throw fault(line, "a row of the profile, up to its row 'Total'");
        const double total = row->numbers.front();
        if (total < 0) throw fault(line, "a time of 0 ms or more");
        if (row->name == "Total") {
            check_total(line, total);
            return true;
        }
        sum_ += total;
        if (profile_.rows.size() == most_rows) throw fault(line, "at most 100000 rows");
        // The average is printed with two digits in version 7; the total has more.
        profile_.rows.push_back(
            {std::string(row->name), Milliseconds(total / static_cast<double>(profile_.iterations))});
        return false;
    }

    void check_total(const TrtexecLines::Line& line, double total) const {
        const double rounding = 0.005 * static_cast<double>(profile_.rows.size() + 1) + 1e-6 * total;
        if (std::abs(sum_ - total) <= rounding) return;
        throw data_error({.file = file_, .line = line.number}, "rows that make up the total of " + number_text(total),
                         "rows of " + number_text(sum_) + " ms", measure_again);
    }

    static std::string number_text(double value) { return std::to_string(value); }

    TrtexecLines::Line take(std::string_view expected) {
        auto line = lines_.next();
        if (!line) throw data_error({.file = file_, .line = last_ + 1}, expected, "the end", measure_again);
        last_ = line->number;
        return *line;
    }

    Error fault(const TrtexecLines::Line& line, std::string_view expected) const {
        return data_error({.file = file_, .line = line.number}, expected, "'" + printable(line.content) + "'",
                          measure_again);
    }

    TrtexecLines lines_;
    const std::string& file_;
    LayerProfile profile_{};
    double sum_ = 0;
    std::size_t last_ = 0;
};

// [{"count": 11688}, {"name", "timeMs", "averageMs", "percentage"}, …]
LayerProfile from_json(std::string_view text, const std::string& file) {
    const JsonDocument document(text, file);
    const auto items = document.root().items(most_rows);
    if (items.empty() || !items.front().has("count")) throw document.root().fault("a profile of trtexec");
    LayerProfile profile{};
    profile.iterations = static_cast<std::uint64_t>(items.front().at("count").integer(1, most_iterations));
    double percent = 0;
    for (std::size_t i = 1; i < items.size(); ++i) {
        const JsonCursor& item = items[i];
        if (item.has("medianMs")) profile.version = TensorRt::v8;
        profile.rows.push_back({item.at("name").string(), time_of(item.at("averageMs"))});
        percent += item.at("percentage").number(0, 101);
        const double expected = time_of(item.at("timeMs")).count() / static_cast<double>(profile.iterations);
        if (std::abs(expected - profile.rows.back().average.count()) > 1e-4 * expected + 1e-9) {
            throw item.at("averageMs").fault("'timeMs' divided by 'count'");
        }
    }
    if (std::abs(percent - 100) > 0.1) {
        throw document.root().fault_found("rows that make up 100 %", "rows of " + std::to_string(percent) + " %",
                                          measure_again);
    }
    return profile;
}

bool is_json(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos || text[begin] != '[') return false;
    const std::size_t next = text.find_first_not_of(" \t\r\n", begin + 1);
    return next != text.npos && (text[next] == '{' || text[next] == ']');
}

}  // namespace

LayerProfile read_layer_profile(std::string_view text, const std::string& file) {
    if (is_json(text)) return from_json(text, file);
    require_whole_log(text, file);
    return ProfileTable(text, file).read();
}

}  // namespace bt::format
