#pragma once

#include <span>
#include <string>
#include <vector>

#include "bt/format/summary.hpp"

// Rows of plain text, before they become Markdown or HTML.
namespace bt::report {

struct Table {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

// One statistic of predictions as tables name it.
struct StatisticLine {
    const char* label;
    const char* brief;  // the same where a terminal's width is dear
    const char* name;   // in PredictionStatistics::ci
    format::OrWhy<double> format::PredictionStatistics::*value;
    double factor = 1;  // to `unit`
    const char* unit = "";
};
std::span<const StatisticLine> statistic_lines();

// One row for each schedule, in the summary's order.
Table schedules_table(const format::Summary& summary);

// Predicted against measured: over all schedules, and over those on two PUs or more.
Table statistics_table(const format::Summary& summary);

// "4.250", or "-"; ms.
std::string ms_text(const format::OrWhy<Milliseconds>& value);

// "4.250 ± 0.125", "4.250", or "-"; ms.
std::string interval_text(const format::ScheduleSummary& schedule);

// Measured against predicted, in percent of the prediction: "+3.0 %", or "-".
std::string difference_text(const format::ScheduleSummary& schedule);

// "2.29 (2.28 to 2.30)", with the 95 % CI where there is one, or "-".
std::string speedup_text(const format::BestSchedule& best);

// "yes", "NO" or "not compared".
std::string verified_text(const format::OrWhy<bool>& verified);

}  // namespace bt::report
