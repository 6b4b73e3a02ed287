#include <algorithm>
#include <cmath>
#include <limits>

#include "plot/axis.hpp"
#include "plot/describe.hpp"
#include "plot/page.hpp"
#include "plot/text.hpp"

namespace bt::plot {
namespace {

constexpr double least_cell_width = 58;
constexpr double cell_height = 30;
constexpr double group_gap = 20;
constexpr double bar_width = 14;
constexpr double least_bar_height = 90;

struct HeatLayout {
    double cell_wide;
    double cell_high;
    double left;   // of the cells
    double wide;   // of all cells, gaps included
    double right;  // what the colour bar takes
    double gap;    // between groups, in cells
};

std::string text_of(const HeatCell& cell) {
    if (cell.kind != HeatCell::Kind::value) return "–";
    return cell.text.empty() ? value_text(cell.value) : label_text(cell.text);
}

std::size_t column_count(const Heatmap& heatmap) {
    std::size_t count = 0;
    for (const LabelGroup& group : heatmap.columns) count += group.labels.size();
    return count;
}

double cell_width(const Heatmap& heatmap) {
    double wide = least_cell_width;
    for (const LabelGroup& group : heatmap.columns) {
        for (const std::string& label : group.labels) {
            wide = std::max(wide, text_width(shortened(label, longest_label), text_points) + 12);
        }
        const auto columns = static_cast<double>(std::max<std::size_t>(group.labels.size(), 1));
        wide = std::max(wide, (text_width(shortened(group.label, longest_label), text_points) + 8) / columns);
    }
    for (const HeatCell& cell : heatmap.cells) wide = std::max(wide, text_width(text_of(cell), text_points) + 26);
    return wide;
}

HeatLayout layout_of(const Heatmap& heatmap) {
    HeatLayout layout{};
    const auto columns = static_cast<double>(column_count(heatmap));
    const auto rows = static_cast<double>(heatmap.rows.size());
    const double gaps = static_cast<double>(heatmap.columns.size()) - 1;
    double labels = 0;
    for (const std::string& row : heatmap.rows) {
        labels = std::max(labels, text_width(shortened(row, longest_label), text_points));
    }
    layout.cell_wide = std::min(cell_width(heatmap), (largest_side - 1000) / columns);
    layout.cell_high = std::min(cell_height, (largest_side - 1000) / rows);
    layout.left = margin + labels + 8;
    layout.wide = columns * layout.cell_wide + gaps * group_gap;
    layout.right = 18 + bar_width + 52 + 22 + margin;
    layout.gap = group_gap / layout.cell_wide;
    return layout;
}

// Positions of the values' colours, and the bar that shows them.
Axis colour_axis(const Heatmap& heatmap) {
    const ColourScale& scale = heatmap.scale;
    if (scale.kind == ColourScale::Kind::diverging) return exact_axis(scale.low, scale.high, false);
    double low = std::numeric_limits<double>::infinity();
    double high = 0;
    for (const HeatCell& cell : heatmap.cells) {
        if (cell.kind != HeatCell::Kind::value) continue;
        low = std::min(low, cell.value);
        high = std::max(high, cell.value);
    }
    if (high == 0) return exact_axis(0.1, 1, true);
    return low == high ? exact_axis(low / 1.5, high * 1.5, true) : exact_axis(low, high, true);
}

std::string colour_tick(const Heatmap& heatmap, const Axis& axis, double tick) {
    const auto any = [&](auto beyond) {
        return std::any_of(heatmap.cells.begin(), heatmap.cells.end(), [&](const HeatCell& cell) {
            return cell.kind == HeatCell::Kind::value && beyond(cell.value);
        });
    };
    const double room = (axis.high - axis.low) * 1e-9;
    const bool over = tick >= axis.high - room && any([&](double value) { return value > axis.high + room; });
    const bool under = tick <= axis.low + room && any([&](double value) { return value < axis.low - room; });
    return "'" + std::string(over ? "≥ " : under ? "≤ " : "") + number_text(tick) + "' " + number_text(tick);
}

void put_colours(Script& script, const Heatmap& heatmap, const Axis& axis, const Box& bar) {
    script.command("set palette " + palette(heatmap.scale.kind));
    script.command("set cbrange [" + number_text(axis.low) + ":" + number_text(axis.high) + "]");
    if (axis.logarithmic) script.command("set logscale cb");
    std::string ticks = "set cbtics scale 0.5 (";
    for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
        ticks += (i ? ", " : "") + colour_tick(heatmap, axis, axis.ticks[i]);
    }
    script.command(ticks + ")");
    script.colour_bar(bar);
    script.label(heatmap.scale.label, {bar.to.x + 58, (bar.from.y + bar.to.y) / 2},
                 {.align = Align::centre, .points = small_points, .rotate = 90});
}

void put_column_labels(Script& script, const Heatmap& heatmap, const HeatLayout& layout, double top) {
    double x = layout.left;
    for (const LabelGroup& group : heatmap.columns) {
        const double wide = static_cast<double>(group.labels.size()) * layout.cell_wide;
        if (!group.label.empty()) {
            script.label(shortened(group.label, longest_label), {x + wide / 2, top - 27}, {.align = Align::centre});
            script.line({x + 4, top - 18}, {x + wide - 4, top - 18}, pale_grey);
        }
        for (const std::string& label : group.labels) {
            script.label(shortened(label, longest_label), {x + layout.cell_wide / 2, top - 9},
                         {.align = Align::centre});
            x += layout.cell_wide;
        }
        x += group_gap;
    }
}

void put_row_labels(Script& script, const Heatmap& heatmap, const HeatLayout& layout, double top) {
    const auto step = static_cast<std::size_t>(std::max(1.0, std::ceil(14 / layout.cell_high)));
    for (std::size_t row = 0; row < heatmap.rows.size(); row += step) {
        const double y = top + (static_cast<double>(row) + 0.5) * layout.cell_high;
        script.label(shortened(heatmap.rows[row], longest_label), {layout.left - 8, y}, {.align = Align::right});
    }
}

using Rows = std::vector<std::vector<std::string>>;

struct CellRows {
    Rows values, absent, unmeasured, texts, marks;
};

void add_cell(CellRows& rows, const Heatmap& heatmap, const HeatLayout& layout, const Axis& axis, const HeatCell& cell,
              double x, double y) {
    const std::string at_x = number_text(x), at_y = number_text(y);
    if (cell.kind == HeatCell::Kind::absent) return rows.absent.push_back({at_x, at_y});
    Rgb ink = grey;
    if (cell.kind == HeatCell::Kind::value) {
        rows.values.push_back({at_x, at_y, number_text(cell.value)});
        ink = readable_on(colour_at(heatmap.scale.kind, axis.part(cell.value)));
    } else {
        rows.unmeasured.push_back({at_x, at_y});
    }
    if (layout.cell_high < 14) return;
    rows.texts.push_back({at_x, at_y, text_of(cell), std::to_string(number(ink))});
    if (!cell.marked) return;
    rows.marks.push_back({number_text(x + 0.5 - 7 / layout.cell_wide), number_text(y - 0.5 + 7 / layout.cell_high),
                          std::to_string(number(ink))});
}

void put_cells(Script& script, const Heatmap& heatmap, const HeatLayout& layout, const Axis& axis) {
    CellRows rows;
    const std::size_t columns = column_count(heatmap);
    for (std::size_t row = 0; row < heatmap.rows.size(); ++row) {
        double x = 0.5;
        std::size_t cell = row * columns;
        for (const LabelGroup& group : heatmap.columns) {
            for (std::size_t i = 0; i < group.labels.size(); ++i, ++x) {
                add_cell(rows, heatmap, layout, axis, heatmap.cells[cell++], x, static_cast<double>(row) + 0.5);
            }
            x += layout.gap;
        }
    }
    const std::string box = "using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5)";
    const std::string edge = layout.cell_high < 14 ? "noborder" : "border linecolor rgb '#ffffff'";
    script.plot("x y value", rows.values, box + ":3 with boxxyerror linecolor palette fillstyle solid 1 " + edge);
    script.plot("x y (absent)", rows.absent,
                box + " with boxxyerror linecolor rgb '#b0b0b0' fillstyle pattern 4 border linecolor rgb '#ffffff'");
    script.plot("x y (not measured)", rows.unmeasured,
                box + " with boxxyerror linecolor rgb '#ffffff' fillstyle solid 1 border linecolor rgb '#d0d0d0'");
    script.plot("x y text colour", rows.texts,
                "using 1:2:3:4 with labels noenhanced font ',10' textcolor rgb variable");
    script.plot("x y colour (marked)", rows.marks,
                "using 1:2:3 with points pointtype 6 pointsize 0.6 linecolor rgb variable");
}

std::vector<LegendEntry> legend_of(const Heatmap& heatmap) {
    const auto any = [&](auto is) { return std::any_of(heatmap.cells.begin(), heatmap.cells.end(), is); };
    std::vector<LegendEntry> entries;
    if (any([](const HeatCell& cell) { return cell.marked; })) {
        entries.push_back({LegendEntry::Kind::circle, heatmap.mark});
    }
    if (any([](const HeatCell& cell) { return cell.kind == HeatCell::Kind::absent; })) {
        entries.push_back({LegendEntry::Kind::hatched, "absent"});
    }
    if (any([](const HeatCell& cell) { return cell.kind == HeatCell::Kind::unmeasured; })) {
        entries.push_back({LegendEntry::Kind::dash, "not measured"});
    }
    return entries;
}

}  // namespace

