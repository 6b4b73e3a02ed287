#pragma once

#include <cstdint>
#include <ctime>

namespace bt::apps {

// CLOCK_MONOTONIC in ns: what logs call Clock=monotonic, Frequency=1000000000 Hz.
inline std::int64_t monotonic_ns() {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

}  // namespace bt::apps
