#include "bt/report/summary.hpp"

namespace bt::report {

std::string measured_name(const format::Summary& summary) { return std::string(to_string(summary.metric)); }

std::string rank_text(const format::ScheduleSummary& schedule) {
    std::string rules;
    if (schedule.rounds) {
        for (const std::string& rule : schedule.rounds->baselines) rules += (rules.empty() ? "" : " ") + rule;
    }
    if (!schedule.rank) {
        if (!rules.empty()) return rules;
        return schedule.control == format::Control::yes ? "control" : "-";
    }
    return std::to_string(*schedule.rank) + (rules.empty() ? "" : " (" + rules + ")");
}

std::string what_text(const format::ScheduleSummary& schedule) {
    return schedule.rounds ? in_words(*schedule.rounds) : to_string(schedule.chunks);
}

std::string what_text(const format::BestSchedule& best) {
    return best.what.empty() ? to_string(best.chunks) : best.what;
}

}  // namespace bt::report
