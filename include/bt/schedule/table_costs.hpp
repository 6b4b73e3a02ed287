#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/table.hpp"
#include "bt/schedule/cost_model.hpp"

namespace bt::schedule {

// What `--table` says: which tables the times come from (docs/scheduling.md).
enum class TableChoice { automatic, normal, fully, sets };

struct SubmissionCost {
    Milliseconds chunk{0};
    Milliseconds stage{0};
    double half_width_ms = 0;
};

// What was measured, under the conditions that there are.
struct Measurements {
    std::optional<Table> normal;
    std::optional<Table> fully;
    std::map<ActiveSet, Table> sets;
    std::optional<Table> alone;  // `normal` where no schedule's times come from it: the speed-up is over it
    std::map<PuName, SubmissionCost> submissions;
    // Half of the 95 % CI of a cell in ms; nothing where it is not known. May be empty.
    std::function<std::optional<double>(Stage, const PuName&, const ActiveSet&)> half_width;
};

// The cost model over `pus`, which stand in the device's order. Throws a data error where a table that is needed is
// missing, lacks a stage, or has a time that another lacks.
std::unique_ptr<CostModel> make_table_costs(const Measurements& measured, TableChoice choice, std::vector<PuName> pus);

}  // namespace bt::schedule
