#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/plot/figure.hpp"
#include "plot/script.hpp"

namespace bt::plot {

struct Axis {
    double low;
    double high;
    bool logarithmic;
    std::vector<double> ticks;

    double part(double value) const;  // 0 at low, 1 at high, clamped
    double clamped(double value) const;
};

// An axis that holds all values with some room; a linear one begins at 0 unless a value is negative. Throws a data
// error where a logarithmic one is asked for and a value is not above 0.
Axis axis_for(std::span<const double> values, AxisScale scale);

// From low to high exactly.
Axis exact_axis(double low, double high, bool logarithmic);

// `set xrange …`, ticks and grid, for x or y.
void put_axis(Script& script, const Axis& axis, std::string_view name);

}  // namespace bt::plot
