#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/table.hpp"
#include "bt/format/lenient.hpp"

// `<device>_normal.csv`, `<device>_fully.csv` and `<device>_sets.csv` (docs/formats/tables.md): one row per stage and
// repeat, one column per PU.
namespace bt::format {

enum class TableKind {
    condition,  // one condition: normal or fully
    sets,       // several active sets, named in the column `set`
};

// Rows with plain run numbers, as the earlier system wrote them, are one campaign, older than any numbered one.
inline constexpr int earlier_campaign = 0;

struct RunId {
    int campaign = earlier_campaign;
    int repeat = 1;
    auto operator<=>(const RunId&) const = default;
};
std::string to_string(const RunId& run);  // "2.1"; "7" in the earlier campaign

struct TableRow {
    Stage stage = Stage::from_number(1);
    RunId run;
    std::optional<ActiveSet> set;                // TableKind::sets only
    std::map<PuName, TableCell> cells;           // a PU that is not in it is absent
    std::map<std::string, std::string> unknown;  // values of the columns that mean nothing here, kept
    std::size_t line = 0;                        // where it was read; 0: it was not

    TableCell cell(const PuName& pu) const;
};

struct TableFile {
    std::string file;  // for messages
    TableKind kind = TableKind::condition;
    std::vector<std::string> columns;  // as written; unknown ones too
    std::optional<DeviceId> device;    // nothing before the first row
    std::vector<TableRow> rows;
    LeftOut left_out;
    std::optional<AppName> app;  // where its reader knows it: no table says it

    std::vector<PuName> pus() const;  // in the order of the columns
    std::vector<std::string> unknown_columns() const;
    std::vector<std::string> misspelt_columns() const;  // "column 'vulcan' means nothing: did you mean 'vulkan'?"
    int last_stage() const;                             // 0 without rows
};

// The columns that everybody has, then `pu:<name>` for others, then `set`.
std::vector<std::string> standard_columns(std::span<const PuName> pus, TableKind kind);

// Throws a data error with line and column. Lenient leaves out the rows it cannot use; a header that is wrong and rows
// of two devices are refused either way.
TableFile read_table(std::string_view text, const std::string& file, TableKind kind, Lenient lenient = Lenient::no);

// The whole file. Throws where a row has a time for a PU without a column.
std::string render(const TableFile& table);

// The bytes to put behind `existing`, none of which changes: lines as its header wants them, with its line ends.
// Throws where `existing` cannot be read, is of another device, has such a row already, or lacks a PU's column.
std::string rows_to_append(std::string_view existing, const std::string& file, TableKind kind, const DeviceId& device,
                           std::span<const TableRow> rows);

struct Campaign {
    int number;
    std::vector<int> repeats;            // in order
    std::optional<std::string> missing;  // the first thing that it lacks: "run 2.1 has no row for stage 3"
    bool complete() const { return !missing; }
};

// Oldest first. Complete: each repeat has a row for every stage up to the file's last (of every set that the campaign
// has), with a time wherever any campaign has one.
std::vector<Campaign> campaigns(const TableFile& table);

// Why the table's newest campaign is not the one that was taken; nothing where it is, or could have been.
std::optional<std::string> passed_over(const TableFile& table, int taken);

// Medians over the repeats of one campaign: the newest complete one, or the one given, complete or not. What it did
// not measure is unmeasured. Throws where there is no such campaign, or where a PU is absent in one repeat and has a
// time in another.
Table medians(const TableFile& table, std::optional<int> campaign = std::nullopt);
std::map<ActiveSet, Table> set_medians(const TableFile& table, std::optional<int> campaign = std::nullopt);

}  // namespace bt::format
