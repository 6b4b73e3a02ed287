#include "bt/analyse/runs.hpp"

#include <algorithm>
#include <cmath>

namespace bt::analyse {

Figure over_runs(const ByRun& values) {
    std::vector<double> present;
    for (const auto& value : values) {
        if (value) present.push_back(*value);
    }
    if (present.empty()) return Figure::undefined("not measured");
    const auto ci = t_interval(present);
    return {mean(present), ci, ci ? "" : "one run: a CI needs two or more, a useful one five"};
}

Figure speedup(const ByRun& single, const ByRun& schedule) {
    std::vector<double> logarithms;
    for (std::size_t run = 0; run < std::min(single.size(), schedule.size()); ++run) {
        if (single[run] && schedule[run]) logarithms.push_back(std::log(*single[run] / *schedule[run]));
    }
    if (logarithms.empty()) return Figure::undefined("no run holds both the schedule and the single PU");
    Figure figure{std::exp(mean(logarithms)), std::nullopt, "one run: a CI needs two or more, a useful one five"};
    if (const auto ci = t_interval(logarithms)) {
        figure.ci = Ci{std::exp(ci->low), std::exp(ci->high)};
        figure.why.clear();
    }
    return figure;
}

std::optional<double> spread(std::span<const double> values) {
    if (values.size() < 2) return std::nullopt;
    const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
    return (*largest - *smallest) / mean(values);
}

bool far_below(Milliseconds measured, Milliseconds fastest_sum) { return measured < 0.5 * fastest_sum; }

}  // namespace bt::analyse
