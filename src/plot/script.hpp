#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/plot/draw.hpp"
#include "plot/colour.hpp"

namespace bt::plot {

struct Point {
    double x;  // pixels from the left
    double y;  // pixels from the top
};

struct Box {
    Point from;
    Point to;
};

enum class Align { left, centre, right };

struct LabelStyle {
    Align align = Align::left;
    double points = 10;
    Rgb colour = black;
    int rotate = 0;  // degrees
};

inline constexpr double small_points = 9;
inline constexpr double text_points = 10;
inline constexpr double title_points = 13;
inline constexpr double line_height = 17;  // of text_points

// Both at 96 dots per inch. More than this no terminal of gnuplot's draws (cairo ends at 32767).
inline constexpr double largest_side = 16000;

// A gnuplot script and its data file while they grow. Commands are this module's own words and numbers; whatever came
// from outside goes through word() into the data file, from where the script reads it into an array: gnuplot runs
// back-quoted commands in every string of a script.
class Script {
public:
    Script(double width, double height) : width_(width), height_(height) {}

    void command(std::string line) { commands_.push_back(std::move(line)); }
    std::string word(std::string_view label);  // the expression that stands for it: "words[3]"

    void area(const Box& box);  // where the axes lie
    void label(std::string_view text, Point at, const LabelStyle& style = {});
    void rectangle(const Box& box, Rgb fill, Rgb border);
    void hatched(const Box& box);
    void point(Point at, int type, Rgb colour);
    void line(Point from, Point to, Rgb colour, std::string_view dash = "");

    void colour_bar(const Box& box);

    // Rows of numbers and labels (made harmless by label_text), tab-separated. `element`: what follows the file's name
    // in `plot`. Nothing is drawn without rows.
    void plot(std::string_view columns, const std::vector<std::vector<std::string>>& rows, std::string_view element);
    // Lines with caps from low to high: rows of x, y, low, high. gnuplot's own error bars leave a white gap at y.
    enum class Along { x, y };
    void intervals(std::string_view columns, const std::vector<std::vector<std::string>>& rows, Along along, Rgb ink);
    void plot_expression(std::string element) { elements_.push_back({std::move(element), 0}); }

    FigureFiles files(const std::string& stem, std::span<const ImageFormat> formats) const;

private:
    std::string place(Point at) const;

    struct Element {
        std::string text;
        std::size_t block;  // of the data file; 0: none
    };

    double width_;
    double height_;
    int labels_ = 0;
    int objects_ = 0;
    int arrows_ = 0;
    std::vector<std::string> commands_;
    std::vector<std::string> words_;
    std::vector<std::string> blocks_;
    std::vector<Element> elements_;
};

std::string number_text(double value);  // "%.7g", whatever the locale

}  // namespace bt::plot
