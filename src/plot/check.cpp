#include <cmath>
#include <numeric>

#include "bt/core/error.hpp"
#include "plot/check.hpp"

namespace bt::plot {
namespace {

void require(bool holds, const std::string& what) {
    if (!holds) throw data_error("a figure cannot be drawn: " + what);
}

void require_finite(double value) { require(std::isfinite(value), "a value is not a finite number"); }

void require_finite(const std::optional<Ci>& ci) {
    if (!ci) return;
    require_finite(ci->low);
    require_finite(ci->high);
}

std::size_t count(const std::vector<LabelGroup>& groups) {
    return std::accumulate(groups.begin(), groups.end(), std::size_t{0},
                           [](std::size_t sum, const LabelGroup& group) { return sum + group.labels.size(); });
}

void require_bounded(std::size_t items) {
    // A million boxes keep gnuplot busy for a minute and nobody can see them.
    require(items <= 1'000'000, std::to_string(items) + " things to draw are too many");
}

}  // namespace

void check(const Heatmap& heatmap) {
    require(!heatmap.rows.empty() && count(heatmap.columns) > 0, "a heatmap without cells");
    require(heatmap.cells.size() == heatmap.rows.size() * count(heatmap.columns),
            "a heatmap's cells are not rows times columns");
    require_bounded(heatmap.cells.size());
    const bool diverging = heatmap.scale.kind == ColourScale::Kind::diverging;
    if (diverging) {
        require_finite(heatmap.scale.low);
        require_finite(heatmap.scale.high);
        require(heatmap.scale.low < heatmap.scale.high, "a colour scale's ends are the same");
    }
    for (const HeatCell& cell : heatmap.cells) {
        if (cell.kind != HeatCell::Kind::value) continue;
        require_finite(cell.value);
        require(diverging || cell.value > 0, "a logarithmic colour scale cannot show a value that is not above 0");
    }
}

void check(const BarChart& chart) {
    require(!chart.clusters.empty(), "a bar chart without clusters");
    require_bounded(chart.clusters.size() * std::max<std::size_t>(chart.series.size(), 1));
    for (const BarSeries& series : chart.series) {
        require(series.bars.empty() || series.bars.size() == chart.clusters.size(),
                "a series of bars does not fit the clusters");
        for (const Bar& bar : series.bars) {
            if (bar.value) require_finite(*bar.value);
            require_finite(bar.ci);
        }
    }
}

void check(const Scatter& scatter) {
    for (const ScatterSeries& series : scatter.series) {
        require_bounded(series.points.size());
        for (const ScatterPoint& point : series.points) {
            require_finite(point.x);
            require_finite(point.y);
            require_finite(point.x_ci);
            require_finite(point.y_ci);
        }
    }
}

void check(const Gantt& gantt) {
    const std::size_t rows = count(gantt.rows);
    require(rows > 0, "a Gantt chart without rows");
    require_bounded(rows);
    require_bounded(gantt.slices.size());
    if (gantt.window) {
        require_finite(gantt.window->first);
        require_finite(gantt.window->second);
        require(gantt.window->first < gantt.window->second, "a Gantt chart's window is empty");
    }
    for (const GanttSlice& slice : gantt.slices) {
        require(slice.row < rows, "a slice lies in no row");
        require_finite(slice.start);
        require_finite(slice.end);
        require(slice.start <= slice.end, "a slice ends before it starts");
    }
}

}  // namespace bt::plot
