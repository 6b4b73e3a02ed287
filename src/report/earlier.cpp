#include <fmt/format.h>

#include "bt/report/summary.hpp"

namespace bt::report {
namespace {

std::string value_or_why(const format::OrWhy<double>& value, const char* unit = "") {
    return value ? fmt::format("{:.4f}{}", *value, unit) : "undefined (" + value.why() + ")";
}

}  // namespace

std::string earlier_block(const format::EarlierComparison& earlier) {
    const auto within = [&](int percent, int count) {
        return fmt::format("  within {:>2} %:        {} of {} ({:.1f} %)\n", percent, count, earlier.n,
                           100.0 * count / earlier.n);
    };
    std::string out = "As the earlier system compared: the widest chunk's mean against the widest predicted chunk\n";
    out += fmt::format("  schedules:          {}\n", earlier.n);
    out += within(5, earlier.within5) + within(10, earlier.within10) + within(20, earlier.within20);
    out += fmt::format("  RMSE:               {:.4f} ms\n", earlier.rmse);
    out += fmt::format("  MAE:                {:.4f} ms\n", earlier.mae);
    out += "  Pearson:            " + value_or_why(earlier.pearson) + "\n";
    out += "  R² (Pearson's):     " + value_or_why(earlier.r_squared) + "\n";
    out += fmt::format("  mean error:         {:+.2f} %\n", earlier.mean);
    out += fmt::format("  median error:       {:+.2f} %\n", earlier.median);
    out += "  standard deviation: " +
           (earlier.deviation ? fmt::format("{:.2f} %", *earlier.deviation) : value_or_why(earlier.deviation)) + "\n";
    out += fmt::format("  smallest error:     {:+.2f} %\n", earlier.smallest);
    out += fmt::format("  largest error:      {:+.2f} %\n", earlier.largest);
    out += fmt::format("  predicted too low:  {}\n", earlier.under);
    out += fmt::format("  predicted too high: {}\n", earlier.over);
    return out;
}

}  // namespace bt::report
