#include <cstdio>
#include <map>

#include "bt/core/pu.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/profile/cells.hpp"
#include "bt/profile/repeat_times.hpp"
#include "cli/benchmark_campaign.hpp"
#include "cli/stage_names.hpp"
#include "cli/text_table.hpp"

// What `runner benchmark` prints: each stage on each PU, alone and with all PUs busy.

namespace bt::cli {
namespace {

using format::CellRow;
using format::JsonLayout;
using format::JsonWriter;

const format::BenchHeader* header_of(const CampaignResult& result) {
    return result.campaign->repeats.empty() || !result.campaign->repeats.front().log.header
               ? nullptr
               : &*result.campaign->repeats.front().log.header;
}

std::string value_text(const CellRow& row) {
    char text[64];
    if (row.ci) {
        std::snprintf(text, sizeof text, "%.4g ±%.1f%%", row.median.count(),
                      (row.ci->high - row.ci->low) / 2 / row.median.count() * 100);
    } else {
        std::snprintf(text, sizeof text, "%.4g", row.median.count());
    }
    return text;
}

// One column for each PU under each set, in the order of the sets' sizes: alone first.
struct Column {
    PuName pu;
    ActiveSet set;
    auto operator<=>(const Column&) const = default;
};

std::vector<Column> columns_of(const std::vector<CellRow>& rows, const format::BenchHeader& header) {
    const ActiveSet all(header.pus, header.pus);
    std::vector<Column> columns;
    for (const PuName& pu : header.pus) {
        const ActiveSet alone(std::span(&pu, 1), header.pus);
        columns.push_back({pu, alone});
        if (all != alone) columns.push_back({pu, all});
    }
    std::erase_if(columns, [&](const Column& column) {
        return std::none_of(rows.begin(), rows.end(),
                            [&](const CellRow& row) { return row.pu == column.pu && row.set == column.set; });
    });
    return columns;
}

std::string cells_text(const std::vector<CellRow>& rows, const format::BenchHeader& header) {
    const std::vector<Column> columns = columns_of(rows, header);
    std::vector<std::string> headings{"STAGE"};
    for (const Column& column : columns)
        headings.push_back(column.pu.str() + (column.set.pus().size() > 1 ? ", fully" : ""));
    TextTable table(headings);
    std::map<Stage, std::map<Column, std::string>> values;
    const auto names = stage_names_of(header.app, rows.empty() ? 0 : rows.back().stage.number());
    for (const CellRow& row : rows) values[row.stage][{row.pu, row.set}] = value_text(row);
    for (auto& [stage, row] : values) {
        std::vector<std::string> line{stage_label(stage, names)};
        for (const Column& column : columns) line.push_back(row.contains(column) ? row[column] : "-");
        table.add(std::move(line));
    }
    return table.str();
}

std::string means_text(const CampaignResult& result) {
    TextTable table({"STAGE", "PU", "CONDITION", "LOGS"});
    std::map<std::tuple<Stage, PuName, format::Condition>, int> counts;
    for (const profile::RepeatLog& repeat : result.campaign->repeats) {
        for (const auto& mean : repeat.log.means) ++counts[{mean.stage, mean.pu, mean.condition}];
    }
    for (const auto& [name, count] : counts) {
        const auto& [stage, pu, condition] = name;
        table.add({std::to_string(stage.number()), pu.str(), std::string(to_string(condition)), std::to_string(count)});
    }
    return table.str();
}

void write_cells(JsonWriter& json, const std::vector<CellRow>& rows) {
    json.key("cells").begin_array();
    for (const CellRow& row : rows) {
        json.begin_object(JsonLayout::line).member("stage", row.stage.number()).member("pu", row.pu.str());
        json.member("set", row.set.str()).member("runs", row.runs).member("samples", row.samples);
        json.member("median_ms", row.median.count()).key("ci_ms");
        if (row.ci) {
            json.begin_array().value(row.ci->low).value(row.ci->high).end();
        } else {
            json.null();
        }
        json.member("outliers", row.outliers).end();
    }
    json.end();
}

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const std::string& each : texts) json.value(format::valid_utf8(each));
    json.end();
}

void write_result(JsonWriter& json, const CampaignResult& result) {
    json.begin_object().member("device", result.device.str()).member("complete", result.complete());
    if (result.campaign) {
        json.member("date", result.subject->date.str()).member("campaign", result.campaign->number);
        json.member("repeats", result.campaign->repeats.size());
        if (const auto* header = header_of(result)) {
            json.member("app", header->app.str()).member("backend", to_string(header->backend));
            json.key("params").begin_object(JsonLayout::line);
            for (const auto& [name, value] : header->params) json.member(name, value);
            json.end().member("seed", header->seed).member("clock", to_string(header->clock));
        }
        write_cells(json, profile::cells_of(*result.campaign));
    }
    std::vector<std::string> files;
    for (const auto& file : result.files) files.push_back(file.string());
    write_texts(json, "files", files);
    write_texts(json, "warnings", result.warnings);
    json.member("failed", result.failure ? std::optional(format::valid_utf8(result.failure->failed())) : std::nullopt);
    json.end();
}

}  // namespace

std::string as_text(const CampaignResult& result) {
    const auto* header = header_of(result);
    std::string text = printable(result.device.str()) + ", " + result.subject->app.str();
    if (header) text += ", " + std::string(to_string(header->backend));
    text += ", " + result.subject->date.str() + ", campaign " + std::to_string(result.campaign->number) + ", " +
            count_of(result.campaign->repeats.size(), "repeat") + (result.failure ? " (not complete)" : "") + "; ms\n";
    if (!header) return text + means_text(result);
    return text + cells_text(profile::cells_of(*result.campaign), *header);
}

std::string as_json(const std::vector<CampaignResult>& results, const std::function<void(JsonWriter&)>& more) {
    JsonWriter json;
    const bool complete = std::all_of(results.begin(), results.end(), [](const auto& each) { return each.complete(); });
    json.begin_object().member("kind", "benchmark").member("version", 1).member("complete", complete);
    json.key("devices").begin_array();
    for (const CampaignResult& result : results) write_result(json, result);
    json.end();
    more(json);
    return json.end().take();
}

}  // namespace bt::cli
