#include "cli/duration.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "bt/core/error.hpp"

namespace bt::cli {

Seconds parse_duration(const std::string& text, const std::string& flag) {
    double number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const double factor = unit.empty() || unit == "s"    ? 1
                          : unit == "ms"                 ? 1e-3
                          : unit == "m" || unit == "min" ? 60
                          : unit == "h"                  ? 3600
                                                         : 0;
    const double seconds = number * factor;
    if (fault != std::errc() || !(seconds > 0 && seconds < 366 * 86400.0)) {
        throw usage_error(flag + ": '" + printable(text) + "' is no time", "for example 90, 1.5s, 500ms, 10m or 2h");
    }
    return Seconds(seconds);
}

std::string to_text(Seconds time) {
    char text[48];
    const double seconds = time.count();
    if (seconds < 0.95) return std::to_string(std::lround(seconds * 1000)) + " ms";
    if (seconds < 9.95) {
        std::snprintf(text, sizeof text, "%.1f s", seconds);
        return text;
    }
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 60) return std::to_string(whole) + " s";
    if (whole < 3600) {
        std::snprintf(text, sizeof text, "%ld:%02ld min", whole / 60, whole % 60);
    } else {
        std::snprintf(text, sizeof text, "%ld:%02ld h", whole / 3600, whole / 60 % 60);
    }
    return text;
}

}  // namespace bt::cli
