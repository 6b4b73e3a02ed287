#pragma once

#include <map>
#include <set>
#include <tuple>

#include "bt/format/table.hpp"
#include "cli/schedule_input.hpp"
#include "cli/schedule_stages.hpp"

namespace bt::cli {

// Reads tables into a ScheduleInput. Throws a data error for one that cannot be used.
class ScheduleTables {
public:
    ScheduleTables(const ScheduleSources& sources, ScheduleInput& input);

    // `condition`: normal, fully, sets or the name of a set.
    void read_table_file(const std::filesystem::path& file, const std::string& condition);

    // `normal` where the times come from `fully`: the speed-up asks what a PU does alone.
    void read_alone(const std::filesystem::path& file);

    // CIs of the cells, which stand above those that the tables' repeats give.
    void read_cells_file(const std::filesystem::path& file);

    void finish();

private:
    // Sets are compared by who is busy, not by the order in which a file names them.
    using BusyPus = std::set<PuName>;

    format::TableFile read(const std::string& text, const std::filesystem::path& file, format::TableKind kind) const;
    void take_condition(const format::TableFile& table, const std::string& condition);
    void take_sets(const format::TableFile& table);
    void require_device(const format::TableFile& table) const;
    void note_passed_over(const format::TableFile& table, int campaign);
    void note_repeats(const format::TableFile& table, int campaign, const std::string& condition);

    ScheduleInput& input_;
    bool any_device_;
    std::optional<int> campaign_;
    format::Lenient lenient_;
    StagesOfTables stages_;
    std::map<std::tuple<int, PuName, BusyPus>, double> half_widths_;  // by stage, ms
    std::optional<std::string> noted_;
    std::map<BusyPus, int> campaigns_;  // that the times come from; the empty set: normal
};

}  // namespace bt::cli
