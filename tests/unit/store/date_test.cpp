#include "bt/store/date.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "unit/store/fixed_clock.hpp"

namespace bt::store::date_test {
namespace {

TEST(Date, IsADayThatExistsWrittenInOneWay) {
    for (const char* good : {"2026-03-31", "2024-02-29", "0001-01-01", "9999-12-31"}) {
        ASSERT_TRUE(Date::parse(good)) << good;
        EXPECT_EQ(Date::parse(good)->str(), good);
    }
    for (const char* bad :
         {"", "2026-3-31", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "0000-01-01",
          "2026/01/01", "20260101", " 2026-01-01", "2026-01-01 ", "2026-01-0x", "+026-01-01", "tree", "2026-01-011"}) {
        EXPECT_FALSE(Date::parse(bad)) << bad;
    }
}

TEST(Date, OrdersAsTheCalendarDoes) {
    EXPECT_LT(*Date::parse("2025-12-31"), *Date::parse("2026-01-01"));
    EXPECT_LT(*Date::parse("2026-01-31"), *Date::parse("2026-02-01"));
    EXPECT_EQ(*Date::parse("2026-01-31"), *Date::parse("2026-01-31"));
}

TEST(Date, TodayIsWhatTheClockSays) {
    using namespace std::chrono;
    const test::FixedClock noon(sys_days(year(2026) / 3 / 31) + 12h);
    EXPECT_EQ(parse_date("today", noon).str(), "2026-03-31");
    EXPECT_EQ(parse_date("2020-01-02", noon).str(), "2020-01-02");
    try {
        parse_date("tomorrow", noon);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        EXPECT_EQ(error.failed(), "'tomorrow' is not a date");
    }
}

}  // namespace
}  // namespace bt::store::date_test
