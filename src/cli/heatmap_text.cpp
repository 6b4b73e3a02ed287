#include "cli/heatmap_text.hpp"

#include <cstdio>

#include "bt/core/error.hpp"
#include "bt/format/json_writer.hpp"
#include "cli/heatmap_sizes.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

// One table with a heading line, before it is laid out.
struct Grid {
    std::string title;
    std::vector<std::string> headings;
    std::vector<std::vector<std::string>> rows;
};

std::string mean_text(const CellTimes& times) {
    if (times.median.is_absent()) return "absent";
    if (times.repeats.empty()) return "-";
    const std::string mean = plot::value_text(times.mean());
    const auto cv = times.cv();
    if (!cv) return mean;
    char percent[32];
    std::snprintf(percent, sizeof percent, " (%.1f %%)", *cv * 100);
    return mean + percent;
}

std::string ratio_text(const MeasuredTimes& measured, Stage stage, const PuName& pu) {
    const CellTimes& normal = measured.normal->at(stage, pu);
    const CellTimes& fully = measured.fully->at(stage, pu);
    if (normal.median.is_absent() || fully.median.is_absent()) return "absent";
    if (!normal.median.time() || !fully.median.time()) return "-";
    const Comparison comparison = compare(normal, fully);
    std::string text = plot::value_text(comparison.ratio);
    if (const auto& ci = comparison.ratio_ci) {
        text += " [" + plot::value_text(ci->low) + ", " + plot::value_text(ci->high) + "]";
    }
    return comparison.no_difference_shown() ? text + " ○" : text;
}

template <class Text>
Grid grid_of(const MeasuredTimes& measured, const ShownStages& shown, std::string title, Text text) {
    Grid grid{std::move(title), {"STAGE"}, {}};
    for (const PuName& pu : measured.pus) grid.headings.push_back(pu.str());
    for (const Stage stage : shown.of(measured.stages)) {
        std::vector<std::string> row{shown.label(stage)};
        for (const PuName& pu : measured.pus) row.push_back(text(stage, pu));
        grid.rows.push_back(std::move(row));
    }
    return grid;
}

std::vector<Grid> grids_of(const MeasuredTimes& measured, const ShownStages& shown) {
    std::vector<Grid> grids;
    const auto add_means = [&](const std::optional<ConditionTimes>& times, const char* name) {
        if (!times) return;
        grids.push_back(grid_of(measured, shown,
                                std::string(name) + ", " + campaign_text(*times) +
                                    ": mean in ms (coefficient of variation over the repeats)",
                                [&](Stage stage, const PuName& pu) { return mean_text(times->at(stage, pu)); }));
    };
    add_means(measured.normal, "normal");
    add_means(measured.fully, "fully");
    if (measured.normal && measured.fully) {
        grids.push_back(grid_of(measured, shown,
                                "fully ÷ normal: ratio of the medians [95 % CI]; ○ = " + std::string(same_mark),
                                [&](Stage stage, const PuName& pu) { return ratio_text(measured, stage, pu); }));
    }
    return grids;
}

std::string heading_of(const MeasuredTimes& measured, const ShownStages& shown) {
    const std::string without = shown.note();
    return app_with_size(measured) + " on " + printable(measured.device.str()) + ", " + measured.date.str() +
           (without.empty() ? "" : ", " + without);
}

// A '|' or a tag in a name must not end a cell or begin markup.
std::string markdown_escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) line += " " + markdown_escaped(cell) + " |";
    return line + "\n";
}

void write_ci(format::JsonWriter& json, std::string_view key, const std::optional<Ci>& ci) {
    json.key(key);
    if (!ci) {
        json.null();
        return;
    }
    json.begin_array(format::JsonLayout::line).value(ci->low).value(ci->high).end();
}

std::string_view state_of(const CellTimes& times) {
    if (times.median.is_absent()) return "absent";
    return times.median.time() ? "measured" : "unmeasured";
}

void write_cell(format::JsonWriter& json, std::string_view condition, Stage stage, const PuName& pu,
                const CellTimes& times) {
    json.begin_object(format::JsonLayout::line)
        .member("stage", stage.number())
        .member("pu", std::string_view(pu.str()))
        .member("condition", condition)
        .member("state", state_of(times));
    if (const auto median = times.median.time()) {
        json.member("median_ms", median->count()).member("mean_ms", times.mean()).member("cv", times.cv());
        write_ci(json, "ci_ms", times.ci());
        json.member("repeats", times.repeats.size());
    }
    json.end();
}

