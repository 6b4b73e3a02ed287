#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/units.hpp"
#include "bt/plot/figure.hpp"
#include "bt/system/cancellation.hpp"

namespace bt::plot {

enum class ImageFormat { png, svg, pdf };
std::string_view to_string(ImageFormat format);
ImageFormat parse_image_format(std::string_view text);  // throws a usage error

struct NamedFigure {
    std::string stem;  // file name without its ending: A-Z a-z 0-9 . - + _ % only, because it stands in the script
    Figure figure;
};

struct DrawOptions {
    std::vector<ImageFormat> formats{ImageFormat::png};
    Seconds deadline{60};
    const system::Cancellation* cancel = nullptr;
};

// Draws all of them into `folder` with one gnuplot process: <stem>.png …, and beside them <stem>.gp, which draws them
// again, and <stem>.dat, its numbers and labels. Files appear whole or not at all; pictures of an earlier drawing in
// other formats go. Returns them in the order of the figures. Throws a host error where gnuplot is missing or fails, a
// data error where a figure cannot be drawn.
std::vector<std::filesystem::path> draw(const std::filesystem::path& folder, std::span<const NamedFigure> figures,
                                        const DrawOptions& options = {});

// The text of the two files, for whoever wants them without a drawing.
struct FigureFiles {
    std::string script;
    std::string data;
};
FigureFiles describe(const NamedFigure& figure, std::span<const ImageFormat> formats);

}  // namespace bt::plot
