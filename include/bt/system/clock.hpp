#pragma once

#include <chrono>
#include <string>

#include "bt/core/units.hpp"

namespace bt::system {

using WallTime = std::chrono::system_clock::time_point;

// What time it is. Whoever needs the time takes one of these, so that a test can set it.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Nanoseconds monotonic() const = 0;  // never set back; its zero means nothing
    virtual WallTime wall() const = 0;
};

const Clock& real_clock();

// The calendar day of `time` where this machine stands.
std::chrono::year_month_day local_day(WallTime time);

// "2026-03-31T17:04:05.123+02:00", in local time.
std::string timestamp(WallTime time);

}  // namespace bt::system
