#include <algorithm>
#include <set>
#include <utility>

#include "bt/core/error.hpp"
#include "bt/core/statistics.hpp"
#include "bt/format/table.hpp"

namespace bt::format {
namespace {

using SetKey = std::optional<ActiveSet>;  // nothing in a table of one condition

struct RowKey {
    RunId run;
    SetKey set;
    Stage stage;
    auto operator<=>(const RowKey&) const = default;
};

// Which rows there are, and where some campaign has a time.
class Index {
public:
    explicit Index(const TableFile& table) : last_stage_(table.last_stage()) {
        for (const TableRow& row : table.rows) {
            rows_.emplace(RowKey{row.run, row.set, row.stage}, &row);
            sets_[row.run.campaign].insert(row.set);
            repeats_[row.run.campaign].insert(row.run.repeat);
            for (const auto& [pu, cell] : row.cells) {
                if (!cell.time()) continue;
                timed_[{row.set, row.stage}].insert(pu);
                pus_[row.run.campaign].insert(pu);
            }
        }
    }

    const std::map<int, std::set<int>>& repeats() const { return repeats_; }

    std::optional<std::string> missing(int campaign) const {
        for (const int repeat : repeats_.at(campaign)) {
            for (const SetKey& set : sets_.at(campaign)) {
                for (int stage = 1; stage <= last_stage_; ++stage) {
                    auto lack = missing(RowKey{{campaign, repeat}, set, Stage::from_number(stage)});
                    if (lack) return lack;
                }
            }
        }
        return std::nullopt;
    }

private:
    bool has_pu(int campaign, const PuName& pu) const {
        const auto pus = pus_.find(campaign);
        return pus != pus_.end() && pus->second.contains(pu);
    }

    std::optional<std::string> missing(const RowKey& key) const {
        const std::string where =
            " stage " + std::to_string(key.stage.number()) + (key.set ? " with " + key.set->str() : std::string());
        const auto row = rows_.find(key);
        if (row == rows_.end()) return "run " + to_string(key.run) + " has no row for" + where;
        const auto timed = timed_.find({key.set, key.stage});
        if (timed == timed_.end()) return std::nullopt;
        for (const PuName& pu : timed->second) {
            const TableCell cell = row->second->cell(pu);
            // Absent to a whole campaign: that left it out. Absent to one repeat contradicts the others: no lack.
            const bool contradiction = cell.is_absent() && has_pu(key.run.campaign, pu);
            if (cell.time() || contradiction) continue;
            return "run " + to_string(key.run) + " has no time for" + where + " on " + pu.str();
        }
        return std::nullopt;
    }

    int last_stage_;
    std::map<RowKey, const TableRow*> rows_;
    std::map<int, std::set<SetKey>> sets_;
    std::map<int, std::set<int>> repeats_;
    std::map<int, std::set<PuName>> pus_;  // with a time somewhere, by campaign
    std::map<std::pair<SetKey, Stage>, std::set<PuName>> timed_;
};

int choose(const TableFile& table, std::optional<int> wanted) {
    const auto all = campaigns(table);
    if (all.empty()) throw data_error(table.file + " has no rows", "measure first: runner benchmark");
    if (wanted) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const Campaign& c) { return c.number == *wanted; });
        if (found != all.end()) return *wanted;
        throw data_error(table.file + " has no campaign " + std::to_string(*wanted),
                         "it has campaigns up to " + std::to_string(all.back().number));
    }
    const auto newest = std::find_if(all.rbegin(), all.rend(), [](const Campaign& c) { return c.complete(); });
    if (newest != all.rend()) return newest->number;
    throw data_error(table.file + " has no complete campaign: " + *all.back().missing,
                     "finish it: runner benchmark --resume" +
                         (table.device ? " --device " + printable(table.device->str()) : "") +
                         (table.app ? " --app " + table.app->str() : "") + "; or take it as it is: --campaign " +
                         std::to_string(all.back().number));
}

// One cell over the repeats of a campaign.
class CellMedian {
public:
    void add(const TableCell& cell, const TableRow& row) {
        if (const auto time = cell.time()) times_.push_back(time->count());
        if (cell.is_absent()) absent_ = &row;
        if (cell.time()) timed_ = &row;
    }

    TableCell result(const TableFile& table, const PuName& pu) const {
        if (absent_ && timed_) {
            throw data_error(Place{table.file, absent_->line, 0},
                             "a time for " + pu.str() + " as on line " + std::to_string(timed_->line),
                             "0.0, which says that the device has no such PU",
                             "leave the value empty where it was not measured");
        }
        if (absent_) return TableCell::absent();
        return times_.empty() ? TableCell::unmeasured() : TableCell(Milliseconds{median(times_)});
    }

private:
    std::vector<double> times_;
    const TableRow* absent_ = nullptr;
    const TableRow* timed_ = nullptr;
};

// One row may name stage 4096 of a set of its own: the matrices of a small file could fill the memory.
void require_bearable(const TableFile& table, std::size_t columns) {
    constexpr std::size_t most_cells = 4'000'000;
    const auto stages = static_cast<std::size_t>(table.last_stage());
    if (columns * stages <= most_cells) return;
    throw data_error(table.file + " has too many sets, PUs and stages for tables (more than 4000000 cells)");
}

std::map<SetKey, Table> medians_by_set(const TableFile& table, std::optional<int> wanted) {
    const int campaign = choose(table, wanted);
    const std::vector<PuName> pus = table.pus();
    std::map<SetKey, std::map<Stage, std::vector<CellMedian>>> cells;
    for (const TableRow& row : table.rows) {
        if (row.run.campaign != campaign) continue;
        auto& medians = cells[row.set].try_emplace(row.stage, pus.size()).first->second;
        for (std::size_t pu = 0; pu < pus.size(); ++pu) medians[pu].add(row.cell(pus[pu]), row);
    }
    require_bearable(table, cells.size() * pus.size());
    std::map<SetKey, Table> tables;
    for (const auto& [set, stages] : cells) {
        Table& matrix = tables.try_emplace(set, pus, table.last_stage()).first->second;
        for (const auto& [stage, medians] : stages) {
            for (std::size_t pu = 0; pu < pus.size(); ++pu) matrix.set(stage, pu, medians[pu].result(table, pus[pu]));
        }
    }
    return tables;
}

}  // namespace

std::vector<Campaign> campaigns(const TableFile& table) {
    const Index index(table);
    std::vector<Campaign> found;
    for (const auto& [number, repeats] : index.repeats()) {
        found.push_back({number, {repeats.begin(), repeats.end()}, index.missing(number)});
    }
    return found;
}

std::optional<std::string> passed_over(const TableFile& table, int taken) {
    const auto all = campaigns(table);
    if (all.empty() || all.back().number <= taken || all.back().complete()) return std::nullopt;
    const std::string number = std::to_string(all.back().number);
    return "campaign " + number + " is newer but not whole (" + *all.back().missing + "): campaign " +
           std::to_string(taken) + " is taken; --campaign " + number + " takes it as it is";
}

Table medians(const TableFile& table, std::optional<int> campaign) {
    if (table.kind == TableKind::sets) throw data_error(table.file + " holds several sets, not one condition");
    return medians_by_set(table, campaign).at(std::nullopt);
}

std::map<ActiveSet, Table> set_medians(const TableFile& table, std::optional<int> campaign) {
    if (table.kind == TableKind::condition) throw data_error(table.file + " holds one condition, not several sets");
    std::map<ActiveSet, Table> tables;
    for (auto& [set, matrix] : medians_by_set(table, campaign)) tables.emplace(*set, matrix);
    return tables;
}

}  // namespace bt::format
