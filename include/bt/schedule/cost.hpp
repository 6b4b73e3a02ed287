#pragma once

#include <cstdint>
#include <limits>

#include "bt/core/units.hpp"

namespace bt::schedule {

// Whole nanoseconds: with rational times the solver has returned wrong optima (14 of 20 seeds on one model).
using Cost = std::int64_t;
inline constexpr Cost impossible = std::numeric_limits<Cost>::max();

// No sum of times may reach it (9 years), so that a sum times 16 still fits 64 bits.
inline constexpr Cost largest_total = Cost{1} << 58U;

// PUs of a problem by their position in its order: bit p is PU p.
using PuSet = std::uint32_t;
inline constexpr int most_pus = 12;

Cost to_cost(Milliseconds time);  // rounded to the nearest nanosecond, at least 1 where time > 0
constexpr Milliseconds to_milliseconds(Cost cost) { return Nanoseconds(cost); }

}  // namespace bt::schedule
