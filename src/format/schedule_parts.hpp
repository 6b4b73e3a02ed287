#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/format/schedules.hpp"
#include "format/json_cursor.hpp"

// What the versions of a schedule share.
namespace bt::format {

// What `hardware` or `core_type` says about a chunk's PU in versions 1 to 4.
PuName pu_of_hardware(const JsonCursor& hardware);  // little medium big gpu_vulkan gpu_cuda
PuName pu_of_core_type(const JsonCursor& chunk, std::optional<Backend> gpu);
std::string hardware_of(const PuName& gpu);  // "gpu_vulkan"

std::optional<Backend> backend_of(const Chunks& chunks);

// [3, 4, 5], counted from `first_number`: 1 in version 1, 0 in all others. Throws at the entry that is not the next.
StageRange stages_of(const JsonCursor& list, int first_number);

// Throws where the first chunk begins with 1 though the version counts from 0, or the other way round.
void require_counted_from(const JsonCursor& chunks, const StageRange& first, int first_number, int version);

std::optional<Milliseconds> optional_time(const JsonCursor& cursor, const char* key);

// One record each; the caller has told the version.
ScheduleRecord read_first_version(const JsonCursor& cursor);
ScheduleRecord read_earlier_version(const JsonCursor& cursor, int version, std::optional<Backend> gpu);
ScheduleRecord read_current_version(const JsonCursor& cursor);
ConcurrentSchedule read_concurrent(const JsonCursor& cursor);

// `stage_assignments`: the times, one for each stage. Throws where a stage is missing or on another PU than its
// chunk's.
std::vector<std::optional<Milliseconds>> stage_times_of(const JsonCursor& cursor, const Chunks& chunks);

ScheduleMetrics earlier_metrics_of(const JsonCursor& cursor);
ScheduleMetrics metrics_of(const JsonCursor& cursor);
void write(JsonWriter& json, const ScheduleMetrics& metrics);

}  // namespace bt::format
