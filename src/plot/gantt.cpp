#include <algorithm>
#include <cmath>

#include "plot/axis.hpp"
#include "plot/describe.hpp"
#include "plot/page.hpp"
#include "plot/text.hpp"

namespace bt::plot {
namespace {

constexpr double area_wide = 820;
constexpr double full_row = 24;
constexpr double group_title = 24;

struct GanttLayout {
    double row_high;
    double left;
    std::vector<double> row_tops;    // in pixels from the top of the area
    std::vector<double> group_tops;  // likewise
    double height;                   // of the area
};

GanttLayout layout_of(const Gantt& gantt) {
    GanttLayout layout{};
    std::size_t rows = 0;
    double labels = 0;
    for (const LabelGroup& group : gantt.rows) {
        rows += group.labels.size();
        for (const std::string& label : group.labels) {
            labels = std::max(labels, text_width(shortened(label, longest_label), text_points));
        }
    }
    const double titles = static_cast<double>(gantt.rows.size()) * group_title;
    const auto count = static_cast<double>(std::max<std::size_t>(rows, 1));
    layout.row_high = std::min(full_row, (largest_side - 500 - titles) / count);
    layout.left = margin + labels + 8;
    for (const LabelGroup& group : gantt.rows) {
        layout.group_tops.push_back(layout.height);
        if (!group.label.empty()) layout.height += group_title;
        for (std::size_t i = 0; i < group.labels.size(); ++i) {
            layout.row_tops.push_back(layout.height);
            layout.height += layout.row_high;
        }
    }
    return layout;
}

Axis time_axis(const Gantt& gantt) {
    if (gantt.window) return exact_axis(gantt.window->first, gantt.window->second, false);
    if (gantt.slices.empty()) return exact_axis(0, 1, false);
    double low = gantt.slices.front().start;
    double high = gantt.slices.front().end;
    for (const GanttSlice& slice : gantt.slices) {
        low = std::min(low, slice.start);
        high = std::max(high, slice.end);
    }
    return exact_axis(low, high > low ? high : low + 1, false);
}

void put_rows(Script& script, const Gantt& gantt, const GanttLayout& layout, double top) {
    std::size_t row = 0;
    for (std::size_t i = 0; i < gantt.rows.size(); ++i) {
        const LabelGroup& group = gantt.rows[i];
        if (!group.label.empty()) {
            const double y = top + layout.group_tops[i] + group_title / 2 + 1;
            script.label(shortened(group.label, 2 * longest_label), {layout.left, y}, {.colour = grey});
        }
        for (const std::string& label : group.labels) {
            const double y = top + layout.row_tops[row++];
            if (layout.row_high < 10) continue;
            script.label(shortened(label, longest_label), {layout.left - 8, y + layout.row_high / 2},
                         {.align = Align::right});
            script.line({layout.left, y + layout.row_high}, {layout.left + area_wide, y + layout.row_high},
                        Rgb{0xe4, 0xe4, 0xe4});
        }
    }
}

void put_slices(Script& script, const Gantt& gantt, const GanttLayout& layout, const Axis& axis) {
    std::vector<std::vector<std::string>> boxes, texts;
    for (const GanttSlice& slice : gantt.slices) {
        if (slice.end < axis.low || slice.start > axis.high) continue;
        const double start = axis.clamped(slice.start), end = axis.clamped(slice.end);
        const double top = layout.row_tops[slice.row] + layout.row_high * 0.12;
        const double bottom = layout.row_tops[slice.row] + layout.row_high * 0.88;
        const Rgb colour = colour_of(slice.colour);
        const std::string x = number_text((start + end) / 2), y = number_text((top + bottom) / 2);
        boxes.push_back({x, y, number_text(start), number_text(end), number_text(top), number_text(bottom),
                         std::to_string(number(colour))});
        const double wide = (axis.part(end) - axis.part(start)) * area_wide;
        if (slice.text.empty() || layout.row_high < 16 || text_width(slice.text, small_points) + 4 > wide) continue;
        texts.push_back({x, y, slice.text, std::to_string(number(readable_on(colour)))});
    }
    script.plot("x y start end top bottom colour", boxes,
                "using 1:2:3:4:5:6:7 with boxxyerror linecolor rgb variable fillstyle solid 1 border linecolor rgb "
                "'#ffffff'");
    script.plot("x y text colour", texts, "using 1:2:3:4 with labels noenhanced font ',9' textcolor rgb variable");
    // Without any slice the axes are still drawn.
    if (boxes.empty()) script.plot_expression("1/0 with lines");
}

}  // namespace

Script script_of(const Gantt& gantt) {
    const GanttLayout layout = layout_of(gantt);
    const double width = std::ceil(layout.left + area_wide + margin + 16);
    const Header header(gantt.caption, width);
    const double top = header.height() + 4;
    Script script(width, std::ceil(top + layout.height + 50 + margin));
    header.put(script);
    script.area({{layout.left, top}, {layout.left + area_wide, top + layout.height}});
    const Axis axis = time_axis(gantt);
    put_axis(script, axis, "x");
    script.command("set border 1 linecolor rgb '#666666'\nunset ytics");
    script.command("set yrange [" + number_text(std::max(layout.height, 1.0)) + ":0]");
    script.label(gantt.time_label, {layout.left + area_wide / 2, top + layout.height + 38},
                 {.align = Align::centre, .points = small_points});
    put_rows(script, gantt, layout, top);
    put_slices(script, gantt, layout, axis);
    return script;
}

}  // namespace bt::plot
