#include "bt/profile/repeat_times.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "bt/core/pu.hpp"
#include "bt/core/statistics.hpp"
#include "profile/cell_samples.hpp"
#include "profile/submission_fit.hpp"

namespace bt::profile {
namespace {

using format::BenchCell;
using format::BenchLog;
using format::TableRow;

bool is_alone(const ActiveSet& set) { return set.pus().size() == 1; }

// A submission is disturbed once in a while in each of its parts, a long range more often than a single stage: that
// moves their medians by different amounts, and a difference of large times shows it. So a fit takes the samples that
// are not flagged. They stay in the log and in the statistics of the cell.
std::vector<double> undisturbed(const BenchCell& cell) {
    std::vector<double> samples = sample_ms(cell);
    for (const std::size_t flagged : outliers(samples)) samples[flagged] = -1;
    std::erase(samples, -1);
    return samples;
}

// Of the median of these samples, from their MAD, as outliers would rule a standard deviation. Never below a
// thousandth: a model of sums holds no better than that on real devices, however many samples there are.
double standard_error(const std::vector<double>& samples, double median_ms) {
    constexpr double of_a_median = 1.2533, of_a_mad = 1.4826, least = 0.001;
    const double spread = of_a_median * of_a_mad * median_absolute_deviation(samples);
    return std::max(spread / std::sqrt(static_cast<double>(samples.size())), least * median_ms);
}

std::map<PuName, std::vector<Submission>> submissions_of(const BenchLog& log) {
    std::map<PuName, std::vector<Submission>> all;
    for (const BenchCell& cell : log.cells) {
        if (class_of(cell.pu) != PuClass::gpu || !is_alone(cell.set)) continue;
        const std::vector<double> samples = undisturbed(cell);
        const double ms = median(samples);
        all[cell.pu].push_back({cell.stages, ms, standard_error(samples, ms)});
    }
    return all;
}

// A stage whose own time drowns in the noise of submitting; a table holds no zero and nothing below.
constexpr double least_ms = shortest_time.count();

// Alone, a GPU's stage is what all submissions together say; beside other PUs, where no ranges are measured, a
// submission less the cost, which the others do not touch.
double stage_ms(const SubmissionFit& fit, const BenchCell& cell) {
    const double ms =
        is_alone(cell.set) ? fit.stage_ms.at(cell.stages.first) : median(undisturbed(cell)) - fit.chunk_ms;
    return std::max(least_ms, ms);
}

// The rows of one active set, or of `normal`, by stage.
using RowsByStage = std::map<Stage, TableRow>;

TableRow& row_at(RowsByStage& rows, Stage stage, const format::RunId& run, const format::BenchHeader& header) {
    const auto [at, fresh] = rows.try_emplace(stage);
    if (fresh) {
        at->second.stage = stage;
        at->second.run = run;
        for (const auto* pus : {&header.pus, &header.left_out}) {
            for (const PuName& pu : *pus) at->second.cells.emplace(pu, TableCell::unmeasured());
        }
    }
    return at->second;
}

std::vector<TableRow> values_of(RowsByStage rows) {
    std::vector<TableRow> list;
    for (auto& [stage, row] : rows) list.push_back(std::move(row));
    return list;
}

RepeatRows rows_of_samples(const BenchLog& log, const format::RunId& run) {
    const RepeatTimes times = times_of(log);
    const format::BenchHeader& header = *log.header;
    const ActiveSet all(header.pus, header.pus);
    RowsByStage normal, fully;
    std::map<ActiveSet, RowsByStage> sets;
    for (const auto& [cell, ms] : times.ms) {
        const auto put = [&, &name = cell, time = TableCell(Milliseconds{ms})](RowsByStage& rows) -> TableRow& {
            TableRow& row = row_at(rows, name.stages.first, run, header);
            row.cells.insert_or_assign(name.pu, time);
            return row;
        };
        if (is_alone(cell.set)) put(normal);
        if (cell.set == all) put(fully);
        if (!is_alone(cell.set) && cell.set != all) put(sets[cell.set]).set = cell.set;
    }
    RepeatRows rows{values_of(std::move(normal)), values_of(std::move(fully)), {}};
    for (auto& [set, by_stage] : sets) {
        for (TableRow& row : values_of(std::move(by_stage))) rows.sets.push_back(std::move(row));
    }
    return rows;
}

// The earlier system kept means only. Its block says which PUs are absent; logs without a block do not.
std::vector<TableRow> rows_of_means(const std::optional<Table>& block, const BenchLog& log, format::Condition condition,
                                    const format::RunId& run) {
    const Table table = block ? *block : means_of(log, condition);
    std::vector<TableRow> rows;
    for (int number = 1; number <= table.stages(); ++number) {
        TableRow row;
        row.stage = Stage::from_number(number);
        row.run = run;
        bool any = false;
        for (std::size_t pu = 0; pu < table.pus().size(); ++pu) {
            const TableCell cell = table.at(row.stage, pu);
            any = any || cell.time();
            if (!cell.is_absent()) row.cells.emplace(table.pus()[pu], cell);
        }
        if (any) rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

CellName name_of(const BenchCell& cell) { return {cell.stages, cell.pu, cell.set}; }

std::string to_string(const CellName& cell) {
    std::string text = cell.stages.count() == 1 ? "stage " + std::to_string(cell.stages.first.number())
                                                : "stages " + std::to_string(cell.stages.first.number()) + " to " +
                                                      std::to_string(cell.stages.last.number());
    text += " on " + cell.pu.str();
    std::string others;
    for (const PuName& pu : cell.set.pus()) {
        if (pu != cell.pu) others += (others.empty() ? "" : "+") + pu.str();
    }
    return others.empty() ? text + " alone" : text + " beside " + others;
}

double rounded(double ms) {
    char text[40];
    std::snprintf(text, sizeof text, "%.9g", ms);
    double value = ms;
    std::from_chars(text, text + sizeof text, value);
    return value;
}

std::vector<double> sample_ms(const BenchCell& cell) {
    std::vector<double> values;
    values.reserve(cell.ns.size());
    const double executions = static_cast<double>(cell.batch) * 1e6;
    for (const std::int64_t ns : cell.ns) values.push_back(static_cast<double>(ns) / executions);
    return values;
}

RepeatTimes times_of(const BenchLog& log) {
    std::map<PuName, SubmissionFit> fits;
    RepeatTimes times;
    for (const auto& [pu, measured] : submissions_of(log)) {
        auto fit = fit_submissions(measured);
        if (!fit) continue;
        times.chunk_ms.emplace(pu, rounded(fit->chunk_ms));
        fits.emplace(pu, std::move(*fit));
    }
    const bool whole = log.complete == format::Completeness::yes;
    for (const BenchCell& cell : log.cells) {
        if (cell.stages.count() > 1 || (!whole && class_of(cell.pu) == PuClass::gpu)) continue;
        const auto fit = fits.find(cell.pu);
        const double ms = fit == fits.end() ? median(sample_ms(cell)) : stage_ms(fit->second, cell);
        times.ms.emplace(name_of(cell), rounded(ms));
    }
    if (!whole) times.chunk_ms.clear();
    return times;
}

RepeatRows rows_of(const BenchLog& log, const format::RunId& run) {
    if (log.header) return rows_of_samples(log, run);
    return {rows_of_means(log.normal, log, format::Condition::normal, run),
            rows_of_means(log.fully, log, format::Condition::fully, run),
            {}};
}

}  // namespace bt::profile
