#include "bt/core/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace bt {
namespace {

std::vector<double> sorted(std::span<const double> values) {
    std::vector<double> out(values.begin(), values.end());
    std::sort(out.begin(), out.end());
    return out;
}

double quantile_of_sorted(const std::vector<double>& values, double p) {
    const double position = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    const double part = position - static_cast<double>(below);
    return values[below] + part * (values[above] - values[below]);
}

}  // namespace

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sample_variance(std::span<const double> values) {
    const double centre = mean(values);
    double sum = 0;
    for (const double value : values) sum += (value - centre) * (value - centre);
    return sum / static_cast<double>(values.size() - 1);
}

double quantile(std::span<const double> values, double p) { return quantile_of_sorted(sorted(values), p); }

double median(std::span<const double> values) { return quantile(values, 0.5); }

double median_absolute_deviation(std::span<const double> values) {
    const double centre = median(values);
    std::vector<double> deviations;
    deviations.reserve(values.size());
    for (const double value : values) deviations.push_back(std::abs(value - centre));
    return median(deviations);
}

// Tabled to ten degrees, where the series is poor; beyond, the expansion in 1/n (Abramowitz and Stegun 26.7.5) is good
// to 2e-5.
double t_quantile_975(std::size_t degrees) {
    constexpr std::array<double, 10> table{12.706204736, 4.302652730, 3.182446305, 2.776445105, 2.570581836,
                                           2.446911851,  2.364624252, 2.306004135, 2.262157163, 2.228138852};
    if (degrees == 0) return HUGE_VAL;
    if (degrees <= table.size()) return table[degrees - 1];
    constexpr double z = 1.959963984540054;
    const double n = static_cast<double>(degrees);
    const double z3 = z * z * z;
    const double z5 = z3 * z * z;
    const double z7 = z5 * z * z;
    const double z9 = z7 * z * z;
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
           (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n) +
           (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * n * n * n * n);
}

std::optional<Ci> t_interval(std::span<const double> values) {
    if (values.size() < 2) return std::nullopt;
    const double centre = mean(values);
    const double half =
        t_quantile_975(values.size() - 1) * std::sqrt(sample_variance(values) / static_cast<double>(values.size()));
    return Ci{centre - half, centre + half};
}

// The interval between the k-th smallest and k-th largest value covers the median with probability
// 1 − 2·P(Binomial(n, ½) < k): the largest k that keeps it at 95 %.
std::optional<Ci> median_interval(std::span<const double> values) {
    const std::size_t n = values.size();
    if (n < 6) return std::nullopt;
    std::size_t k = 0;
    if (n > 500) {  // normal approximation, exact to one rank here
        const double half = 0.5 * static_cast<double>(n);
        k = static_cast<std::size_t>(half - 0.98 * std::sqrt(static_cast<double>(n)));
    } else {
        double probability = std::pow(0.5, static_cast<double>(n));
        double below = 0;
        while (2 * (below + probability) <= 0.05) {
            below += probability;
            probability *= static_cast<double>(n - k) / static_cast<double>(k + 1);
            ++k;
        }
    }
    const auto ordered = sorted(values);
    return Ci{ordered[k - 1], ordered[n - k]};
}

std::vector<std::size_t> outliers(std::span<const double> values) {
    std::vector<std::size_t> found;
    if (values.size() < 3) return found;
    const double centre = median(values);
    const double mad = median_absolute_deviation(values);
    const double limit = mad > 0 ? 3.5 * mad / 0.6745 : 0.01 * std::abs(centre);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::abs(values[i] - centre) > limit) found.push_back(i);
    }
    return found;
}

}  // namespace bt
