#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/analyse/rounds.hpp"
#include "bt/analyse/section.hpp"
#include "bt/format/result_log.hpp"
#include "bt/format/summary.hpp"
#include "bt/report/trace.hpp"
#include "bt/system/cancellation.hpp"
#include "cli/parse_input.hpp"

namespace bt::cli {

// One schedule in one run.
struct MeasuredSection {
    std::size_t log;                  // which of the logs
    std::size_t line;                 // where its section begins
    analyse::SectionFigures figures;  // their latencies stand in the schedule; interval: what the metric is
    std::optional<analyse::RoundFigures> rounds{};  // of several applications
    format::RunStatus status = format::RunStatus::ok;
    std::string reason;
    std::uint64_t checks = 0;
    std::uint64_t wrong = 0;
};

struct MeasuredSchedule {
    format::ScheduleRecord record;
    std::optional<format::ConcurrentSchedule> concurrent;
    std::vector<MeasuredSection> sections;  // in the order in which they ran
    analyse::Quantiles latency;             // of all right runs, ms
    std::vector<report::Slice> excerpt;     // the first steady tasks of its first right run
};

// What all logs are about; what no log and no schedule says is empty.
struct LogOrigin {
    std::optional<DeviceId> device;
    std::optional<AppName> app;
    std::optional<Backend> backend;
    std::optional<Params> params;
    std::optional<format::LogClock> clock;
    std::optional<format::Metric> metric;
};

struct ParsedLogs {
    std::vector<MeasuredSchedule> schedules;  // by rank, then those without in the order in which they ran
    LogOrigin origin;
    std::uint64_t records = 0;
    std::vector<std::string> warnings;
};

struct TimeWindow {
    double from = 0;
    double to = 1;
    bool all() const { return from <= 0 && to >= 1; }
};

// Called with each schedule's first right run, at most 2048 tasks of it.
using TakeTrace = std::function<void(const MeasuredSchedule&, std::span<const report::Slice>)>;

// Throws a data error where a log cannot be used, holds no section, or is about something else than the others.
ParsedLogs parse_logs(const ParseInput& input, TimeWindow window, const TakeTrace& take_trace,
                      const system::Cancellation& stop);

}  // namespace bt::cli
