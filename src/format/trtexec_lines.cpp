#include "format/trtexec_lines.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "format/csv.hpp"

namespace bt::format {
std::optional<TrtexecLines::Line> TrtexecLines::next() {
    if (rest_.empty()) return std::nullopt;
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    constexpr std::string_view mark = "[I]";
    if (const std::size_t at = line.find(mark); at != line.npos) line.remove_prefix(at + mark.size());
    return Line{++number_, trim(line)};
}

std::optional<NamedNumbers> named_numbers(std::string_view content, std::size_t numbers) {
    std::vector<double> values(numbers);
    for (std::size_t i = numbers; i-- > 0;) {
        const std::size_t space = content.find_last_of(" \t");
        if (space == content.npos) return std::nullopt;
        const auto value = parse_number(content.substr(space + 1));
        if (!value) return std::nullopt;
        values[i] = *value;
        content = trim(content.substr(0, space));
    }
    return NamedNumbers{content, std::move(values)};
}

void require_whole_log(std::string_view text, const std::string& file) {
    const std::string quoted = "'" + printable(file, 200) + "'";
    if (text.find("&&&& FAILED") != text.npos) {
        throw data_error(quoted + " is the log of a trtexec that failed", "measure again");
    }
    if (text.find("&&&& RUNNING") != text.npos && text.find("&&&& PASSED") == text.npos) {
        throw data_error(quoted + " is cut off: trtexec began and does not say that it passed", "measure again");
    }
}

}  // namespace bt::format
