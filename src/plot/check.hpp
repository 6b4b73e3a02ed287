#pragma once

#include "bt/plot/figure.hpp"

namespace bt::plot {

// Throw a data error where numbers are not finite, sizes do not agree, or there is nothing to draw.
void check(const Heatmap& heatmap);
void check(const BarChart& chart);
void check(const Scatter& scatter);
void check(const Gantt& gantt);

}  // namespace bt::plot
