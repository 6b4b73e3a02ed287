#pragma once

#include "bt/plot/figure.hpp"

// One figure of each kind with made-up numbers, and all that a figure can hold.
namespace bt::plot::samples {

inline Heatmap heatmap() {
    Heatmap map;
    map.caption = {"tree on phone: fully ÷ normal", {"above 1: slower while all PUs are busy"}};
    map.rows = {"1 morton-codes", "2 sort", "3 unique"};
    map.columns = {{"", {"little", "big", "vulkan", "cuda"}}};
    using Kind = HeatCell::Kind;
    const HeatCell absent{.kind = Kind::absent};
    map.cells = {
        {Kind::value, 1.28, "", false}, {Kind::value, 1.01, "", true}, {Kind::value, 0.566, "", false}, absent,
        {Kind::value, 1.9, "", false},  {Kind::value, 1.0, "", true},  {.kind = Kind::unmeasured},      absent,
        {Kind::value, 0.2, "", false},  {Kind::value, 1.5, "", false}, {Kind::value, 5.37, "", false},  absent};
    map.scale = {ColourScale::Kind::diverging, 0, 2, "fully ÷ normal"};
    map.mark = "no difference shown: the 95 % CI includes 1";
    return map;
}

inline Heatmap times() {
    Heatmap map;
    map.caption = {"tree on phone: times", {}};
    map.rows = {"1 morton-codes", "2 sort"};
    map.columns = {{"normal: alone", {"little", "big"}}, {"fully: all PUs busy", {"little", "big"}}};
    using Kind = HeatCell::Kind;
    map.cells = {{Kind::value, 2.05}, {Kind::value, 0.508}, {Kind::value, 2.62}, {Kind::value, 0.695},
                 {Kind::value, 24.6}, {Kind::value, 0.627}, {Kind::value, 3.35}, {.kind = Kind::unmeasured}};
    map.scale = {ColourScale::Kind::logarithmic, 0, 0, "ms"};
    return map;
}

inline BarChart bars() {
    BarChart chart;
    chart.caption = {"tree on phone: times with 95 % CIs", {"3 repeats"}};
    chart.value_label = "ms";
    chart.clusters = {"1 morton-codes", "2 sort", "3 unique"};
    chart.series = {{"little, normal", {0, true}, {{2.05, Ci{1.9, 2.2}}, {2.29, Ci{2.2, 2.4}}, {1.5, {}}}},
                    {"little, fully", {0, false}, {{2.62, Ci{2.5, 2.7}}, {3.35, Ci{-0.2, 9}}, {2.85, {}}}},
                    {"vulkan, normal", {1, true}, {{1.46, {}}, {24.6, Ci{22, 27}}, {}}},
                    {"vulkan, fully", {1, false}, {{0.83, {}}, {21.7, Ci{20, 23}}, {1.1, {}}}},
                    {"cuda", {2, false}, {}}};
    return chart;
}

inline Scatter scatter() {
    Scatter figure;
    figure.caption = {"tree on phone: predicted and measured", {"Pearson 0.98 (pipelined schedules only)"}};
    figure.x_label = "predicted interval in ms";
    figure.y_label = "measured interval in ms";
    figure.identity_label = "predicted = measured";
    figure.series = {
        {"pipelined",
         {0, false},
         {{1.2, 1.31, {}, Ci{1.25, 1.36}, ""}, {1.5, 1.48, Ci{1.4, 1.6}, {}, ""}, {2.2, 2.6, {}, {}, "SCH-B3G4"}}},
        {"one PU", {5, false}, {{30, 31, {}, Ci{29, 33}, ""}}}};
    return figure;
}

inline Gantt gantt() {
    Gantt figure;
    figure.caption = {"tree on phone: the best schedules", {"the number in a box is its task"}};
    figure.time_label = "ms since the first task began";
    figure.rows = {{"SCH-B3G4-0a1b2c, 1.31 ms", {"big", "vulkan"}}, {"SCH-B2G5-0f1e2d, 1.48 ms", {"big", "vulkan"}}};
    for (std::size_t task = 0; task < 6; ++task) {
        const double start = 1.3 * static_cast<double>(task);
        const std::string name = std::to_string(task + 1);
        figure.slices.push_back({0, start, start + 1.25, {task, false}, name});
        figure.slices.push_back({1, start + 1.3, start + 2.3, {task, false}, name});
        figure.slices.push_back({2, start * 1.13, start * 1.13 + 0.9, {task, false}, name});
        figure.slices.push_back({3, start * 1.13 + 1.0, start * 1.13 + 2.4, {task, false}, name});
    }
    return figure;
}

}  // namespace bt::plot::samples
