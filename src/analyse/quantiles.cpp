#include "bt/analyse/quantiles.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/statistics.hpp"

namespace bt::analyse {
namespace {

double midpoint(int exponent, int part, int parts) { return std::ldexp(0.5 + (part + 0.5) / (2.0 * parts), exponent); }

}  // namespace

void Quantiles::count_in(double value, std::uint64_t times) {
    int exponent = 0;
    const double fraction = std::frexp(value, &exponent);  // [0.5, 1), or 0
    const int part = static_cast<int>((fraction - 0.5) * 2 * parts);
    octaves_[exponent][static_cast<std::size_t>(std::clamp(part, 0, parts - 1))] += times;
}

void Quantiles::give_up_exactness() {
    for (const double value : exact_) count_in(value, 1);
    exact_ = {};
}

void Quantiles::add(double value) {
    if (octaves_.empty() && exact_.size() < most_exact) {
        exact_.push_back(value);
    } else {
        if (octaves_.empty()) give_up_exactness();
        count_in(value, 1);
    }
    ++count_;
}

void Quantiles::add(const Quantiles& other, double factor) {
    for (const double value : other.exact_) add(value * factor);
    if (other.octaves_.empty()) return;
    if (octaves_.empty()) give_up_exactness();
    for (const auto& [exponent, octave] : other.octaves_) {
        for (int part = 0; part < parts; ++part) {
            const std::uint64_t times = octave[static_cast<std::size_t>(part)];
            if (times != 0) count_in(midpoint(exponent, part, parts) * factor, times);
        }
    }
    count_ += other.count_;
}

double Quantiles::quantile(double p) const {
    if (octaves_.empty()) return bt::quantile(exact_, p);
    const auto rank = static_cast<std::uint64_t>(p * static_cast<double>(count_ - 1));
    std::uint64_t below = 0;
    double value = 0;
    for (const auto& [exponent, octave] : octaves_) {
        for (int part = 0; part < parts; ++part) {
            if (octave[static_cast<std::size_t>(part)] == 0) continue;
            value = midpoint(exponent, part, parts);
            below += octave[static_cast<std::size_t>(part)];
            if (below > rank) return value;
        }
    }
    return value;
}

}  // namespace bt::analyse
