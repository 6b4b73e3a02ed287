#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "bt/core/statistics.hpp"

// One thing timed twice by processes of their own: before and after a change, on two days, on two devices.
namespace bt::analyse {

enum class Verdict { faster, slower, same, ambiguous };
std::string_view to_string(Verdict verdict);

struct TimeComparison {
    double ratio;          // median of `after` ÷ median of `before`: above 1 is slower
    std::optional<Ci> ci;  // 95 %; nothing where one side has a single value
    Verdict verdict;
    std::string why{};  // of an ambiguous one
};

// Times above 0, one for each process. The CI is Welch's t interval of the logarithms. A verdict is what the whole CI
// says: faster or slower by more than `threshold` (0.01 = 1 %), same within it; else ambiguous.
TimeComparison compare_times(std::span<const double> before, std::span<const double> after, double threshold);

}  // namespace bt::analyse
