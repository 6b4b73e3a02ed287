#include "bt/system/clock.hpp"

#include <cstdio>
#include <ctime>

namespace bt::system {
namespace {

class RealClock final : public Clock {
public:
    Nanoseconds monotonic() const override { return std::chrono::steady_clock::now().time_since_epoch(); }
    WallTime wall() const override { return std::chrono::system_clock::now(); }
};

std::tm local_time(WallTime time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    return parts;
}

}  // namespace

const Clock& real_clock() {
    static const RealClock clock;
    return clock;
}

std::chrono::year_month_day local_day(WallTime time) {
    const std::tm parts = local_time(time);
    return std::chrono::year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
}

std::string timestamp(WallTime time) {
    const auto since_second = time - std::chrono::floor<std::chrono::seconds>(time);
    const auto ms = static_cast<int>(std::chrono::floor<std::chrono::milliseconds>(since_second).count());
    const std::tm parts = local_time(time);
    const long minutes = parts.tm_gmtoff / 60;
    const long distance = minutes < 0 ? -minutes : minutes;
    char day[32], text[64];
    std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text, sizeof text, "%s.%03d%c%02ld:%02ld", day, ms, minutes < 0 ? '-' : '+', distance / 60,
                  distance % 60);
    return text;
}

}  // namespace bt::system
