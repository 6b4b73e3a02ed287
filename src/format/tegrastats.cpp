#include "bt/format/tegrastats.hpp"

#include <algorithm>
#include <optional>

#include "bt/core/error.hpp"
#include "format/csv.hpp"

namespace bt::format {
namespace {

// "EMC_FREQ 16%@2133", "EMC_FREQ 0%": up to the next space.
std::optional<EmcSample> emc_of(std::string_view line) {
    constexpr std::string_view key = "EMC_FREQ ";
    const std::size_t at = line.find(key);
    if (at == line.npos) return std::nullopt;
    std::string_view word = line.substr(at + key.size());
    const std::size_t end = word.find(' ');
    if (end == word.npos) return std::nullopt;  // something always follows: the line is cut off
    word = word.substr(0, end);
    const std::size_t sign = word.find('%');
    if (sign == word.npos) return std::nullopt;
    const auto percent = parse_number(word.substr(0, sign));
    const bool has_clock = word.substr(sign + 1).starts_with('@');
    const auto mhz = has_clock ? parse_number(word.substr(sign + 2)) : std::optional(0.0);
    if (!percent || !mhz || *percent < 0 || *percent > 100 || *mhz < 0) return std::nullopt;
    return EmcSample{.percent = *percent, .mhz = *mhz};
}

}  // namespace

std::vector<EmcSample> read_tegrastats(std::string_view text, const std::string& file) {
    std::vector<EmcSample> samples;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == line.npos) continue;
        const auto sample = emc_of(line);
        if (!sample) {
            throw data_error({.file = file, .line = number}, "a whole line of tegrastats with EMC_FREQ",
                             "'" + printable(line) + "'", "tegrastats shows it to root only; remove a line cut off");
        }
        samples.push_back(*sample);
    }
    if (samples.empty()) throw data_error("'" + printable(file, 200) + "' has no line of tegrastats", "measure again");
    return samples;
}

}  // namespace bt::format
