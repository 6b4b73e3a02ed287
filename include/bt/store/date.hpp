#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "bt/system/clock.hpp"

namespace bt::store {

// A day of the store, from 0001-01-01 to 9999-12-31.
class Date {
public:
    static std::optional<Date> parse(
        std::string_view text);  // exactly "YYYY-MM-DD"; nothing where there is no such day
    static Date today(const system::Clock& clock = system::real_clock());

    std::string str() const;
    auto operator<=>(const Date&) const = default;

private:
    explicit Date(std::chrono::year_month_day day) : day_(day) {}
    std::chrono::year_month_day day_;
};

// As a person types it: a day, or `today`. Throws a usage error.
Date parse_date(std::string_view text, const system::Clock& clock = system::real_clock());

}  // namespace bt::store
