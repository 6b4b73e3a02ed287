#pragma once

#include <cstdlib>
#include <string>
#include <vector>

// What stands where in an SVG that gnuplot wrote: enough to see whether a label is cut.
namespace bt::test {

struct SvgText {
    double x;
    double y;
    double pixels;       // of the font
    double degrees;      // clockwise
    std::string anchor;  // start, middle, end
    std::string text;
};

struct Svg {
    double width = 0;
    double height = 0;
    std::vector<SvgText> texts;
};

inline std::string between(const std::string& text, const std::string& before, const std::string& after,
                           std::size_t from) {
    const std::size_t begin = text.find(before, from);
    if (begin == std::string::npos) return {};
    const std::size_t start = begin + before.size();
    return text.substr(start, text.find(after, start) - start);
}

inline Svg parse_svg(const std::string& svg) {
    Svg parsed;
    parsed.width = std::atof(between(svg, "width=\"", "\"", 0).c_str());
    parsed.height = std::atof(between(svg, "height=\"", "\"", 0).c_str());
    for (std::size_t at = svg.find("<g transform=\"translate("); at != std::string::npos;
         at = svg.find("<g transform=\"translate(", at + 1)) {
        SvgText text;
        const std::string place = between(svg, "translate(", ")", at);
        text.x = std::atof(place.c_str());
        text.y = std::atof(place.c_str() + place.find(',') + 1);
        const std::string transform = between(svg, "transform=\"", "\"", at);
        const std::size_t turn = transform.find("rotate(");
        text.degrees = turn == std::string::npos ? 0 : std::atof(transform.c_str() + turn + 7);
        text.pixels = std::atof(between(svg, "font-size=\"", "\"", at).c_str());
        text.anchor = between(svg, "text-anchor=\"", "\"", at);
        text.text = between(svg, "<text>", "</text>", at);
        parsed.texts.push_back(text);
    }
    return parsed;
}

}  // namespace bt::test
