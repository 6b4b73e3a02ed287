#pragma once

#include <cstdint>
#include <string>

#include "bt/plot/figure.hpp"

namespace bt::plot {

struct Rgb {
    std::uint8_t red;
    std::uint8_t green;
    std::uint8_t blue;
    bool operator==(const Rgb&) const = default;
};

inline constexpr Rgb black{0, 0, 0};
inline constexpr Rgb white{255, 255, 255};
inline constexpr Rgb grey{0x66, 0x66, 0x66};
inline constexpr Rgb pale_grey{0xb0, 0xb0, 0xb0};

std::string hex(Rgb colour);  // "#0072b2"
long number(Rgb colour);      // 0xRRGGBB, as gnuplot's `rgb variable` wants it

Rgb colour_of(SeriesColour series);  // Okabe and Ito's eight

// The colour at 0 … 1 of a scale, the same as gnuplot makes of palette().
Rgb colour_at(ColourScale::Kind kind, double position);
std::string palette(ColourScale::Kind kind);  // what follows `set palette`

// Black or white, whichever has the higher contrast on it (WCAG's relative luminance); at worst 4.5 : 1.
Rgb readable_on(Rgb background);
double contrast(Rgb one, Rgb other);

}  // namespace bt::plot
