#include "bt/profile/warnings.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <functional>
#include <map>

#include "bt/core/pu.hpp"
#include "bt/core/statistics.hpp"
#include "bt/profile/cells.hpp"
#include "bt/profile/repeat_times.hpp"

namespace bt::profile {
namespace {

using format::BenchCell;
using format::CellRow;

constexpr double throttled_below = 0.9;  // a clock that ends below this part of where it began
constexpr double noisy_above = 0.05;     // half-width of the CI
constexpr double many_outliers = 0.1;    // of a cell's samples
constexpr double slow_first = 1.05;      // the first repeat against the others
constexpr std::size_t shown = 5;         // cells of one kind that are named one by one

[[gnu::format(printf, 1, 2)]] std::string text(const char* pattern, ...) {
    char buffer[128];
    std::va_list values;
    va_start(values, pattern);
    std::vsnprintf(buffer, sizeof buffer, pattern, values);
    va_end(values);
    return buffer;
}

std::string name_of_row(const CellRow& row) { return to_string(CellName{{row.stage, row.stage}, row.pu, row.set}); }

// The worst first: a list of forty cells is read by nobody.
class Kind {
public:
    explicit Kind(std::string what) : what_(std::move(what)) {}

    void add(double badness, std::string cell) { found_.emplace_back(badness, std::move(cell)); }

    void tell(std::vector<std::string>& warnings) {
        std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        for (std::size_t i = 0; i < std::min(found_.size(), shown); ++i) {
            warnings.push_back(what_ + ": " + found_[i].second);
        }
        if (found_.size() <= shown) return;
        warnings.push_back(what_ + ": " + std::to_string(found_.size() - shown) + " more cells (<device>_cells.csv)");
    }

private:
    std::string what_;
    std::vector<std::pair<double, std::string>> found_;
};

void throttled(const Campaign& campaign, std::vector<std::string>& warnings) {
    Kind kind("throttled");
    for (const RepeatLog& repeat : campaign.repeats) {
        for (const BenchCell& cell : repeat.log.cells) {
            const auto& [before, after] = cell.clock_mhz;
            if (!before || !after || *before <= 0 || *after >= throttled_below * *before) continue;
            std::string degrees;
            if (cell.temp_c.after) degrees = text(", %.0f °C", *cell.temp_c.after);
            kind.add(*before / *after, to_string(name_of(cell)) + text(" fell from %.0f to %.0f MHz", *before, *after) +
                                           degrees + " in repeat " + std::to_string(repeat.repeat));
        }
    }
    kind.tell(warnings);
}

void noisy(const std::vector<CellRow>& rows, std::vector<std::string>& warnings) {
    Kind kind("noisy");
    for (const CellRow& row : rows) {
        if (!row.ci) continue;
        const double share = (row.ci->high - row.ci->low) / 2 / row.median.count();
        if (share <= noisy_above) continue;
        kind.add(share, name_of_row(row) + text(": CI ± %.1f %% of %.4g ms", share * 100, row.median.count()));
    }
    kind.tell(warnings);
}

void with_outliers(const std::vector<CellRow>& rows, std::vector<std::string>& warnings) {
    Kind kind("outliers");
    for (const CellRow& row : rows) {
        const double share = static_cast<double>(row.outliers) / static_cast<double>(row.samples);
        if (share <= many_outliers || row.outliers < 3) continue;
        kind.add(share, name_of_row(row) + ": " + std::to_string(row.outliers) + " of " + std::to_string(row.samples) +
                            " samples, none dropped");
    }
    kind.tell(warnings);
}

void not_pinned(const Campaign& campaign, std::vector<std::string>& warnings) {
    Kind kind("not pinned");
    std::map<CellName, int> found;
    for (const RepeatLog& repeat : campaign.repeats) {
        for (const BenchCell& cell : repeat.log.cells) {
            if (!cell.pinned) ++found[name_of(cell)];
        }
    }
    for (const auto& [cell, repeats] : found) {
        kind.add(repeats, to_string(cell) + " ran on other cores than its own in " + std::to_string(repeats) +
                              (repeats == 1 ? " repeat" : " repeats"));
    }
    kind.tell(warnings);
}

// By cell: the first repeat against the median of the others.
void slow_first_repeat(const Campaign& campaign, std::vector<std::string>& warnings) {
    if (campaign.repeats.size() < 3) return;
    std::map<CellName, std::vector<double>> times;
    for (const RepeatLog& repeat : campaign.repeats) {
        for (const auto& [cell, ms] : times_of(repeat.log).ms) times[cell].push_back(ms);
    }
    std::vector<double> ratios;
    std::pair<double, const CellName*> worst{0, nullptr};
    for (const auto& [cell, values] : times) {
        if (values.size() != campaign.repeats.size()) continue;
        ratios.push_back(values.front() / median(std::span(values).subspan(1)));
        worst = std::max(worst, {ratios.back(), &cell});
    }
    if (ratios.empty() || median(ratios) < slow_first) return;
    warnings.push_back(
        "slow first repeat: " + text("%.1f %% above the others, most of all ", (median(ratios) - 1) * 100) +
        to_string(*worst.second) + text(" with %.1f %%", (worst.first - 1) * 100) + "; was the device cold, or busy?");
}

// Both clocks, for they mostly are the reason.
std::string clocks_of(const CellRow& loaded, const CellRow& alone) {
    const auto clock = [](const CellRow& row) {
        return row.clock_mhz.after ? row.clock_mhz.after : row.clock_mhz.before;
    };
    if (!clock(loaded) && !clock(alone)) return "no clock can be read";
    const auto mhz = [&](const CellRow& row) { return clock(row) ? text("%.0f MHz", *clock(row)) : "clock unknown"; };
    return mhz(loaded) + ", alone " + mhz(alone);
}

// Governors raise a GPU's clock when the CPUs are busy: nothing is wrong with such a cell, but `normal` misleads.
void faster_under_load(const std::vector<CellRow>& rows, std::vector<std::string>& warnings) {
    Kind kind("faster under load");
    for (const CellRow& loaded : rows) {
        if (class_of(loaded.pu) != PuClass::gpu || loaded.set.pus().size() < 2 || !loaded.ci) continue;
        const auto alone = std::find_if(rows.begin(), rows.end(), [&](const CellRow& row) {
            return row.stage == loaded.stage && row.pu == loaded.pu && row.set.pus().size() == 1;
        });
        if (alone == rows.end() || !alone->ci || loaded.ci->high >= alone->ci->low) continue;
        kind.add(alone->median / loaded.median,
                 name_of_row(loaded) + text(": %.4g ms, alone %.4g ms", loaded.median.count(), alone->median.count()) +
                     " (" + clocks_of(loaded, *alone) + ")");
    }
    kind.tell(warnings);
}

void few_repeats(const Campaign& campaign, std::vector<std::string>& warnings) {
    if (campaign.repeats.size() > 1) return;
    warnings.emplace_back("one repeat: no CI can be given; --repeat 5 gives useful ones");
}

}  // namespace

std::vector<std::string> warnings_of(const Campaign& campaign) {
    std::vector<std::string> warnings;
    const std::vector<CellRow> rows = cells_of(campaign);
    if (rows.empty()) return warnings;
    throttled(campaign, warnings);
    noisy(rows, warnings);
    with_outliers(rows, warnings);
    slow_first_repeat(campaign, warnings);
    not_pinned(campaign, warnings);
    faster_under_load(rows, warnings);
    few_repeats(campaign, warnings);
    return warnings;
}

}  // namespace bt::profile
