#include "cli/heatmap_figures.hpp"

#include <algorithm>
#include <cmath>

#include "cli/heatmap_sizes.hpp"
#include "cli/stage_names.hpp"

namespace bt::cli {
namespace {

using plot::HeatCell;
using plot::Heatmap;

std::string title_of(const MeasuredTimes& measured, std::string_view what) {
    return app_with_size(measured) + " on " + measured.device.str() + ": " + std::string(what);
}

std::string provenance(const MeasuredTimes& measured) {
    const auto& normal = measured.normal;
    const auto& fully = measured.fully;
    std::string text = "measured " + measured.date.str() + ", ";
    if (normal && fully && campaign_text(*normal) != campaign_text(*fully)) {
        return text + "normal: " + campaign_text(*normal) + "; fully: " + campaign_text(*fully);
    }
    return text + campaign_text(normal ? *normal : *fully);
}

std::vector<std::string> notes_of(const MeasuredTimes& measured, const ShownStages& shown, std::string meaning) {
    std::vector<std::string> notes{std::move(meaning), provenance(measured)};
    if (const std::string without = shown.note(); !without.empty()) notes.push_back(without);
    return notes;
}

std::vector<std::string> names_of(const std::vector<PuName>& pus) {
    std::vector<std::string> names;
    for (const PuName& pu : pus) names.push_back(pu.str());
    return names;
}

std::vector<std::string> labels_of(const MeasuredTimes& measured, const ShownStages& shown) {
    std::vector<std::string> labels;
    for (const Stage stage : shown.of(measured.stages)) labels.push_back(shown.label(stage));
    return labels;
}

HeatCell cell_without_value(bool absent) {
    return {.kind = absent ? HeatCell::Kind::absent : HeatCell::Kind::unmeasured};
}

HeatCell time_cell(const CellTimes& times) {
    if (const auto time = times.median.time()) return {HeatCell::Kind::value, time->count()};
    return cell_without_value(times.median.is_absent());
}

std::string signed_text(double value) {
    const std::string text = plot::value_text(std::abs(value));
    return value > 0 ? "+" + text : value < 0 ? "−" + text : text;
}

enum class Compared { ratio, difference };

HeatCell compared_cell(const MeasuredTimes& measured, Stage stage, const PuName& pu, Compared what) {
    const CellTimes& normal = measured.normal->at(stage, pu);
    const CellTimes& fully = measured.fully->at(stage, pu);
    if (!normal.median.time() || !fully.median.time()) {
        return cell_without_value(normal.median.is_absent() || fully.median.is_absent());
    }
    const Comparison comparison = compare(normal, fully);
    if (what == Compared::ratio) {
        return {HeatCell::Kind::value, comparison.ratio, {}, comparison.no_difference_shown()};
    }
    const auto& ci = comparison.difference_ci;
    return {HeatCell::Kind::value, comparison.difference, signed_text(comparison.difference),
            ci && ci->low <= 0 && ci->high >= 0};
}

// Differences are coloured alike in both directions.
double largest_size(const std::vector<HeatCell>& cells) {
    double most = 0;
    for (const HeatCell& cell : cells) {
        if (cell.kind == HeatCell::Kind::value) most = std::max(most, std::abs(cell.value));
    }
    return most > 0 ? most : 1;
}

constexpr const char* ratio_meaning = "red: slower while all PUs are busy; blue: faster; white: as alone";

Heatmap ratio_map(const MeasuredTimes& measured, const ShownStages& shown) {
    Heatmap map;
    map.caption = {title_of(measured, "fully ÷ normal"), notes_of(measured, shown, ratio_meaning)};
    map.rows = labels_of(measured, shown);
    map.columns = {{"", names_of(measured.pus)}};
    for (const Stage stage : shown.of(measured.stages)) {
        for (const PuName& pu : measured.pus) {
            map.cells.push_back(compared_cell(measured, stage, pu, Compared::ratio));
        }
    }
    map.scale = {plot::ColourScale::Kind::diverging, 0, 2, "fully ÷ normal"};
    map.mark = same_mark;
    return map;
}

Heatmap difference_map(const MeasuredTimes& measured, const ShownStages& shown) {
    Heatmap map = ratio_map(measured, shown);
    map.caption.title = title_of(measured, "fully − normal, in ms");
    map.cells.clear();
    for (const Stage stage : shown.of(measured.stages)) {
        for (const PuName& pu : measured.pus) {
            map.cells.push_back(compared_cell(measured, stage, pu, Compared::difference));
        }
    }
    const double most = largest_size(map.cells);
    map.scale = {plot::ColourScale::Kind::diverging, -most, most, "ms"};
    map.mark = "no difference shown: the 95 % CI includes 0";
    return map;
}

Heatmap times_map(const MeasuredTimes& measured, const ShownStages& shown) {
    Heatmap map;
    map.caption = {title_of(measured, "time of each stage, in ms"),
                   notes_of(measured, shown, "medians over the repeats; the colours are logarithmic")};
    map.rows = labels_of(measured, shown);
    if (measured.normal) map.columns.push_back({"normal: alone", names_of(measured.pus)});
    if (measured.fully) map.columns.push_back({"fully: all PUs busy", names_of(measured.pus)});
    for (const Stage stage : shown.of(measured.stages)) {
        for (const auto* times : {&measured.normal, &measured.fully}) {
            if (!*times) continue;
            for (const PuName& pu : measured.pus) map.cells.push_back(time_cell((*times)->at(stage, pu)));
        }
    }
    map.scale = {plot::ColourScale::Kind::logarithmic, 0, 0, "ms"};
    return map;
}

plot::BarSeries bar_series(const MeasuredTimes& measured, const ShownStages& shown, const ConditionTimes& times,
                           const PuName& pu) {
    plot::BarSeries series;
    for (const Stage stage : shown.of(measured.stages)) {
        const CellTimes& cell = times.at(stage, pu);
        const auto time = cell.median.time();
        series.bars.push_back({time ? std::optional(time->count()) : std::nullopt, cell.ci()});
    }
    return series;
}

plot::BarChart bar_chart(const MeasuredTimes& measured, const ShownStages& shown) {
    plot::BarChart chart;
    const bool pairs = measured.normal && measured.fully;
    chart.caption = {title_of(measured, "time of each stage"),
                     notes_of(measured, shown, "medians over the repeats with 95 % CIs")};
    chart.value_label = "time in ms";
    chart.clusters = labels_of(measured, shown);
    for (std::size_t pu = 0; pu < measured.pus.size(); ++pu) {
        const PuName& name = measured.pus[pu];
        if (!measured.is_present(name)) {
            chart.series.push_back({name.str() + ": absent", {pu, false}, {}});
            continue;
        }
        for (const auto* times : {&measured.normal, &measured.fully}) {
            if (!*times) continue;
            const bool is_normal = times == &measured.normal;
            plot::BarSeries series = bar_series(measured, shown, **times, name);
            series.label = name.str() + (is_normal ? ", normal" : ", fully");
            series.colour = {pu, pairs && is_normal};
            chart.series.push_back(std::move(series));
        }
    }
    return chart;
}

bool has_both(const MeasuredTimes& measured) { return measured.normal && measured.fully; }

// The PUs that some of the devices have, so that columns stand alike in each group.
std::vector<PuName> common_columns(const std::vector<const MeasuredTimes*>& devices) {
    std::vector<PuName> pus;
    for (const MeasuredTimes* device : devices) {
        for (const PuName& pu : device->pus) {
            const bool is_new = std::find(pus.begin(), pus.end(), pu) == pus.end();
            if (is_new && device->is_present(pu)) pus.push_back(pu);
        }
    }
    return pus;
}

}  // namespace

std::vector<Stage> ShownStages::of(int stages) const {
    std::vector<Stage> shown;
    for (int number = 1; number <= stages; ++number) {
        if (!excluded.contains(number)) shown.push_back(Stage::from_number(number));
    }
    return shown;
}

std::string ShownStages::label(Stage stage) const { return stage_label(stage, names); }

std::string ShownStages::note() const {
    std::string text;
    for (const int number : excluded) text += (text.empty() ? "" : ", ") + std::to_string(number);
    return text.empty() ? text : (excluded.size() == 1 ? "without the stage " : "without the stages ") + text;
}

std::string campaign_text(const ConditionTimes& times) {
    const std::string text = times.campaign ? "campaign " + std::to_string(times.campaign) + ", " : "";
    if (times.repeats == 1) return text + "1 repeat: no CIs";
    return text + std::to_string(times.repeats) + " repeats";
}

std::vector<plot::NamedFigure> figures_of(const MeasuredTimes& measured, const ShownStages& shown,
                                          const std::string& front) {
    std::vector<plot::NamedFigure> figures;
    if (has_both(measured)) {
        figures.push_back({front + "ratio", ratio_map(measured, shown)});
        figures.push_back({front + "difference", difference_map(measured, shown)});
    }
    figures.push_back({front + "times", times_map(measured, shown)});
    figures.push_back({front + "bars", bar_chart(measured, shown)});
    return figures;
}

std::optional<plot::NamedFigure> overview_of(const std::vector<MeasuredTimes>& devices, const ShownStages& shown,
                                             const std::string& stem) {
    std::vector<const MeasuredTimes*> with_both;
    int stages = 0;
    for (const MeasuredTimes& each : devices) {
        if (!has_both(each)) continue;
        with_both.push_back(&each);
        stages = std::max(stages, each.stages);
    }
    if (with_both.size() < 2) return std::nullopt;
    const std::vector<PuName> pus = common_columns(with_both);
    Heatmap map;
    const MeasuredTimes& first = *with_both.front();
    map.caption = {app_with_size(first) + ": fully ÷ normal on " + std::to_string(with_both.size()) + " devices",
                   {ratio_meaning, "measured " + first.date.str()}};
    if (const std::string without = shown.note(); !without.empty()) map.caption.notes.push_back(without);
    for (const MeasuredTimes* device : with_both) map.columns.push_back({device->device.str(), names_of(pus)});
    for (const Stage stage : shown.of(stages)) {
        map.rows.push_back(shown.label(stage));
        for (const MeasuredTimes* device : with_both) {
            for (const PuName& pu : pus) {
                map.cells.push_back(stage.number() > device->stages
                                        ? cell_without_value(false)
                                        : compared_cell(*device, stage, pu, Compared::ratio));
            }
        }
    }
    map.scale = {plot::ColourScale::Kind::diverging, 0, 2, "fully ÷ normal"};
    map.mark = same_mark;
    return plot::NamedFigure{stem, std::move(map)};
}

}  // namespace bt::cli
