#pragma once

#include "bt/format/schedules.hpp"
#include "cli/schedule_chains.hpp"

namespace bt::cli {

// One line of the answer: ours, or what a rule gives.
struct ChainsRow {
    std::string name;  // "exact", "single cuda", "herald"
    std::optional<schedule::ConcurrentSolution> solution;
    std::string why{};  // there is none
    bool ours = false;
};

struct ChainsAnswer {
    const ChainsInput& input;
    const schedule::ConcurrentProblem& problem;
    schedule::ConcurrentObjective objective;
    schedule::OrderRule order;
    std::string engine;
    schedule::ConcurrentAnswer ours;
    std::optional<bool> period_exact;  // where the objective is the period: whether it is no mean
    std::vector<ChainsRow> rows;       // ours first
    std::string file;                  // where it is written

    // The baseline that ours is compared with; nothing where none gives a schedule.
    const ChainsRow* best_baseline() const;
};

// One for each schedule that differs from those before it; ours has rank 1, the others the names of their rules.
std::vector<format::ConcurrentSchedule> as_records(const ChainsAnswer& answer);
std::string as_table(const ChainsAnswer& answer);
std::string as_json(const ChainsAnswer& answer);

}  // namespace bt::cli
