#pragma once

#include <set>
#include <string>
#include <vector>

#include "bt/plot/draw.hpp"
#include "cli/measured_times.hpp"

namespace bt::cli {

// The rows that figures and printed tables show.
struct ShownStages {
    std::set<int> excluded;
    std::vector<std::string> names;  // stage 1 first; empty: numbers only

    std::vector<Stage> of(int stages) const;
    std::string label(Stage stage) const;  // "2 sort"
    std::string note() const;              // "without the stages 2, 4"; empty: all are shown
};

inline constexpr const char* same_mark = "no difference shown: the 95 % CI includes 1";

// "campaign 2, 5 repeats"
std::string campaign_text(const ConditionTimes& times);

// ratio, difference (where both conditions were measured), times and bars; the stems begin with `front`.
std::vector<plot::NamedFigure> figures_of(const MeasuredTimes& measured, const ShownStages& shown,
                                          const std::string& front);

// fully ÷ normal of several devices beside each other. Those without both conditions are left out; nothing where fewer
// than two remain.
std::optional<plot::NamedFigure> overview_of(const std::vector<MeasuredTimes>& devices, const ShownStages& shown,
                                             const std::string& stem);

}  // namespace bt::cli
