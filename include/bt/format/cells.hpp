#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/statistics.hpp"
#include "bt/core/units.hpp"
#include "bt/format/before_after.hpp"
#include "bt/format/lenient.hpp"
#include "bt/format/stopped_by.hpp"

// `<device>_cells.csv` (docs/formats/tables.md): how sure each cell of the tables is.
namespace bt::format {

struct CellRow {
    Stage stage = Stage::from_number(1);
    PuName pu;
    ActiveSet set;
    int campaign = 1;
    int runs = 1;              // repeats
    std::int64_t samples = 1;  // over all of them
    Milliseconds median{};
    std::optional<Ci> ci;  // in ms; nothing with one repeat
    Milliseconds q1{};
    Milliseconds q3{};
    Milliseconds min{};
    Milliseconds mad{};
    std::int64_t outliers = 0;
    std::set<StoppedBy> stopped_by;  // one rule, or those of the repeats where they differ
    BeforeAfter clock_mhz;
    BeforeAfter temp_c;

    bool operator==(const CellRow&) const = default;
};

struct CellsFile {
    std::string file;
    std::vector<CellRow> rows;
    std::vector<std::string> unknown_columns;  // passed over
    LeftOut left_out;
};

// Throws a data error with line and column; the columns may stand in any order.
CellsFile read_cells(std::string_view text, const std::string& file, Lenient lenient = Lenient::no);

std::string cells_header();  // with its line end
std::string render(const CellRow& row);
std::string render(const CellsFile& cells);

}  // namespace bt::format
