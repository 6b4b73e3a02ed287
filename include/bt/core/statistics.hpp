#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace bt {

struct Ci {
    double low;
    double high;
    auto operator<=>(const Ci&) const = default;
};

double mean(std::span<const double> values);                // values: one or more
double sample_variance(std::span<const double> values);     // two or more
double median(std::span<const double> values);              // one or more
double quantile(std::span<const double> values, double p);  // linear between order statistics, 0 ≤ p ≤ 1
double median_absolute_deviation(std::span<const double> values);

// 97.5 % quantile of Student's t with `degrees` of freedom (1 or more).
double t_quantile_975(std::size_t degrees);

// 95 % t interval of the mean of `values`; nothing where there are fewer than two.
std::optional<Ci> t_interval(std::span<const double> values);

// Distribution-free 95 % CI of the median from order statistics; nothing below six values, where none exists.
std::optional<Ci> median_interval(std::span<const double> values);

// Indices of samples whose modified z score on the MAD exceeds 3.5. With a MAD of 0, those that differ from the
// median by more than 1 %.
std::vector<std::size_t> outliers(std::span<const double> values);

}  // namespace bt
