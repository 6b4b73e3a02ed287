#pragma once

#include <string>
#include <vector>

#include "bt/format/schedules.hpp"
#include "bt/schedule/explain.hpp"
#include "bt/schedule/ranked.hpp"
#include "cli/schedule_input.hpp"

namespace bt::cli {

// What `runner schedule` found, ready to be printed and written.
struct ScheduleAnswer {
    const ScheduleInput& input;
    const schedule::Problem& problem;
    schedule::Objective objective;
    std::string engine;
    schedule::Ranking ranking;
    std::vector<schedule::Ranked> list;
    std::string file;  // where it is written
};

// How far the best schedule may be from the optimum, as a share of the proven bound; 0 where it is the optimum.
double proven_gap(const ScheduleAnswer& answer);

// Of an answer that was cut short, in words.
std::string proven_text(const ScheduleAnswer& answer);

// What is predicted of a schedule: the times of its chunks and stages, and its metrics without ties, which a list has.
void add_predicted(format::ScheduleRecord& record, const schedule::Problem& problem, const schedule::Ranked& ranked);

std::vector<format::ScheduleRecord> as_records(const ScheduleAnswer& answer);
std::string as_table(const ScheduleAnswer& answer);
std::string as_json(const ScheduleAnswer& answer, const std::optional<schedule::Explanation>& explained);
std::string as_text(const schedule::Problem& problem, const schedule::Explanation& explanation);

}  // namespace bt::cli
