#pragma once

#include <map>
#include <string>

#include "bt/core/error.hpp"
#include "bt/format/result_log.hpp"
#include "cli/parse_logs.hpp"

namespace bt::cli {

// A schedule of several applications in the shape of one: groups as chunks, numbered through all chains; names and
// sizes of all; as interval what its metric predicts.
format::ScheduleRecord as_record(const format::ConcurrentSchedule& schedule);

// What schedules of this objective are compared by.
format::Metric metric_of(const format::ConcurrentSchedule& schedule);
// Nothing: not predicted.
std::optional<Milliseconds> predicted_of(const format::ConcurrentSchedule& schedule, format::Metric metric);

// Schedules as the logs name them; each distinct text is read once.
class LoggedSchedules {
public:
    LoggedSchedules(const ParseInput& input, LogOrigin& origin) : input_(input), origin_(origin) {}

    // Nothing: of a backend that was not asked for. Throws a data error where it is not known, or of another device,
    // application or size than those before.
    const LoggedSchedule* find(const format::ResultSectionHead& head, const Place& place);

private:
    struct Read {
        std::string text;
        LoggedSchedule schedule;
    };

    Read read(const format::ResultSectionHead& head, const Place& place) const;
    const LoggedSchedule& known(const format::ResultSectionHead& head, const Place& place) const;
    const LoggedSchedule* accept(const LoggedSchedule& schedule, const Place& place);
    void take_backend(const format::ScheduleRecord& record, const Place& place);
    void take_metric(const LoggedSchedule& schedule, const Place& place);

    const ParseInput& input_;
    LogOrigin& origin_;
    std::map<std::string, Read> read_;
};

// "schedule SCH-…"
std::string name_of(const format::ScheduleRecord& record);

}  // namespace bt::cli
