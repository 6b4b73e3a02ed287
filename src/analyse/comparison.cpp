#include "bt/analyse/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace bt::analyse {
namespace {

std::vector<double> logarithms(std::span<const double> times) {
    std::vector<double> logs;
    for (const double time : times) logs.push_back(std::log(time));
    return logs;
}

// Welch's interval of a difference of means. His degrees of freedom are rounded down, which widens it.
std::optional<Ci> welch_interval(std::span<const double> before, std::span<const double> after) {
    if (before.size() < 2 || after.size() < 2) return std::nullopt;
    const double difference = mean(after) - mean(before);
    const double a = sample_variance(before) / static_cast<double>(before.size());
    const double b = sample_variance(after) / static_cast<double>(after.size());
    if (a + b <= 0) return Ci{difference, difference};
    const double degrees =
        (a + b) * (a + b) /
        (a * a / static_cast<double>(before.size() - 1) + b * b / static_cast<double>(after.size() - 1));
    // A hair above a whole number is that number: 4 must not become 3 by rounding.
    const auto whole = static_cast<std::size_t>(std::max(1.0, std::floor(degrees + 1e-9)));
    const double half = t_quantile_975(whole) * std::sqrt(a + b);
    return Ci{difference - half, difference + half};
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g %%", share * 100);
    return text;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::faster: return "faster";
        case Verdict::slower: return "slower";
        case Verdict::same: return "same";
        case Verdict::ambiguous: return "ambiguous";
    }
    return {};
}

TimeComparison compare_times(std::span<const double> before, std::span<const double> after, double threshold) {
    TimeComparison comparison{median(after) / median(before), {}, Verdict::ambiguous};
    const auto logs = welch_interval(logarithms(before), logarithms(after));
    if (!logs) {
        comparison.why = "one repeat: no CI";
        return comparison;
    }
    const Ci ci{std::exp(logs->low), std::exp(logs->high)};
    comparison.ci = ci;
    const double low = 1 - threshold, high = 1 + threshold;
    if (ci.high < low) {
        comparison.verdict = Verdict::faster;
    } else if (ci.low > high) {
        comparison.verdict = Verdict::slower;
    } else if (ci.low >= low && ci.high <= high) {
        comparison.verdict = Verdict::same;
    } else if (ci.low > 1 || ci.high < 1) {
        comparison.why = std::string(ci.low > 1 ? "slower" : "faster") + ", perhaps by less than " + percent(threshold);
    } else {
        comparison.why = "a difference above " + percent(threshold) + " is not excluded";
    }
    return comparison;
}

}  // namespace bt::analyse
