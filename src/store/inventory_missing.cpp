#include <algorithm>

#include "store/inventory_day.hpp"

namespace bt::store {
namespace {

bool has_table(const Holding& holding, TableKind kind) {
    return std::any_of(holding.tables.begin(), holding.tables.end(),
                       [&](const TableHeld& table) { return table.kind == kind; });
}

}  // namespace

std::string_view to_string(Step step) {
    switch (step) {
        case Step::benchmark: return "benchmark";
        case Step::heatmap: return "heatmap";
        case Step::schedule: return "schedule";
        case Step::run: return "run";
        case Step::parse: return "parse";
    }
    return {};
}

std::vector<Missing> missing_of(const Found& found) {
    const Holding& holding = found.holding;
    const Ages& ages = found.ages;
    std::vector<Missing> missing;
    const auto note = [&](Step step, bool is_missing, const char* why) {
        if (is_missing) missing.push_back({step, why});
    };
    const bool unfinished = std::any_of(holding.raw_logs.begin(), holding.raw_logs.end(),
                                        [](const auto& logs) { return logs.second.unfinished > 0; });
    // A profile is all that schedules of several applications need; it has no heatmap, and may have come from
    // elsewhere.
    const bool has_tables = has_table(holding, TableKind::normal) || has_table(holding, TableKind::fully);
    const bool profile_only = !has_tables && (holding.profile || holding.app.parts().size() > 1);
    note(Step::benchmark, unfinished, "a log is unfinished; --resume goes on with it");
    note(Step::benchmark, !profile_only && !has_table(holding, TableKind::normal), "no table of the condition normal");
    note(Step::benchmark, !profile_only && !has_table(holding, TableKind::fully), "no table of the condition fully");
    note(Step::heatmap, !profile_only && holding.figures.empty(), "no figure");
    note(Step::schedule, holding.schedules.empty(), "no schedules");
    note(Step::schedule, !holding.schedules.empty() && ages.tables > ages.schedules,
         "the tables are newer than the schedules");
    const bool has_results = holding.result_logs.complete > 0;
    note(Step::run, holding.result_logs.unfinished > 0, "a log is unfinished; --resume goes on with it");
    note(Step::run, !has_results, "no result log");
    note(Step::run, has_results && ages.schedules > ages.results, "the schedules are newer than the result logs");
    note(Step::parse, holding.analyses.empty(), "no analysis");
    note(Step::parse, !holding.analyses.empty() && ages.results > ages.analyses,
         "a result log is newer than the analysis");
    return missing;
}

}  // namespace bt::store
