#include "bt/system/clock.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace bt::system {
namespace {

class InZone {
public:
    explicit InZone(const char* zone) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        set(zone);
    }
    ~InZone() { set(before_.c_str()); }

private:
    static void set(const char* zone) {
        *zone ? ::setenv("TZ", zone, 1) : ::unsetenv("TZ");
        ::tzset();
    }
    std::string before_;
};

constexpr WallTime at(long long ms) { return WallTime(std::chrono::milliseconds(ms)); }

TEST(Clock, ADayIsTheOneWhereTheMachineStands) {
    using namespace std::chrono;
    const WallTime late = at(1'774'998'000'000);  // 2026-03-31T23:00:00Z
    {
        const InZone zone("UTC0");
        EXPECT_EQ(local_day(late), year(2026) / 3 / 31);
    }
    const InZone zone("XXX-2");  // two hours east
    EXPECT_EQ(local_day(late), year(2026) / 4 / 1);
}

TEST(Clock, TimestampsCarryTheirDistanceFromUtc) {
    {
        const InZone zone("UTC0");
        EXPECT_EQ(timestamp(at(1'774'998'000'007)), "2026-03-31T23:00:00.007+00:00");
        EXPECT_EQ(timestamp(at(-1)), "1969-12-31T23:59:59.999+00:00");
    }
    {
        const InZone zone("XXX-5:30");
        EXPECT_EQ(timestamp(at(1'774'998'000'000)), "2026-04-01T04:30:00.000+05:30");
    }
    const InZone zone("XXX3:30");
    EXPECT_EQ(timestamp(at(1'774'998'000'000)), "2026-03-31T19:30:00.000-03:30");
}

TEST(Clock, TheRealOneNeverGoesBack) {
    const Nanoseconds before = real_clock().monotonic();
    EXPECT_LE(before, real_clock().monotonic());
    EXPECT_GT(real_clock().wall(), at(1'700'000'000'000));
}

}  // namespace
}  // namespace bt::system
