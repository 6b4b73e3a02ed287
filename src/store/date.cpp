#include "bt/store/date.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "bt/core/error.hpp"

namespace bt::store {
namespace {

template <typename Number>
Number digits(std::string_view text) {
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

std::optional<Date> Date::parse(std::string_view text) {
    const auto has_shape = [&] {
        if (text.size() != 10) return false;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool dash = i == 4 || i == 7;
            if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
        }
        return true;
    };
    if (!has_shape()) return std::nullopt;
    const std::chrono::year_month_day day(std::chrono::year(digits<int>(text.substr(0, 4))),
                                          std::chrono::month(digits<unsigned>(text.substr(5, 2))),
                                          std::chrono::day(digits<unsigned>(text.substr(8, 2))));
    if (!day.ok() || day.year() < std::chrono::year(1)) return std::nullopt;
    return Date(day);
}

Date Date::today(const system::Clock& clock) { return Date(system::local_day(clock.wall())); }

std::string Date::str() const {
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day_.year()),
                  static_cast<unsigned>(day_.month()), static_cast<unsigned>(day_.day()));
    return text;
}

Date parse_date(std::string_view text, const system::Clock& clock) {
    if (text == "today") return Date::today(clock);
    if (const auto date = Date::parse(text)) return *date;
    throw usage_error("'" + printable(text) + "' is not a date", "dates are YYYY-MM-DD, such as 2026-03-31, or today");
}

}  // namespace bt::store
