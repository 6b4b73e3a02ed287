#pragma once

#include <limits>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/schedule.hpp"
#include "bt/core/statistics.hpp"
#include "bt/core/units.hpp"
#include "bt/format/json_writer.hpp"
#include "format/json_cursor.hpp"

// The vocabulary of core in JSON: what every format spells the same way. Faults name the place of the value.
namespace bt::format {

inline constexpr double largest_number = std::numeric_limits<double>::max();
inline constexpr double longest_ms = 1e9;      // 11 days; what is above is a fault of whoever wrote it
inline constexpr double largest_factor = 1e6;  // by which one PU slows down another
inline constexpr double largest_sensitivity = 100;
inline constexpr std::size_t most_pus = 64;        // of a device
inline constexpr std::size_t longest_list = 1000;  // of logs, params, applications: written by hand or by loops

DeviceId device_id_of(const JsonCursor& cursor);
AppName app_name_of(const JsonCursor& cursor);
PuName pu_name_of(const JsonCursor& cursor);
PuName pu_name_of_key(const JsonCursor& value, const std::string& key);
AppName app_name_of_key(const JsonCursor& value, const std::string& key);
Backend backend_of(const JsonCursor& cursor);

Milliseconds time_of(const JsonCursor& cursor);           // 0 to longest_ms
Milliseconds positive_time_of(const JsonCursor& cursor);  // above 0
double factor_of(const JsonCursor& cursor);               // above 0, to largest_factor
Ci ci_of(const JsonCursor& cursor);                       // [low, high], low ≤ high

// {"batch": "128"}; numbers and flags are taken as they would be typed.
Params params_of(const JsonCursor& cursor);

// {"pu", "first_stage", "last_stage"}, 1-based; other keys are not looked at.
Chunk chunk_of(const JsonCursor& cursor);

// A whole pipeline or part of one; `fault_of` tells which, and this throws what it says.
void require_pipeline(const JsonCursor& place, const Chunks& chunks, int stages);

void write(JsonWriter& json, const Params& params);
void write(JsonWriter& json, const Ci& ci);
void write_chunk(JsonWriter& json, const Chunk& chunk);  // members only
void write_kind(JsonWriter& json, std::string_view kind, int version);

}  // namespace bt::format
