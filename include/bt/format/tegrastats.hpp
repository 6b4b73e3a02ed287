#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bt::format {

// The memory controller as a line of tegrastats shows it.
struct EmcSample {
    double percent;
    double mhz;  // 0: not said
    bool operator==(const EmcSample&) const = default;
};

// One sample for each line; both generations (with a date in front, and without). Throws a data error where a line has
// no EMC_FREQ, as without root or cut off, and where there is no line.
std::vector<EmcSample> read_tegrastats(std::string_view text, const std::string& file);

}  // namespace bt::format
