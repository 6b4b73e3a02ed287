#include "analyse/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace bt::analyse {
namespace {

constexpr double z_975 = 1.959963984540054;

std::string why_undefined(std::span<const double> x, std::span<const double> y) {
    if (x.size() < 3) return "fewer than 3 schedules";
    const auto constant = [](std::span<const double> values) {
        return std::all_of(values.begin(), values.end(), [&](double value) { return value == values.front(); });
    };
    if (constant(x)) return "all predictions are equal";
    if (constant(y)) return "all measured times are equal";
    return {};
}

double pearson_of(std::span<const double> x, std::span<const double> y) {
    const double mean_x = mean(x);
    const double mean_y = mean(y);
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> out(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i) out[order[i]] = static_cast<double>(begin + end + 1) / 2;
        begin = end;
    }
    return out;
}

// By the transform atanh(r), which is nearly normal with this variance.
Figure with_ci(double r, std::size_t n, double variance) {
    if (n < 5) return {r, std::nullopt, "fewer than 5 schedules: no CI"};
    if (std::abs(r) == 1) return {r, Ci{r, r}, {}};
    const double half = z_975 * std::sqrt(variance);
    return {r, Ci{std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)}, {}};
}

std::uint64_t pairs(std::uint64_t n) { return n * (n - (n > 0)) / 2; }

// Pairs of equal values in a sorted sequence.
template <class Equal>
std::uint64_t tied_pairs(std::size_t n, const Equal& equal) {
    std::uint64_t tied = 0;
    for (std::size_t begin = 0; begin < n;) {
        std::size_t end = begin + 1;
        while (end < n && equal(begin, end)) ++end;
        tied += pairs(end - begin);
        begin = end;
    }
    return tied;
}

// Exchanges that a merge sort of `values` needs: pairs that stand in the wrong order.
std::uint64_t sort_counting(std::vector<double>& values) {
    std::uint64_t swaps = 0;
    std::vector<double> merged(values.size());
    for (std::size_t width = 1; width < values.size(); width *= 2) {
        for (std::size_t low = 0; low < values.size(); low += 2 * width) {
            const std::size_t middle = std::min(low + width, values.size());
            const std::size_t high = std::min(low + 2 * width, values.size());
            std::size_t a = low, b = middle;
            for (std::size_t out = low; out < high; ++out) {
                const bool from_right = b < high && (a == middle || values[b] < values[a]);
                if (from_right) swaps += middle - a;
                merged[out] = from_right ? values[b++] : values[a++];
            }
        }
        values.swap(merged);
    }
    return swaps;
}

// Knight's way, n log n: thousands of schedules are no reason to wait.
double tau_b(std::span<const double> x, std::span<const double> y) {
    std::vector<std::pair<double, double>> both;
    for (std::size_t i = 0; i < x.size(); ++i) both.emplace_back(x[i], y[i]);
    std::sort(both.begin(), both.end());
    const std::size_t n = both.size();
    const auto tied_x = tied_pairs(n, [&](std::size_t a, std::size_t b) { return both[a].first == both[b].first; });
    const auto tied_both = tied_pairs(n, [&](std::size_t a, std::size_t b) { return both[a] == both[b]; });
    std::vector<double> second;
    for (const auto& pair : both) second.push_back(pair.second);
    const std::uint64_t swaps = sort_counting(second);
    const auto tied_y = tied_pairs(n, [&](std::size_t a, std::size_t b) { return second[a] == second[b]; });
    const auto all = static_cast<double>(pairs(n));
    const auto as_double = [](std::uint64_t count) { return static_cast<double>(count); };
    const double difference = all - as_double(tied_x) - as_double(tied_y) + as_double(tied_both) - 2 * as_double(swaps);
    return std::clamp(difference / std::sqrt((all - as_double(tied_x)) * (all - as_double(tied_y))), -1.0, 1.0);
}

}  // namespace

Figure pearson(std::span<const double> x, std::span<const double> y) {
    if (auto why = why_undefined(x, y); !why.empty()) return Figure::undefined(std::move(why));
    return with_ci(pearson_of(x, y), x.size(), 1 / (static_cast<double>(x.size()) - 3));
}

Figure spearman(std::span<const double> x, std::span<const double> y) {
    if (auto why = why_undefined(x, y); !why.empty()) return Figure::undefined(std::move(why));
    const double r = pearson_of(ranks(x), ranks(y));
    return with_ci(r, x.size(), (1 + r * r / 2) / (static_cast<double>(x.size()) - 3));
}

Figure kendall(std::span<const double> x, std::span<const double> y) {
    if (auto why = why_undefined(x, y); !why.empty()) return Figure::undefined(std::move(why));
    return with_ci(tau_b(x, y), x.size(), 0.437 / (static_cast<double>(x.size()) - 4));
}

}  // namespace bt::analyse
