#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/units.hpp"

namespace bt {

// No time is longer (11 days); what is above is a fault of whoever wrote it.
inline constexpr Milliseconds longest_time{1e9};

// Nor shorter in a table (1 ns): engines count whole nanoseconds, and nobody measures less.
inline constexpr Milliseconds shortest_time{1e-6};

// The time of one stage on one PU. "The device has no such PU" and "nobody measured it" are not numbers: a solver that
// reads the earlier system's 0.0 as a time puts everything there.
class TableCell {
public:
    static constexpr TableCell absent() { return TableCell(Kind::absent, Milliseconds{0}); }
    static constexpr TableCell unmeasured() { return TableCell(Kind::unmeasured, Milliseconds{0}); }
    explicit TableCell(Milliseconds time);  // throws a data error unless 0 < time ≤ longest_time

    constexpr bool is_absent() const { return kind_ == Kind::absent; }
    constexpr bool is_unmeasured() const { return kind_ == Kind::unmeasured; }
    constexpr std::optional<Milliseconds> time() const {
        return kind_ == Kind::time ? std::optional(time_) : std::nullopt;
    }
    auto operator<=>(const TableCell&) const = default;

private:
    enum class Kind { absent, unmeasured, time };
    constexpr TableCell(Kind kind, Milliseconds time) : kind_(kind), time_(time) {}

    Kind kind_;
    Milliseconds time_;
};

// Stages × PUs under one condition; every cell begins unmeasured.
class Table {
public:
    Table(std::vector<PuName> pus, int stages);  // throws a data error where a PU stands twice or stages > max_stages

    const std::vector<PuName>& pus() const { return pus_; }
    int stages() const { return stages_; }

    // A PU without a column is absent: tables from before CUDA have no such column. The stage is one of the table's.
    TableCell at(Stage stage, const PuName& pu) const;
    TableCell at(Stage stage, std::size_t pu) const { return cells_[position(stage, pu)]; }
    void set(Stage stage, std::size_t pu, TableCell cell) { cells_[position(stage, pu)] = cell; }

    // PUs with a time for some stage, in the order of the columns.
    std::vector<PuName> timed_pus() const;

    bool operator==(const Table&) const = default;

private:
    std::size_t position(Stage stage, std::size_t pu) const { return stage.index() * pus_.size() + pu; }

    std::vector<PuName> pus_;
    int stages_;
    std::vector<TableCell> cells_;  // row by row
};

}  // namespace bt
