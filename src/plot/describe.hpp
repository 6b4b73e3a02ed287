#pragma once

#include "plot/script.hpp"

// One function for each kind of figure. Their numbers are finite and their sizes agree: describe() has looked.
namespace bt::plot {

Script script_of(const Heatmap& heatmap);
Script script_of(const BarChart& chart);
Script script_of(const Scatter& scatter);
Script script_of(const Gantt& gantt);

}  // namespace bt::plot
