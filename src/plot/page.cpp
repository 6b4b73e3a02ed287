#include "plot/page.hpp"

#include <algorithm>

#include "plot/text.hpp"

namespace bt::plot {
namespace {

constexpr double title_height = 22;
constexpr double note_height = 15;
constexpr double swatch = 12;

}  // namespace

Header::Header(const Caption& caption, double width) : height_(margin) {
    const double inner = width - 2 * margin;
    title_ = wrapped(label_text(caption.title), title_points, inner);
    for (const std::string& note : caption.notes) {
        for (std::string& line : wrapped(label_text(note), small_points, inner)) notes_.push_back(std::move(line));
    }
    height_ += static_cast<double>(title_.size()) * title_height;
    height_ += static_cast<double>(notes_.size()) * note_height + 8;
}

void Header::put(Script& script) const {
    double y = margin + title_height / 2 - 2;
    for (const std::string& line : title_) {
        script.label(line, {margin, y}, {.points = title_points});
        y += title_height;
    }
    y -= title_height / 2 - note_height / 2 - 1;
    for (const std::string& line : notes_) {
        script.label(line, {margin, y}, {.points = small_points, .colour = grey});
        y += note_height;
    }
}

Legend::Legend(const std::vector<LegendEntry>& entries, double width) {
    Point at{0, 0};
    for (const LegendEntry& entry : entries) {
        const double wide = swatch + 6 + text_width(entry.label, small_points) + 14;
        if (at.x > 0 && at.x + wide > width) at = {0, at.y + line_height};
        placed_.push_back({entry, at});
        at.x += wide;
    }
    if (!placed_.empty()) height_ = at.y + line_height;
}

void Legend::put(Script& script, Point top_left) const {
    for (const auto& [entry, at] : placed_) {
        const Point from{top_left.x + at.x, top_left.y + at.y + (line_height - swatch) / 2};
        const Point to{from.x + swatch, from.y + swatch};
        const Point middle{from.x + swatch / 2, from.y + swatch / 2};
        switch (entry.kind) {
            case LegendEntry::Kind::box: script.rectangle({from, to}, entry.colour, grey); break;
            case LegendEntry::Kind::hatched: script.hatched({from, to}); break;
            case LegendEntry::Kind::circle: script.label("○", middle, {.align = Align::centre}); break;
            case LegendEntry::Kind::dash: script.label("–", middle, {.align = Align::centre, .colour = grey}); break;
            case LegendEntry::Kind::point: script.point(middle, entry.point_type, entry.colour); break;
            case LegendEntry::Kind::diagonal:
                script.line({from.x - 2, to.y}, {to.x, from.y}, entry.colour, " dashtype 2");
                break;
        }
        script.label(entry.label, {to.x + 6, middle.y}, {.points = small_points});
    }
}

double widest(const std::vector<std::string>& labels, double points) {
    double width = 0;
    for (const std::string& label : labels) width = std::max(width, text_width(label, points));
    return width;
}

}  // namespace bt::plot
