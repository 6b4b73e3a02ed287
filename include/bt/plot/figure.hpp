#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bt/core/statistics.hpp"

// Figures as numbers and labels. A label may hold any bytes: none of them reaches gnuplot as a command (draw.hpp).
namespace bt::plot {

struct Caption {
    std::string title;
    std::vector<std::string> notes{};  // smaller lines below the title
};

// Columns or rows that belong together, with a label over them; empty: none.
struct LabelGroup {
    std::string label;
    std::vector<std::string> labels;
};

// The colours of a series: distinct also for people who do not tell red from green. They repeat after eight.
struct SeriesColour {
    std::size_t hue = 0;
    bool pale = false;  // the same hue, lighter: for the second of a pair
};

enum class AxisScale { automatic, linear, logarithmic };  // automatic: logarithmic where the values span a factor 20

// ---- heatmap

struct HeatCell {
    enum class Kind { value, absent, unmeasured };
    Kind kind = Kind::unmeasured;  // absent: hatched; unmeasured: empty with a dash
    double value = 0;
    std::string text{};   // what stands in the cell; empty: the value with three significant digits
    bool marked = false;  // a small circle in the corner, explained by Heatmap::mark
};

struct ColourScale {
    enum class Kind { diverging, logarithmic };
    Kind kind = Kind::logarithmic;
    double low = 0;  // of a diverging scale, which is centred between the two; values outside keep the end's colour
    double high = 0;
    std::string label{};  // with its unit
};

struct Heatmap {
    Caption caption;
    std::vector<std::string> rows;
    std::vector<LabelGroup> columns;
    std::vector<HeatCell> cells;  // row by row, over the columns of all groups
    ColourScale scale;
    std::string mark{};  // what a mark means
};

// ---- bars

struct Bar {
    std::optional<double> value{};  // nothing: not measured
    std::optional<Ci> ci{};
};

struct BarSeries {
    std::string label;
    SeriesColour colour;
    std::vector<Bar> bars{};  // one for each cluster; none at all: absent, which only the legend shows
};

struct BarChart {
    Caption caption;
    std::string value_label;  // with its unit
    std::vector<std::string> clusters;
    std::vector<BarSeries> series;
    AxisScale scale = AxisScale::automatic;
};

// ---- scatter with identity line

struct ScatterPoint {
    double x;
    double y;
    std::optional<Ci> x_ci{};
    std::optional<Ci> y_ci{};
    std::string label{};  // beside the point; empty: none
};

struct ScatterSeries {
    std::string label;
    SeriesColour colour;
    std::vector<ScatterPoint> points;
};

// Both axes have one range, so that the identity is the diagonal.
struct Scatter {
    Caption caption;
    std::string x_label;
    std::string y_label;
    std::string identity_label;
    std::vector<ScatterSeries> series;
    AxisScale scale = AxisScale::automatic;
};

// ---- Gantt chart

struct GanttSlice {
    std::size_t row;  // over the rows of all groups
    double start;
    double end;
    SeriesColour colour{};
    std::string text{};  // inside, where it fits
};

struct Gantt {
    Caption caption;
    std::string time_label;  // with its unit
    std::vector<LabelGroup> rows;
    std::vector<GanttSlice> slices;
    std::optional<std::pair<double, double>> window{};  // nothing: all of it
};

using Figure = std::variant<Heatmap, BarChart, Scatter, Gantt>;

// 123, 12.3, 1.23, 0.0123: three significant digits and no exponent where a person can do without.
std::string value_text(double value);

}  // namespace bt::plot
