#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/describe.hpp"
#include "plot/page.hpp"
#include "plot/text.hpp"

namespace bt::plot {
namespace {

constexpr double plot_height = 300;
constexpr double bar_wide = 13;
constexpr double cluster_gap = 18;
constexpr double ticks_wide = 52;
constexpr double least_width = 480;

// Series without bars are absent: they take no room.
std::vector<const BarSeries*> shown(const BarChart& chart) {
    std::vector<const BarSeries*> series;
    for (const BarSeries& each : chart.series) {
        if (!each.bars.empty()) series.push_back(&each);
    }
    return series;
}

std::vector<double> values_of(const BarChart& chart) {
    std::vector<double> values;
    for (const BarSeries& series : chart.series) {
        for (const Bar& bar : series.bars) {
            if (!bar.value) continue;
            values.push_back(*bar.value);
            if (!bar.ci) continue;
            values.push_back(bar.ci->high);
            if (bar.ci->low > 0 || *bar.value <= 0) values.push_back(bar.ci->low);  // else it ends at the axis
        }
    }
    return values;
}

std::vector<LegendEntry> legend_of(const BarChart& chart) {
    std::vector<LegendEntry> entries;
    bool unmeasured = false;
    for (const BarSeries& series : chart.series) {
        const auto kind = series.bars.empty() ? LegendEntry::Kind::hatched : LegendEntry::Kind::box;
        entries.push_back({kind, shortened(series.label, longest_label), colour_of(series.colour)});
        unmeasured = unmeasured ||
                     std::any_of(series.bars.begin(), series.bars.end(), [](const Bar& bar) { return !bar.value; });
    }
    if (unmeasured) entries.push_back({LegendEntry::Kind::dash, "no value"});
    return entries;
}

struct BarLayout {
    std::size_t series;
    double bar;      // pixels
    double cluster;  // pixels, its gap included
    double width;    // of the figure
};

BarLayout layout_of(const BarChart& chart) {
    const std::size_t series = shown(chart).size();
    const auto clusters = static_cast<double>(std::max<std::size_t>(chart.clusters.size(), 1));
    const auto bars = static_cast<double>(std::max<std::size_t>(series, 1));
    double cluster = std::max(bars * bar_wide + cluster_gap, 34.0);
    cluster = std::max(cluster, (least_width - ticks_wide - 2 * margin) / clusters);
    cluster = std::min(cluster, (largest_side - 400) / clusters);
    const double bar = std::min(2 * bar_wide, cluster * 0.86 / bars);
    const double left = margin + 20 + ticks_wide;
    return {series, bar, cluster, std::ceil(left + cluster * clusters + margin)};
}

struct ClusterLabels {
    std::vector<std::string> texts;
    bool turned;
    double height;
    std::size_t step;
};

constexpr double turn_degrees = 35;
constexpr double turn_sine = 0.574;
constexpr double turn_cosine = 0.819;

// Side by side where they fit, else turned.
ClusterLabels cluster_labels(const BarChart& chart, double cluster) {
    ClusterLabels labels{{}, false, 0, 1};
    for (const std::string& label : chart.clusters) labels.texts.push_back(shortened(label, longest_label));
    const double wide = widest(labels.texts, text_points);
    labels.turned = wide + 8 > cluster;
    labels.height = labels.turned ? wide * turn_sine + 20 : 22;
    labels.step = static_cast<std::size_t>(std::max(1.0, std::ceil(22 / cluster)));
    return labels;
}

void put_cluster_labels(Script& script, const ClusterLabels& labels, const BarLayout& layout, Point bottom_left) {
    for (std::size_t i = 0; i < labels.texts.size(); i += labels.step) {
        const double x = bottom_left.x + (static_cast<double>(i) + 0.5) * layout.cluster;
        if (labels.turned) {
            script.label(labels.texts[i], {x + 4, bottom_left.y + 9},
                         {.align = Align::right, .rotate = static_cast<int>(turn_degrees)});
        } else {
            script.label(labels.texts[i], {x, bottom_left.y + 12}, {.align = Align::centre});
        }
    }
}

void put_bars(Script& script, const BarChart& chart, const BarLayout& layout, const Axis& axis) {
    std::vector<std::vector<std::string>> cis, gaps;
    const double wide = layout.bar / layout.cluster;
    const double base = axis.logarithmic ? axis.low : 0;
    double offset = 0.5 - wide * static_cast<double>(layout.series) / 2;
    for (const BarSeries* series : shown(chart)) {
        std::vector<std::vector<std::string>> bars;
        for (std::size_t cluster = 0; cluster < series->bars.size(); ++cluster) {
            const Bar& bar = series->bars[cluster];
            const double left = static_cast<double>(cluster) + offset;
            const std::string middle = number_text(left + wide / 2);
            if (!bar.value) {
                gaps.push_back({middle, number_text(base), "–"});
                continue;
            }
            bars.push_back(
                {middle, number_text(*bar.value), number_text(left), number_text(left + wide), number_text(base)});
            if (bar.ci) {
                cis.push_back({middle, number_text(*bar.value), number_text(axis.clamped(bar.ci->low)),
                               number_text(axis.clamped(bar.ci->high))});
            }
        }
        script.plot("x value left right base", bars,
                    "using 1:2:3:4:5:2 with boxxyerror linecolor rgb '" + hex(colour_of(series->colour)) +
                        "' fillstyle solid 1 border linecolor rgb '#666666'");
        offset += wide;
    }
    script.intervals("x value low high (CI)", cis, Script::Along::y, black);
    script.plot("x base text (not measured)", gaps,
                "using 1:2:3 with labels noenhanced offset 0,0.4 textcolor rgb '#666666'");
}

double turned_overhang(const ClusterLabels& labels, const BarLayout& layout) {
    if (!labels.turned || labels.texts.empty()) return 0;
    return std::max(0.0, text_width(labels.texts.front(), text_points) * turn_cosine - layout.cluster / 2);
}

}  // namespace

Script script_of(const BarChart& chart) {
    BarLayout layout = layout_of(chart);
    const ClusterLabels labels = cluster_labels(chart, layout.cluster);
    const double left = std::max(margin + 20 + ticks_wide, margin + turned_overhang(labels, layout));
    const double right = left + layout.cluster * static_cast<double>(chart.clusters.size());
    layout.width = std::ceil(right + margin);
    const Header header(chart.caption, layout.width);
    const Legend legend(legend_of(chart), layout.width - 2 * margin);
    const double top = header.height() + legend.height() + 10;
    const double bottom = top + plot_height;
    Script script(layout.width, std::ceil(bottom + labels.height + margin));
    header.put(script);
    legend.put(script, {margin, header.height()});
    script.area({{left, top}, {right, bottom}});
    const Axis axis = axis_for(values_of(chart), chart.scale);
    put_axis(script, axis, "y");
    script.command("set border 3 linecolor rgb '#666666'\nunset xtics\nset errorbars small");
    script.command("set xrange [0:" + std::to_string(chart.clusters.size()) + "]");
    script.label(chart.value_label + (axis.logarithmic ? ", logarithmic axis" : ""),
                 {left - ticks_wide - 6, (top + bottom) / 2},
                 {.align = Align::centre, .points = small_points, .rotate = 90});
    put_cluster_labels(script, labels, layout, {left, bottom});
    put_bars(script, chart, layout, axis);
    return script;
}

}  // namespace bt::plot
