#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plot/script.hpp"

// What all figures have: a title with notes on top, and a legend.
namespace bt::plot {

inline constexpr double margin = 14;

class Header {
public:
    Header(const Caption& caption, double width);  // of the whole figure
    double height() const { return height_; }
    void put(Script& script) const;

private:
    std::vector<std::string> title_;
    std::vector<std::string> notes_;
    double height_;
};

struct LegendEntry {
    enum class Kind { box, hatched, circle, dash, diagonal, point };
    Kind kind;
    std::string label;
    Rgb colour = black;
    int point_type = 7;
};

// Entries in lines, as many beside each other as fit.
class Legend {
public:
    Legend(const std::vector<LegendEntry>& entries, double width);
    double height() const { return height_; }
    void put(Script& script, Point top_left) const;

private:
    struct Placed {
        LegendEntry entry;
        Point at;
    };
    std::vector<Placed> placed_;
    double height_ = 0;
};

double widest(const std::vector<std::string>& labels, double points);

inline constexpr std::size_t longest_label = 40;  // characters; longer ones lose their middle

}  // namespace bt::plot
