#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bt/analyse/figure.hpp"

// Predicted against measured.
namespace bt::analyse {

struct Compared {
    double predicted;                         // ms, above 0
    double measured;                          // ms, above 0: the mean over runs
    std::vector<std::optional<double>> runs;  // ms by run; empty or one for each run
};

struct Agreement {
    int n = 0;
    Figure pearson;
    Figure spearman;
    Figure kendall;  // tau-b
    Figure mape;     // in percent of the prediction
    Figure rmse;     // ms
    Figure regret1;  // of the first by prediction: 0.1 = 10 % above the best measured
    Figure regret5;  // of the best of the first five
};

// CIs: Fisher's z for Pearson, with Bonett and Wright's variance for Spearman, Fieller's for Kendall; t intervals for
// MAPE and (of the squares) RMSE; a t interval over the runs for regrets.
Agreement agreement(std::span<const Compared> schedules);

// What the earlier system printed: of the widest chunk's mean against the widest predicted chunk.
struct EarlierComparison {
    int n = 0;
    int within5 = 0, within10 = 0, within20 = 0;  // percent
    double rmse = 0;                              // ms
    double mae = 0;                               // ms
    Figure pearson;
    Figure r_squared;  // the square of pearson
    double mean = 0;   // percent, as all below
    double median = 0;
    Figure deviation;  // of a sample (n − 1)
    double smallest = 0;
    double largest = 0;
    int under = 0;  // predictions below the measured time
    int over = 0;
};

EarlierComparison compare_as_earlier(std::span<const Compared> schedules);  // one or more

}  // namespace bt::analyse
