#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bt::plot {

// A label as gnuplot's data files can carry it: valid UTF-8 without control characters, quotes and backslashes (which
// its reader takes for its own; look-alikes take their place), never empty.
std::string label_text(std::string_view label);

// How wide a label is, in pixels, for a font of `points`: an estimate on the wide side of DejaVu Sans.
double text_width(std::string_view label, double points);

// In lines no wider than `width` pixels where the words allow it; a longer word is split.
std::vector<std::string> wrapped(std::string_view label, double points, double width);

// At most `characters` of it, an ellipsis in the middle.
std::string shortened(std::string_view label, std::size_t characters);

}  // namespace bt::plot
