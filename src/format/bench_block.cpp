#include "format/bench_block.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"
#include "format/csv.hpp"
#include "format/table_columns.hpp"

namespace bt::format {
namespace {

double half_of_last_digit(std::string_view text) {
    const std::size_t dot = text.find('.');
    const std::size_t decimals = dot == std::string_view::npos ? 0 : text.size() - dot - 1;
    return 0.5 * std::pow(10.0, -static_cast<double>(decimals));
}

bool is_row(std::string_view line) {
    return !line.empty() && line.front() >= '0' && line.front() <= '9' && line.find(',') != std::string_view::npos;
}

}  // namespace

bool BenchBlock::take(std::string_view line, std::size_t number) {
    if (line == "### PYTHON_DATA_START ###") {
        start(number);
    } else if (!inside_) {
        return false;
    } else if (line == "### PYTHON_DATA_END ###") {
        inside_ = false;
        ended_ = true;
    } else if (line == "# NORMAL_BENCHMARK_DATA") {
        condition_ = Condition::normal;
    } else if (line == "# FULLY_BENCHMARK_DATA") {
        condition_ = Condition::fully;
    } else if (line.starts_with("stage,")) {
        take_columns(line, number);
    } else if (is_row(line)) {
        take_row(line, number);
    } else {
        return false;
    }
    return true;
}

void BenchBlock::start(std::size_t number) {
    if (inside_ || ended_) {
        faults_.report(number, "one machine block", "a second", "a log holds one benchmark: split the file");
    }
    inside_ = true;
}

void BenchBlock::take_columns(std::string_view line, std::size_t number) {
    if (!condition_) return faults_.report(number, "# NORMAL_BENCHMARK_DATA or # FULLY_BENCHMARK_DATA", "columns");
    if (halves_.contains(*condition_)) return faults_.report(number, "the columns of each half once", "them again");
    try {
        const auto header = CsvReader(line, faults_.file()).next();
        Half half;
        for (std::size_t i = 1; i < header->fields.size(); ++i) {
            const std::string_view name = trim(header->fields[i].text);
            if (role_of(name) != ColumnRole::pu) return faults_.report(number, "PUs as columns", printable(line));
            half.pus.push_back(pu_of_column(name));
            if (std::count(half.pus.begin(), half.pus.end(), half.pus.back()) > 1) {
                return faults_.report(number, "each PU once", printable(line));
            }
        }
        halves_.emplace(*condition_, std::move(half));
    } catch (const Error& error) {
        faults_.report(number, "stage,little,medium,big,vulkan,cuda", printable(line), error.failed());
    }
}

void BenchBlock::take_row(std::string_view line, std::size_t number) {
    if (!condition_ || !halves_.contains(*condition_)) return faults_.report(number, "columns first", printable(line));
    Half& half = halves_.at(*condition_);
    const auto row = line.size() > longest_csv_line ? std::nullopt : CsvReader(line, faults_.file()).next();
    if (!row || row->fields.size() != half.pus.size() + 1) {
        return faults_.report(number, std::to_string(half.pus.size() + 1) + " fields", printable(line));
    }
    const auto stage = parse_whole(row->fields[0].text);
    if (!stage || *stage < 1 || *stage > max_stages)
        return faults_.report(number, "a stage from 1 to 4096", printable(line));
    Row values{number, {}};
    for (std::size_t i = 1; i < row->fields.size(); ++i) {
        const std::string_view text = trim(row->fields[i].text);
        const auto ms = parse_number(text);
        if (!text.empty() && (!ms || std::signbit(*ms) || *ms > longest_time.count())) {
            return faults_.report(number, "milliseconds, 0.0000 or nothing", "'" + printable(text) + "'");
        }
        const TableCell cell = !ms        ? TableCell::unmeasured()
                               : *ms == 0 ? TableCell::absent()
                                          : TableCell(Milliseconds{*ms});
        values.values.push_back({cell, half_of_last_digit(text)});
    }
    const auto [known, fresh] = half.rows.emplace(Stage::from_number(static_cast<int>(*stage)), std::move(values));
    if (!fresh)
        faults_.report(number, "each stage once", "it again, first on line " + std::to_string(known->second.line));
}

std::optional<Table> BenchBlock::table(Condition condition) const {
    const auto half = halves_.find(condition);
    if (!ended_ || half == halves_.end() || half->second.rows.empty()) return std::nullopt;
    const auto& rows = half->second.rows;
    Table table(half->second.pus, rows.rbegin()->first.number());
    for (const auto& [stage, row] : rows) {
        for (std::size_t pu = 0; pu < row.values.size(); ++pu) table.set(stage, pu, row.values[pu].cell);
    }
    return table;
}

void BenchBlock::compare(const std::vector<BenchMean>& means) const {
    compare(Condition::normal, means);
    compare(Condition::fully, means);
}

void BenchBlock::compare(Condition condition, const std::vector<BenchMean>& means) const {
    std::map<std::pair<Stage, PuName>, const BenchMean*> known;
    for (const BenchMean& mean : means) {
        if (mean.condition == condition) known[{mean.stage, mean.pu}] = &mean;
    }
    const auto half = halves_.find(condition);
    if (half != halves_.end()) {
        for (const auto& [stage, row] : half->second.rows) {
            for (std::size_t pu = 0; pu < row.values.size(); ++pu) {
                const PuName& name = half->second.pus[pu];
                const auto mean = known.extract({stage, name});
                compare(mean ? mean.mapped() : nullptr, row.values[pu], row.line,
                        std::string(to_string(condition)) + " time of stage " + std::to_string(stage.number()) +
                            " on " + name.str());
            }
        }
    }
    for (const auto& [key, mean] : known) {
        faults_.report(0,
                       "a " + std::string(to_string(condition)) + " time of stage " +
                           std::to_string(key.first.number()) + " on " + key.second.str() + " in the machine block",
                       "none");
    }
}

void BenchBlock::compare(const BenchMean* mean, const Value& value, std::size_t line, const std::string& what) const {
    const auto time = value.cell.time();
    if (!mean && !time) return;
    if (!mean) return faults_.report(line, "no " + what + " (the log has no such cell)", render_number(time->count()));
    const double tolerance = 1.01 * value.tolerance + 1e-9 * mean->mean.count();
    if (time && std::abs(time->count() - mean->mean.count()) <= tolerance) return;
    faults_.report(line, "the " + what + " to be its mean " + render_number(mean->mean.count()),
                   time ? render_number(time->count()) : "none");
}

}  // namespace bt::format
