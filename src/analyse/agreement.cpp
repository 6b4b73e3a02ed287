#include "bt/analyse/agreement.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analyse/correlation.hpp"

namespace bt::analyse {
namespace {

const Compared& best_of(std::span<const Compared> schedules) {
    return *std::min_element(schedules.begin(), schedules.end(),
                             [](const Compared& a, const Compared& b) { return a.measured < b.measured; });
}

std::vector<double> column(std::span<const Compared> schedules, double Compared::*member) {
    std::vector<double> values;
    for (const Compared& schedule : schedules) values.push_back(schedule.*member);
    return values;
}

std::vector<double> percent_errors(std::span<const Compared> schedules) {
    std::vector<double> errors;
    for (const Compared& schedule : schedules) {
        errors.push_back((schedule.measured - schedule.predicted) / schedule.predicted * 100);
    }
    return errors;
}

Figure mean_of(const std::vector<double>& values) {
    const auto ci = t_interval(values);
    return {mean(values), ci, ci ? "" : "one schedule: no CI"};
}

Figure mape_of(std::span<const Compared> schedules) {
    std::vector<double> errors = percent_errors(schedules);
    for (double& error : errors) error = std::abs(error);
    Figure figure = mean_of(errors);
    if (figure.ci) figure.ci->low = std::max(0.0, figure.ci->low);
    return figure;
}

Figure rmse_of(std::span<const Compared> schedules) {
    std::vector<double> squares;
    for (const Compared& schedule : schedules) {
        squares.push_back((schedule.measured - schedule.predicted) * (schedule.measured - schedule.predicted));
    }
    Figure figure = mean_of(squares);
    figure.value = std::sqrt(*figure.value);
    if (figure.ci) figure.ci = Ci{std::sqrt(std::max(0.0, figure.ci->low)), std::sqrt(figure.ci->high)};
    return figure;
}

// `chosen` against the best of all. What did not run in the same logs has no CI: that of the runs which hold both would
// be one of another value.
Figure regret(const Compared& chosen, const Compared& best) {
    Figure figure{chosen.measured / best.measured - 1, std::nullopt, {}};
    std::vector<double> by_run;
    for (std::size_t run = 0; run < std::min(chosen.runs.size(), best.runs.size()); ++run) {
        if (chosen.runs[run].has_value() != best.runs[run].has_value()) {
            figure.why = "not measured in the same runs: no CI";
            return figure;
        }
        if (chosen.runs[run]) by_run.push_back(*chosen.runs[run] / *best.runs[run] - 1);
    }
    figure.ci = t_interval(by_run);
    if (!figure.ci) figure.why = "one run: no CI";
    return figure;
}

}  // namespace

Agreement agreement(std::span<const Compared> schedules) {
    Agreement out;
    out.n = static_cast<int>(schedules.size());
    const std::vector<double> predicted = column(schedules, &Compared::predicted);
    const std::vector<double> measured = column(schedules, &Compared::measured);
    out.pearson = pearson(predicted, measured);
    out.spearman = spearman(predicted, measured);
    out.kendall = kendall(predicted, measured);
    if (schedules.empty()) {
        out.mape = out.rmse = out.regret1 = out.regret5 = Figure::undefined("no schedule was predicted and measured");
        return out;
    }
    out.mape = mape_of(schedules);
    out.rmse = rmse_of(schedules);
    std::vector<Compared> by_prediction(schedules.begin(), schedules.end());
    std::stable_sort(by_prediction.begin(), by_prediction.end(),
                     [](const Compared& a, const Compared& b) { return a.predicted < b.predicted; });
    const Compared& best = best_of(schedules);
    const std::size_t five = std::min<std::size_t>(5, by_prediction.size());
    out.regret1 = regret(by_prediction.front(), best);
    out.regret5 = regret(best_of(std::span(by_prediction).first(five)), best);
    return out;
}

EarlierComparison compare_as_earlier(std::span<const Compared> schedules) {
    EarlierComparison out;
    out.n = static_cast<int>(schedules.size());
    const std::vector<double> errors = percent_errors(schedules);
    for (const double error : errors) {
        out.within5 += std::abs(error) <= 5;
        out.within10 += std::abs(error) <= 10;
        out.within20 += std::abs(error) <= 20;
        out.under += error > 0;
        out.over += error < 0;
    }
    for (const Compared& schedule : schedules) out.mae += std::abs(schedule.measured - schedule.predicted) / out.n;
    out.rmse = *rmse_of(schedules).value;
    out.pearson = pearson(column(schedules, &Compared::predicted), column(schedules, &Compared::measured));
    out.r_squared = out.pearson;
    out.r_squared.ci.reset();
    if (out.pearson.value) out.r_squared.value = *out.pearson.value * *out.pearson.value;
    out.mean = mean(errors);
    out.median = median(errors);
    out.deviation = Figure::undefined("one schedule");
    if (errors.size() > 1) out.deviation = {std::sqrt(sample_variance(errors)), std::nullopt, {}};
    const auto [smallest, largest] = std::minmax_element(errors.begin(), errors.end());
    out.smallest = *smallest;
    out.largest = *largest;
    return out;
}

}  // namespace bt::analyse
