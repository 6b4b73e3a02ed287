#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/schedule.hpp"
#include "bt/core/statistics.hpp"
#include "bt/core/units.hpp"
#include "bt/format/concurrent_schedule.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/format/lenient.hpp"

// Schedule files, versions 1 to 6 (docs/formats/schedules.md).
namespace bt::format {

inline constexpr int pipeline_version = 5;    // what is written for one application
inline constexpr int concurrent_version = 6;  // and for several at once
inline constexpr std::size_t most_schedules = 100'000;

// A table that the schedule was computed from.
struct TableSource {
    std::string file;
    std::string condition;
    std::string sha256;
    auto operator<=>(const TableSource&) const = default;
};

// Predicted, in the words of the file. Of versions 1 to 4 only the first four are read: their speed-ups divide by the
// mean chunk instead of the widest.
struct ScheduleMetrics {
    std::optional<Milliseconds> max_time;  // the widest chunk at full occupancy of the set
    std::optional<Milliseconds> min_time;
    std::optional<Milliseconds> gapness;
    std::optional<Milliseconds> avg_time;
    std::optional<Milliseconds> latency;
    std::optional<Milliseconds> interval;  // the prediction
    std::optional<Ci> interval_ci;         // in ms
    std::optional<double> speedup;
    std::vector<std::string> tied_with;  // uids
    bool operator==(const ScheduleMetrics&) const = default;
};

struct ScheduledStage {
    PuName pu;
    std::optional<Milliseconds> time;
    bool operator==(const ScheduledStage&) const = default;
};

struct ScheduleRecord {
    int version = pipeline_version;  // of the file that it was read from
    std::string uid;                 // versions 1 to 4: as written, or empty; 5: always uid_of its content
    std::optional<DeviceId> device;  // versions 1 and 5 say it
    std::optional<AppName> app;      // versions 1 and 5
    std::optional<Backend> backend;  // version 5, and where a GPU chunk tells
    std::optional<Params> params;    // version 5
    std::optional<int> rank;
    std::optional<int> solution_id;
    std::string objective;
    std::string engine;
    bool proven = false;
    std::vector<TableSource> tables;
    Chunks chunks;
    std::vector<std::optional<Milliseconds>> chunk_times;  // one for each chunk
    std::vector<std::optional<Milliseconds>> stage_times;  // one for each stage
    ScheduleMetrics metrics;

    int stages() const { return chunks.empty() ? 0 : chunks.back().stages.last.number(); }
    bool operator==(const ScheduleRecord&) const = default;
};

struct ScheduleFile {
    std::string file;
    std::vector<ScheduleRecord> pipelines;  // in the order of the file, which is rank order
    std::vector<ConcurrentSchedule> concurrent;
    LeftOut left_out;
};

struct ScheduleReading {
    Lenient lenient = Lenient::no;
    std::optional<Backend> backend;  // what "GPU" means in versions 2 and 3, which do not say
    std::size_t first_line = 1;      // where the text stands in its file
    std::size_t first_column = 1;
};

// A list of schedules, or one alone. Throws a data error with line and column, by the name of the fault. Lenient
// leaves out the schedules it cannot use; text that is no JSON is refused either way.
ScheduleFile read_schedules(std::string_view text, const std::string& file, const ScheduleReading& reading = {});

// Throws where the schedule is another device's, app's, backend's or size's. What an older version does not say is
// taken as agreeing.
void check_belongs(const ScheduleRecord& record, const DeviceId& device, const AppName& app, Backend backend,
                   const Params& params);

// Throws where it is no whole pipeline over the application's stages and the device's PUs.
void check_runnable(const ScheduleRecord& record, int stages, std::span<const PuName> pus);

// The record as version 5: what it does not say filled in, its uid computed. Throws as check_belongs.
ScheduleRecord as_current(ScheduleRecord record, const DeviceId& device, const AppName& app, Backend backend,
                          const Params& params);

// Version 5, a list; JsonLayout::line: all on one line. Throws where a record lacks device, app, backend or params, or
// its uid is not that of its content (see as_current).
std::string render(std::span<const ScheduleRecord> records, JsonLayout layout = JsonLayout::block);

// One schedule alone on one line, as result logs carry it.
std::string render_line(const ScheduleRecord& record);

// Version 6.
std::string render(std::span<const ConcurrentSchedule> schedules, JsonLayout layout = JsonLayout::block);
std::string render_line(const ConcurrentSchedule& schedule);

}  // namespace bt::format
