#pragma once

#include "bt/system/clock.hpp"

namespace bt::test {

class FixedClock final : public system::Clock {
public:
    explicit FixedClock(system::WallTime time) : time_(time) {}
    Nanoseconds monotonic() const override { return time_.time_since_epoch(); }
    system::WallTime wall() const override { return time_; }

private:
    system::WallTime time_;
};

}  // namespace bt::test