Script script_of(const Heatmap& heatmap) {
    const HeatLayout layout = layout_of(heatmap);
    const double width = std::ceil(std::max(layout.left + layout.wide + layout.right, 420.0));
    const Header header(heatmap.caption, width);
    const Legend legend(legend_of(heatmap), width - 2 * margin);
    const bool grouped = std::any_of(heatmap.columns.begin(), heatmap.columns.end(),
                                     [](const LabelGroup& group) { return !group.label.empty(); });
    const double top = header.height() + (grouped ? 40 : 22);
    const double bottom = top + layout.cell_high * static_cast<double>(heatmap.rows.size());
    const double below = std::max(bottom, top + least_bar_height);
    const double height = std::ceil(below + 8 + legend.height() + margin);
    Script script(width, height);
    header.put(script);
    script.area({{layout.left, top}, {layout.left + layout.wide, bottom}});
    script.command("unset border\nunset xtics\nunset ytics");
    script.command("set xrange [0:" + number_text(layout.wide / layout.cell_wide) + "]");
    script.command("set yrange [" + std::to_string(heatmap.rows.size()) + ":0]");
    put_column_labels(script, heatmap, layout, top);
    put_row_labels(script, heatmap, layout, top);
    const Axis axis = colour_axis(heatmap);
    const double bar_left = layout.left + layout.wide + 18;
    put_colours(script, heatmap, axis, {{bar_left, top}, {bar_left + bar_width, below}});
    put_cells(script, heatmap, layout, axis);
    legend.put(script, {margin, below + 8});
    return script;
}

}  // namespace bt::plot
