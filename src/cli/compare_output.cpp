#include "cli/compare_output.hpp"

#include <cstdio>

#include "bt/core/error.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/plot/figure.hpp"
#include "cli/stage_names.hpp"
#include "cli/text_table.hpp"

// What `runner compare` prints.

namespace bt::cli {
namespace {

using analyse::Verdict;
using format::JsonLayout;
using format::JsonWriter;

constexpr std::array all_verdicts{Verdict::faster, Verdict::slower, Verdict::same, Verdict::ambiguous};

std::string side_text(const char* letter, const ComparedSide& side) {
    std::string text = std::string(letter) + ": " + printable(side.typed, 200) + ": " + printable(side.device.str());
    if (side.date) text += ", " + side.date->str();
    if (side.campaign > 0) text += ", campaign " + std::to_string(side.campaign);
    text += ", " + std::to_string(side.repeats) + (side.repeats == 1 ? " repeat" : " repeats");
    if (side.origin) text += ", " + printable(side.origin->agent);
    return text + "\n";
}

std::string ratio_text(const analyse::TimeComparison& comparison) {
    char text[96];
    if (const auto& ci = comparison.ci) {
        std::snprintf(text, sizeof text, "%.3f [%.3f, %.3f]", comparison.ratio, ci->low, ci->high);
    } else {
        std::snprintf(text, sizeof text, "%.3f", comparison.ratio);
    }
    return text;
}

std::string percent(double share) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g %%", share * 100);
    return text;
}

std::string counts_text(const CompareResult& result) {
    std::string text = std::to_string(result.rows.size()) + (result.rows.size() == 1 ? " cell: " : " cells: ");
    const auto counts = result.counts();
    for (const Verdict verdict : all_verdicts) {
        if (verdict != all_verdicts.front()) text += ", ";
        text += std::to_string(counts.at(verdict)) + " " + std::string(to_string(verdict));
    }
    text += "; threshold " + percent(result.threshold) + "\n";
    const auto add_only = [&](std::size_t count, const char* letter) {
        if (count > 0) text += std::to_string(count) + " more in " + letter + " only\n";
    };
    add_only(result.only_in_a.size(), "A");
    add_only(result.only_in_b.size(), "B");
    return text;
}

void write_side(JsonWriter& json, std::string_view key, const ComparedSide& side) {
    json.key(key).begin_object().member("typed", std::string_view(format::valid_utf8(side.typed)));
    json.member("device", std::string_view(format::valid_utf8(side.device.str())));
    json.key("date");
    if (side.date) {
        json.value(side.date->str());
    } else {
        json.null();
    }
    json.member("campaign", side.campaign).member("repeats", side.repeats);
    json.member("agent", side.origin ? std::optional(format::valid_utf8(side.origin->agent)) : std::nullopt);
    json.key("params");
    if (side.origin) {
        json.begin_object(JsonLayout::line);
        for (const auto& [name, value] : side.origin->params) json.member(name, value);
        json.end();
    } else {
        json.null();
    }
    json.key("files").begin_array();
    for (const auto& file : side.files) json.value(format::valid_utf8(file.string()));
    json.end().end();
}

void write_name(JsonWriter& json, const ComparedCell& cell) {
    json.begin_object(JsonLayout::line).member("stage", cell.stage.number()).member("pu", cell.pu.str());
    json.member("condition", cell.condition.empty() ? std::nullopt : std::optional(cell.condition));
}

void write_row(JsonWriter& json, const ComparedRow& row) {
    write_name(json, row.cell);
    json.member("a_ms", row.before).member("b_ms", row.after).member("ratio", row.comparison.ratio).key("ratio_ci");
    if (const auto& ci = row.comparison.ci) {
        json.begin_array(JsonLayout::line).value(ci->low).value(ci->high).end();
    } else {
        json.null();
    }
    json.member("verdict", to_string(row.comparison.verdict));
    if (!row.comparison.why.empty()) json.member("why", std::string_view(row.comparison.why));
    json.end();
}

void write_names(JsonWriter& json, std::string_view key, const std::vector<ComparedCell>& cells) {
    json.key(key).begin_array();
    for (const ComparedCell& cell : cells) {
        write_name(json, cell);
        json.end();
    }
    json.end();
}

}  // namespace

std::map<Verdict, int> CompareResult::counts() const {
    std::map<Verdict, int> counts;
    for (const Verdict verdict : all_verdicts) counts[verdict] = 0;
    for (const ComparedRow& row : rows) ++counts[row.comparison.verdict];
    return counts;
}

std::string comparison_as_text(const CompareResult& result) {
    TextTable table({"STAGE", "PU", "CONDITION", "A, MS", "B, MS", "B ÷ A [95 % CI]", "VERDICT"});
    for (const ComparedRow& row : result.rows) {
        const analyse::TimeComparison& comparison = row.comparison;
        table.add({stage_label(row.cell.stage, result.stage_names), row.cell.pu.str(),
                   row.cell.condition.empty() ? "-" : row.cell.condition, plot::value_text(row.before),
                   plot::value_text(row.after), ratio_text(comparison),
                   std::string(to_string(comparison.verdict)) + (comparison.why.empty() ? "" : ": " + comparison.why)});
    }
    return side_text("A", result.a) + side_text("B", result.b) + "\n" + table.str() + "\n" + counts_text(result);
}

std::string comparison_as_json(const CompareResult& result) {
    JsonWriter json;
    json.begin_object().member("kind", "comparison").member("version", 1).member("threshold", result.threshold);
    write_side(json, "a", result.a);
    write_side(json, "b", result.b);
    json.key("cells").begin_array();
    for (const ComparedRow& row : result.rows) write_row(json, row);
    json.end();
    write_names(json, "only_in_a", result.only_in_a);
    write_names(json, "only_in_b", result.only_in_b);
    json.key("counts").begin_object(JsonLayout::line);
    for (const auto& [verdict, count] : result.counts()) json.member(to_string(verdict), count);
    return json.end().end().take();
}

}  // namespace bt::cli
