#pragma once

#include <optional>

#include "bt/core/units.hpp"

namespace bt::profile {

// Where somebody waits for heat to go: a device and its clock, or a test's.
class CoolingPlace {
public:
    virtual ~CoolingPlace() = default;
    virtual std::optional<double> temperature_c() = 0;  // nothing: it does not let itself be read now
    virtual Seconds now() = 0;
    virtual void pause(Seconds time) = 0;  // throws where the wait has to end
    // Every time before a pause. `left`: the longest that it will still take.
    virtual void show(Seconds left, std::optional<double> temperature_c) = 0;
};

void wait_for(Seconds time, CoolingPlace& place);

// Until it is at most `wanted` °C, or for `most`. Says how warm it was at the end, where that was still too warm. Does
// not wait for what cannot be read.
std::optional<double> wait_until_cool(double wanted_c, Seconds most, CoolingPlace& place);

}  // namespace bt::profile
