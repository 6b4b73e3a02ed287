#include "plot/colour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>

namespace bt::plot {
namespace {

constexpr std::array okabe_ito{Rgb{0x00, 0x72, 0xb2}, Rgb{0xe6, 0x9f, 0x00}, Rgb{0x00, 0x9e, 0x73},
                               Rgb{0xcc, 0x79, 0xa7}, Rgb{0x56, 0xb4, 0xe9}, Rgb{0xd5, 0x5e, 0x00},
                               Rgb{0xf0, 0xe4, 0x42}, Rgb{0x33, 0x33, 0x33}};

// ColorBrewer's RdBu, turned round: blue is less, red is more, and white is in the middle. Its two arms are told apart
// by people with any kind of colour blindness.
constexpr std::array diverging{Rgb{0x21, 0x66, 0xac}, Rgb{0x67, 0xa9, 0xcf}, Rgb{0xd1, 0xe5, 0xf0},
                               Rgb{0xf7, 0xf7, 0xf7}, Rgb{0xfd, 0xdb, 0xc7}, Rgb{0xef, 0x8a, 0x62},
                               Rgb{0xb2, 0x18, 0x2b}};

// Cividis, light for short times: its lightness alone carries the order.
constexpr std::array sequential{Rgb{0xfe, 0xe8, 0x38}, Rgb{0xcb, 0xba, 0x69}, Rgb{0xa6, 0x9d, 0x75},
                                Rgb{0x7c, 0x7b, 0x78}, Rgb{0x57, 0x5c, 0x6d}, Rgb{0x31, 0x44, 0x6b},
                                Rgb{0x00, 0x22, 0x4e}};

std::span<const Rgb> stops_of(ColourScale::Kind kind) {
    if (kind == ColourScale::Kind::diverging) return diverging;
    return sequential;
}

std::uint8_t between(std::uint8_t low, std::uint8_t high, double part) {
    return static_cast<std::uint8_t>(std::lround(low + (high - low) * part));
}

Rgb between(Rgb low, Rgb high, double part) {
    return {between(low.red, high.red, part), between(low.green, high.green, part), between(low.blue, high.blue, part)};
}

double linear(std::uint8_t channel) {
    const double value = channel / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(Rgb colour) {
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

}  // namespace

std::string hex(Rgb colour) {
    char text[8];
    std::snprintf(text, sizeof text, "#%02x%02x%02x", colour.red, colour.green, colour.blue);
    return text;
}

long number(Rgb colour) { return (long{colour.red} << 16U) | (long{colour.green} << 8U) | long{colour.blue}; }

Rgb colour_of(SeriesColour series) {
    const Rgb full = okabe_ito[series.hue % okabe_ito.size()];
    return series.pale ? between(full, white, 0.6) : full;
}

Rgb colour_at(ColourScale::Kind kind, double position) {
    const std::span<const Rgb> stops = stops_of(kind);
    const double at = std::clamp(position, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
    const std::size_t low = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    return between(stops[low], stops[low + 1], at - static_cast<double>(low));
}

std::string palette(ColourScale::Kind kind) {
    std::string out = "defined (";
    int place = 0;
    for (const Rgb stop : stops_of(kind)) {
        out += (place ? ", " : "") + std::to_string(place) + " '" + hex(stop) + "'";
        ++place;
    }
    return out + ")";
}

double contrast(Rgb one, Rgb other) {
    const double a = luminance(one) + 0.05;
    const double b = luminance(other) + 0.05;
    return std::max(a, b) / std::min(a, b);
}

Rgb readable_on(Rgb background) { return contrast(black, background) >= contrast(white, background) ? black : white; }

}  // namespace bt::plot
