#include "bt/format/cells.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "bt/core/error.hpp"
#include "bt/core/table.hpp"
#include "format/csv.hpp"
#include "format/csv_values.hpp"

namespace bt::format {
namespace {

enum Column : std::size_t {
    stage,
    pu,
    set,
    campaign,
    runs,
    samples,
    median_ms,
    ci_low_ms,
    ci_high_ms,
    q1_ms,
    q3_ms,
    min_ms,
    mad_ms,
    outliers_,
    stopped_by,
    clock_before,
    clock_after,
    temp_before,
    temp_after,
    column_count,
};

constexpr std::array<std::string_view, column_count> names{"stage",
                                                           "pu",
                                                           "set",
                                                           "campaign",
                                                           "runs",
                                                           "samples",
                                                           "median_ms",
                                                           "ci_low_ms",
                                                           "ci_high_ms",
                                                           "q1_ms",
                                                           "q3_ms",
                                                           "min_ms",
                                                           "mad_ms",
                                                           "outliers",
                                                           "stopped_by",
                                                           "clock_mhz_before",
                                                           "clock_mhz_after",
                                                           "temp_c_before",
                                                           "temp_c_after"};

constexpr int most_runs = 1'000'000;
constexpr std::int64_t most_samples = 1'000'000'000'000;

class CellsReader {
public:
    CellsReader(std::string_view text, const std::string& file, Lenient lenient) : csv_(text, file), lenient_(lenient) {
        cells_.file = file;
    }

    CellsFile read() {
        read_header();
        while (step()) {
        }
        return std::move(cells_);
    }

private:
    using Key = std::tuple<Stage, PuName, ActiveSet, int>;

    void read_header();
    bool step();
    void take(const CsvRow& csv);
    CellRow parse_row(const CsvValues& values) const;
    std::set<StoppedBy> parse_rules(const CsvValues& values) const;
    Milliseconds time(const CsvValues& values, Column column) const;
    std::optional<Ci> parse_ci(const CsvValues& values) const;
    void check_order(const CsvValues& values, const CellRow& row) const;
    BeforeAfter pair(const CsvValues& values, Column before, Column after, double least) const;

    CsvReader csv_;
    Lenient lenient_;
    CellsFile cells_;
    std::array<std::size_t, column_count> at_{};  // where each column stands in this file
    std::size_t width_ = 0;
    std::map<Key, std::size_t> lines_;
};

void CellsReader::read_header() {
    const auto header = csv_.next();
    if (!header) throw data_error({csv_.file(), 1, 1}, "a header line 'stage,pu,set,…'", "an empty file");
    const auto found = column_names(csv_.file(), *header);
    width_ = found.size();
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto place = std::find(found.begin(), found.end(), names[i]);
        if (place == found.end()) {
            throw data_error({csv_.file(), header->line, 1}, "a column " + std::string(names[i]), "none");
        }
        at_[i] = static_cast<std::size_t>(place - found.begin());
    }
    std::copy_if(found.begin(), found.end(), std::back_inserter(cells_.unknown_columns),
                 [](const std::string& name) { return std::find(names.begin(), names.end(), name) == names.end(); });
}

bool CellsReader::step() {
    try {
        const auto csv = csv_.next();
        if (!csv) return false;
        require_fields(csv_.file(), *csv, width_);
        take(*csv);
    } catch (const Error& error) {
        if (lenient_ == Lenient::no) throw;
        cells_.left_out.add(error.failed());
    }
    return true;
}

void CellsReader::take(const CsvRow& csv) {
    const CsvValues values(csv_.file(), csv);
    CellRow row = parse_row(values);
    check_order(values, row);
    const auto [known, fresh] = lines_.emplace(Key{row.stage, row.pu, row.set, row.campaign}, csv.line);
    if (!fresh) {
        throw values.fault(at_[stage], "each stage, PU, set and campaign once (it stands on line " +
                                           std::to_string(known->second) + ")");
    }
    cells_.rows.push_back(std::move(row));
}

Milliseconds CellsReader::time(const CsvValues& values, Column column) const {
    const double value = values.number(at_[column], 0, longest_time.count());
    if (value > 0) return Milliseconds{value};
    throw values.fault(at_[column], "milliseconds above 0");
}

std::optional<Ci> CellsReader::parse_ci(const CsvValues& values) const {
    // A t interval of noisy medians may reach below 0: that is what it says.
    const double most = longest_time.count() * 100;
    const auto low = values.optional_number(at_[ci_low_ms], -most, most);
    const auto high = values.optional_number(at_[ci_high_ms], -most, most);
    if (low && high && *low <= *high) return Ci{*low, *high};
    if (!low && !high) return std::nullopt;
    throw values.fault(at_[ci_high_ms], "both ends of the interval in order, or neither");
}

std::set<StoppedBy> CellsReader::parse_rules(const CsvValues& values) const {
    std::set<StoppedBy> rules;
    const std::string_view text = values.text(at_[stopped_by]);
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        const auto rule = parse_stopped_by(text.substr(begin, end - begin));
        if (!rule || !rules.insert(*rule).second) {
            throw values.fault(at_[stopped_by], "precision, time or count, joined by '+' where repeats differ");
        }
        begin = end + 1;
    }
    return rules;
}