void write_comparison(format::JsonWriter& json, const MeasuredTimes& measured, Stage stage, const PuName& pu) {
    const CellTimes& normal = measured.normal->at(stage, pu);
    const CellTimes& fully = measured.fully->at(stage, pu);
    if (!normal.median.time() || !fully.median.time()) return;
    const Comparison comparison = compare(normal, fully);
    json.begin_object(format::JsonLayout::line)
        .member("stage", stage.number())
        .member("pu", std::string_view(pu.str()))
        .member("ratio", comparison.ratio);
    write_ci(json, "ratio_ci", comparison.ratio_ci);
    json.member("difference_ms", comparison.difference);
    write_ci(json, "difference_ci_ms", comparison.difference_ci);
    json.member("no_difference_shown", comparison.no_difference_shown()).end();
}

void write_stages(format::JsonWriter& json, const MeasuredTimes& measured, const ShownStages& shown) {
    json.key("stages").begin_array();
    for (const Stage stage : shown.of(measured.stages)) {
        json.begin_object(format::JsonLayout::line).member("number", stage.number());
        if (stage.index() < shown.names.size()) {
            json.member("name", std::string_view(shown.names[stage.index()]));
        }
        json.end();
    }
    json.end();
}

void write_paths(format::JsonWriter& json, std::string_view key, const std::vector<std::filesystem::path>& paths) {
    json.key(key).begin_array();
    for (const auto& path : paths) json.value(format::valid_utf8(path.string()));
    json.end();
}

void write_device(format::JsonWriter& json, const DrawnDevice& drawn, const ShownStages& shown) {
    const MeasuredTimes& measured = drawn.measured;
    json.begin_object()
        .member("device", std::string_view(format::valid_utf8(measured.device.str())))
        .member("app", std::string_view(measured.app.str()))
        .member("date", std::string_view(measured.date.str()));
    json.key("params");
    if (measured.params) {
        json.begin_object(format::JsonLayout::line);
        for (const auto& [name, value] : *measured.params) json.member(name, std::string_view(value));
        json.end();
    } else {
        json.null();
    }
    write_stages(json, measured, shown);
    json.key("cells").begin_array();
    const auto stages = shown.of(measured.stages);
    const auto write_cells = [&](const std::optional<ConditionTimes>& times, std::string_view name) {
        if (!times) return;
        for (const Stage stage : stages) {
            for (const PuName& pu : measured.pus) write_cell(json, name, stage, pu, times->at(stage, pu));
        }
    };
    write_cells(measured.normal, "normal");
    write_cells(measured.fully, "fully");
    json.end().key("fully_over_normal").begin_array();
    if (measured.normal && measured.fully) {
        for (const Stage stage : stages) {
            for (const PuName& pu : measured.pus) write_comparison(json, measured, stage, pu);
        }
    }
    json.end();
    write_paths(json, "figures", drawn.figures);
    json.end();
}

}  // namespace

std::string times_as_text(const MeasuredTimes& measured, const ShownStages& shown) {
    std::string out = heading_of(measured, shown) + "\n";
    for (const Grid& grid : grids_of(measured, shown)) {
        TextTable table(grid.headings);
        for (const auto& row : grid.rows) table.add(row);
        out += "\n" + grid.title + "\n" + table.str();
    }
    return out;
}

std::string times_as_markdown(const MeasuredTimes& measured, const ShownStages& shown) {
    std::string out = "## " + markdown_escaped(heading_of(measured, shown)) + "\n";
    for (const Grid& grid : grids_of(measured, shown)) {
        out += "\n" + markdown_escaped(grid.title) + "\n\n" + markdown_row(grid.headings) + "|---|";
        for (std::size_t i = 1; i < grid.headings.size(); ++i) out += "---:|";
        out += "\n";
        for (const auto& row : grid.rows) out += markdown_row(row);
    }
    return out;
}

std::string times_as_json(const std::vector<DrawnDevice>& devices, const ShownStages& shown,
                          const std::vector<std::filesystem::path>& overviews, const std::vector<Error>& left_out) {
    format::JsonWriter json;
    json.begin_object().member("kind", "heatmap").member("version", 1).member("complete", left_out.empty());
    json.key("devices").begin_array();
    for (const DrawnDevice& each : devices) write_device(json, each, shown);
    json.end();
    write_paths(json, "overviews", overviews);
    json.key("left_out").begin_array();
    for (const Error& error : left_out) json.value(format::valid_utf8(error.failed()));
    json.end().end();
    return json.take();
}

}  // namespace bt::cli
