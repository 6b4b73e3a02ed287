#include "bt/profile/cooldown.hpp"

#include <algorithm>

namespace bt::profile {
namespace {

constexpr Seconds between_looks{2};

}  // namespace

void wait_for(Seconds time, CoolingPlace& place) {
    const Seconds end = place.now() + time;
    for (Seconds left = time; left.count() > 0; left = end - place.now()) {
        place.show(left, std::nullopt);
        place.pause(std::min(left, between_looks));
    }
}

std::optional<double> wait_until_cool(double wanted_c, Seconds most, CoolingPlace& place) {
    const Seconds end = place.now() + most;
    for (;;) {
        const auto temperature = place.temperature_c();
        if (!temperature || *temperature <= wanted_c) return std::nullopt;
        const Seconds left = end - place.now();
        if (left.count() <= 0) return temperature;
        place.show(left, temperature);
        place.pause(std::min(left, between_looks));
    }
}

}  // namespace bt::profile
