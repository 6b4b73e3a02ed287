#include <algorithm>
#include <array>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/describe.hpp"
#include "plot/page.hpp"
#include "plot/text.hpp"

namespace bt::plot {
namespace {

constexpr double side = 440;
constexpr double left_of_area = margin + 74;

std::vector<double> values_of(const Scatter& scatter) {
    std::vector<double> values;
    const auto add = [&](double value, const std::optional<Ci>& ci) {
        values.push_back(value);
        if (!ci) return;
        values.push_back(ci->high);
        if (ci->low > 0 || value <= 0) values.push_back(ci->low);
    };
    for (const ScatterSeries& series : scatter.series) {
        for (const ScatterPoint& point : series.points) {
            add(point.x, point.x_ci);
            add(point.y, point.y_ci);
        }
    }
    return values;
}

// Unlike bars, points need no zero: an axis from 0 would push 4.9 … 5.3 ms into one corner.
Axis axis_of(const Scatter& scatter) {
    const std::vector<double> values = values_of(scatter);
    Axis axis = axis_for(values, scatter.scale);
    if (axis.logarithmic || values.empty()) return axis;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double room = *most > *least ? (*most - *least) * 0.07 : std::max(std::abs(*most) * 0.1, 1e-9);
    return exact_axis(*least - room, *most + room, false);
}

// Shape as well as colour tells series apart.
constexpr std::array point_types{7, 9, 5, 13, 11, 15, 6, 8};

int point_type(const ScatterSeries& series) { return point_types[series.colour.hue % point_types.size()]; }

void put_series(Script& script, const ScatterSeries& series, const Axis& axis) {
    std::vector<std::vector<std::string>> points, x_cis, y_cis, labels;
    for (const ScatterPoint& point : series.points) {
        const std::string x = number_text(point.x), y = number_text(point.y);
        points.push_back({x, y});
        if (point.x_ci) {
            x_cis.push_back({x, y, number_text(axis.clamped(point.x_ci->low)), number_text(point.x_ci->high)});
        }
        if (point.y_ci) {
            y_cis.push_back({x, y, number_text(axis.clamped(point.y_ci->low)), number_text(point.y_ci->high)});
        }
        if (!point.label.empty()) labels.push_back({x, y, shortened(point.label, longest_label)});
    }
    script.intervals("x y low high (CI of x)", x_cis, Script::Along::x, colour_of(series.colour));
    script.intervals("x y low high (CI of y)", y_cis, Script::Along::y, colour_of(series.colour));
    script.plot("x y", points,
                "using 1:2 with points pointtype " + std::to_string(point_type(series)) +
                    " pointsize 0.9 linecolor rgb '" + hex(colour_of(series.colour)) + "'");
    script.plot("x y label", labels,
                "using 1:2:3 with labels noenhanced left offset 0.8,0 font ',8' textcolor rgb '#666666'");
}

std::vector<LegendEntry> legend_of(const Scatter& scatter) {
    std::vector<LegendEntry> entries;
    for (const ScatterSeries& series : scatter.series) {
        entries.push_back({LegendEntry::Kind::point, shortened(series.label, longest_label), colour_of(series.colour),
                           point_type(series)});
    }
    if (!scatter.identity_label.empty()) {
        entries.push_back({LegendEntry::Kind::diagonal, scatter.identity_label, grey});
    }
    return entries;
}

}  // namespace

Script script_of(const Scatter& scatter) {
    const double width = std::ceil(left_of_area + side + margin + 10);
    const Header header(scatter.caption, width);
    const Legend legend(legend_of(scatter), width - 2 * margin);
    const double top = header.height() + legend.height() + 6;
    Script script(width, std::ceil(top + side + 52 + margin));
    header.put(script);
    legend.put(script, {margin, header.height()});
    script.area({{left_of_area, top}, {left_of_area + side, top + side}});
    const Axis axis = axis_of(scatter);
    put_axis(script, axis, "x");
    put_axis(script, axis, "y");
    script.command("set border 3 linecolor rgb '#666666'\nset errorbars small");
    script.label(scatter.x_label, {left_of_area + side / 2, top + side + 40},
                 {.align = Align::centre, .points = small_points});
    script.label(scatter.y_label, {margin + 10, top + side / 2},
                 {.align = Align::centre, .points = small_points, .rotate = 90});
    const std::string low = number_text(axis.low), high = number_text(axis.high);
    script.plot("x y (identity)", {{low, low}, {high, high}},
                "using 1:2 with lines linecolor rgb '#666666' dashtype 2");
    for (const ScatterSeries& series : scatter.series) put_series(script, series, axis);
    return script;
}

}  // namespace bt::plot
