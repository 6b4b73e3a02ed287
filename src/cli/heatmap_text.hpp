#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bt/core/error.hpp"
#include "cli/heatmap_figures.hpp"

namespace bt::cli {

// Means and coefficients of variation of each condition, and what the load does, for people and for programs.
std::string times_as_text(const MeasuredTimes& measured, const ShownStages& shown);
std::string times_as_markdown(const MeasuredTimes& measured, const ShownStages& shown);

struct DrawnDevice {
    MeasuredTimes measured;
    std::vector<std::filesystem::path> figures;  // pictures only
};
std::string times_as_json(const std::vector<DrawnDevice>& devices, const ShownStages& shown,
                          const std::vector<std::filesystem::path>& overviews, const std::vector<Error>& left_out);

}  // namespace bt::cli
