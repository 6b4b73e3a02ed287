#include "cli/import_tables.hpp"

#include <fmt/format.h>

#include <functional>

#include "bt/core/error.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {
namespace {

using profile::EmcLog;
using profile::ImportedCut;
using profile::ImportedGroup;
using profile::ImportedNetwork;

using Row = std::vector<std::string>;

std::string ms(const std::optional<Milliseconds>& time, const char* none) {
    return time ? fmt::format("{:.6f}", time->count()) : none;
}

const Row group_headings{"group", "first_layer", "last_layer", "gpu_layers_ms", "gpu_reformat_ms", "gpu_ms", "dla_ms"};
const Row cut_headings{"after_group", "cut_at_layer", "gpu_to_dla_ms", "gpu_mark_ms", "dla_mark_ms"};
const Row emc_headings{"log", "pu", "first_layer", "samples", "emc_max_percent", "emc_mhz"};

// `none`: what stands where nothing was measured.
Row row_of(std::size_t number, const ImportedGroup& group, const char* none) {
    return {std::to_string(number),     std::to_string(group.first_layer), std::to_string(group.last_layer),
            ms(group.gpu_layers, none), ms(group.gpu_reformat, none),      ms(group.gpu(), none),
            ms(group.dla, none)};
}

Row row_of(const ImportedCut& cut, const char* none) {
    return {std::to_string(cut.after), std::to_string(cut.layer), ms(cut.gpu_to_dla, none), ms(cut.gpu_mark, none),
            ms(cut.dla_mark, none)};
}

Row row_of(const EmcLog& log, const char* none) {
    const double mhz = log.samples.front().mhz;
    return {log.file,
            log.pu.str(),
            log.layer ? std::to_string(*log.layer) : none,
            std::to_string(log.samples.size()),
            fmt::format("{}", log.max_percent()),
            mhz > 0 ? fmt::format("{}", mhz) : none};
}

std::string quoted_field(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == text.npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out + "\"";
}

std::string csv_line(const Row& row) {
    std::string line;
    for (const std::string& field : row) line += (line.empty() ? "" : ",") + quoted_field(field);
    return line + "\n";
}

Row shown(Row row) {
    for (std::string& field : row) field = printable(field, 200);
    return row;
}

}  // namespace

ImportTables import_csv(const ImportedNetwork& network, const std::vector<EmcLog>& emc) {
    ImportTables tables{.groups = csv_line(group_headings), .transitions = csv_line(cut_headings), .emc = {}};
    for (std::size_t i = 0; i < network.groups.size(); ++i) tables.groups += csv_line(row_of(i, network.groups[i], ""));
    for (const ImportedCut& cut : network.cuts) tables.transitions += csv_line(row_of(cut, ""));
    if (!emc.empty()) tables.emc = csv_line(emc_headings);
    for (const EmcLog& log : emc) tables.emc += csv_line(row_of(log, ""));
    return tables;
}

std::string import_text(const ImportedNetwork& network, const std::vector<EmcLog>& emc) {
    TextTable groups(group_headings);
    for (std::size_t i = 0; i < network.groups.size(); ++i) groups.add(row_of(i, network.groups[i], "-"));
    std::string text = groups.str();
    text += "whole network: cuda " + ms(network.gpu_only, "-") + " ms, dla " + ms(network.dla_only, "-") + " ms\n";
    for (const auto& [row, time] : network.always_on_gpu) {
        text += "not in the DLA's times: " + printable(row) + ", " + ms(time, "-") + " ms on the GPU after it\n";
    }
    if (!network.cuts.empty()) {
        TextTable cuts(cut_headings);
        for (const ImportedCut& cut : network.cuts) cuts.add(row_of(cut, "-"));
        text += "\n" + cuts.str();
    }
    if (!emc.empty()) {
        TextTable loads(emc_headings);
        for (const EmcLog& log : emc) loads.add(shown(row_of(log, "-")));
        text += "\n" + loads.str();
    }
    return text;
}

}  // namespace bt::cli
