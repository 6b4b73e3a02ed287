#include "bt/profile/cells.hpp"

#include <algorithm>
#include <map>

#include "bt/core/statistics.hpp"
#include "bt/profile/repeat_times.hpp"
#include "profile/cell_samples.hpp"

namespace bt::profile {
namespace {

using format::BeforeAfter;
using format::BenchCell;
using format::CellRow;

// One cell over the repeats.
struct Gathered {
    std::vector<double> medians;  // by repeat
    std::vector<double> samples;  // of all repeats, without the cost of submitting, like the medians
    std::set<format::StoppedBy> stopped_by;
    std::vector<BeforeAfter> clocks;
    std::vector<BeforeAfter> temperatures;
};

void gather(const BenchCell& cell, double table_ms, Gathered& into) {
    const std::vector<double> samples = sample_ms(cell);
    const double shift = median(samples) - table_ms;
    for (const double sample : samples) into.samples.push_back(std::max(sample - shift, 1e-6));
    into.medians.push_back(table_ms);
    into.stopped_by.insert(cell.stopped_by);
    into.clocks.push_back(cell.clock_mhz);
    into.temperatures.push_back(cell.temp_c);
}

std::optional<double> median_of(const std::vector<BeforeAfter>& all, std::optional<double> BeforeAfter::*which) {
    std::vector<double> values;
    for (const BeforeAfter& each : all) {
        if (each.*which) values.push_back(*(each.*which));
    }
    return values.empty() ? std::nullopt : std::optional(median(values));
}

BeforeAfter medians_of(const std::vector<BeforeAfter>& all) {
    return {median_of(all, &BeforeAfter::before), median_of(all, &BeforeAfter::after)};
}

// A time cannot be negative: of few and noisy repeats the t interval would say so.
std::optional<Ci> interval_of(const std::vector<double>& medians) {
    auto ci = t_interval(medians);
    if (!ci) return ci;
    return Ci{rounded(std::max(ci->low, 0.0)), rounded(ci->high)};
}

CellRow row_of(const CellName& name, int campaign, const Gathered& gathered) {
    const auto ms = [](double value) { return Milliseconds{rounded(value)}; };
    return {.stage = name.stages.first,
            .pu = name.pu,
            .set = name.set,
            .campaign = campaign,
            .runs = static_cast<int>(gathered.medians.size()),
            .samples = static_cast<std::int64_t>(gathered.samples.size()),
            .median = ms(median(gathered.medians)),
            .ci = interval_of(gathered.medians),
            .q1 = ms(quantile(gathered.samples, 0.25)),
            .q3 = ms(quantile(gathered.samples, 0.75)),
            .min = ms(*std::min_element(gathered.samples.begin(), gathered.samples.end())),
            .mad = ms(median_absolute_deviation(gathered.samples)),
            .outliers = static_cast<std::int64_t>(outliers(gathered.samples).size()),
            .stopped_by = gathered.stopped_by,
            .clock_mhz = medians_of(gathered.clocks),
            .temp_c = medians_of(gathered.temperatures)};
}

}  // namespace

std::vector<CellRow> cells_of(const Campaign& campaign) {
    std::map<CellName, Gathered> cells;
    for (const RepeatLog& repeat : campaign.repeats) {
        const RepeatTimes times = times_of(repeat.log);
        for (const BenchCell& cell : repeat.log.cells) {
            const auto time = times.ms.find(name_of(cell));
            if (time != times.ms.end()) gather(cell, time->second, cells[name_of(cell)]);
        }
    }
    std::vector<CellRow> rows;
    for (const auto& [name, gathered] : cells) rows.push_back(row_of(name, campaign.number, gathered));
    std::stable_sort(rows.begin(), rows.end(), [](const CellRow& a, const CellRow& b) {
        const auto key = [](const CellRow& row) { return std::tuple(row.stage, row.set.pus().size(), row.set); };
        return key(a) < key(b);
    });
    return rows;
}

}  // namespace bt::profile