BeforeAfter CellsReader::pair(const CsvValues& values, Column before, Column after, double least) const {
    constexpr double most = 1e6;
    return {values.optional_number(at_[before], least, most), values.optional_number(at_[after], least, most)};
}

CellRow CellsReader::parse_row(const CsvValues& values) const {
    CellRow row{.stage = values.stage(at_[stage]), .pu = values.pu(at_[pu]), .set = values.set(at_[set])};
    if (!row.set.contains(row.pu)) throw values.fault(at_[set], "a set that holds the PU " + row.pu.str());
    row.campaign = static_cast<int>(values.whole(at_[campaign], 0, 1'000'000'000));
    row.runs = static_cast<int>(values.whole(at_[runs], 1, most_runs));
    row.samples = values.whole(at_[samples], 1, most_samples);
    row.median = time(values, median_ms);
    row.ci = parse_ci(values);
    row.q1 = time(values, q1_ms);
    row.q3 = time(values, q3_ms);
    row.min = time(values, min_ms);
    row.mad = Milliseconds{values.number(at_[mad_ms], 0, longest_time.count())};
    row.outliers = values.whole(at_[outliers_], 0, row.samples);
    row.stopped_by = parse_rules(values);
    row.clock_mhz = pair(values, clock_before, clock_after, 0);
    row.temp_c = pair(values, temp_before, temp_after, -300);
    return row;
}

void CellsReader::check_order(const CsvValues& values, const CellRow& row) const {
    if (row.min > row.q1) throw values.fault(at_[min_ms], "no more than q1_ms");
    if (row.q1 > row.q3) throw values.fault(at_[q1_ms], "no more than q3_ms");
}

std::string optional_text(const std::optional<double>& value) { return value ? render_number(*value) : ""; }

std::string rules_text(const std::set<StoppedBy>& rules) {
    std::string text;
    for (const StoppedBy rule : rules) text.append(text.empty() ? "" : "+").append(to_string(rule));
    return text;
}

}  // namespace

CellsFile read_cells(std::string_view text, const std::string& file, Lenient lenient) {
    return CellsReader(text, file, lenient).read();
}

std::string cells_header() {
    std::string line;
    for (const std::string_view name : names) line.append(line.empty() ? "" : ",").append(name);
    return line + '\n';
}

std::string render(const CellRow& row) {
    const auto ms = [](Milliseconds time) { return render_number(time.count()); };
    const std::array<std::string, column_count> fields{
        std::to_string(row.stage.number()),
        row.pu.str(),
        row.set.str(),
        std::to_string(row.campaign),
        std::to_string(row.runs),
        std::to_string(row.samples),
        ms(row.median),
        row.ci ? render_number(row.ci->low) : "",
        row.ci ? render_number(row.ci->high) : "",
        ms(row.q1),
        ms(row.q3),
        ms(row.min),
        ms(row.mad),
        std::to_string(row.outliers),
        rules_text(row.stopped_by),
        optional_text(row.clock_mhz.before),
        optional_text(row.clock_mhz.after),
        optional_text(row.temp_c.before),
        optional_text(row.temp_c.after),
    };
    std::string line = fields.front();
    for (std::size_t i = 1; i < fields.size(); ++i) line += ',' + fields[i];
    return line + '\n';
}

std::string render(const CellsFile& cells) {
    std::string text = cells_header();
    for (const CellRow& row : cells.rows) text += render(row);
    return text;
}

}  // namespace bt::format
