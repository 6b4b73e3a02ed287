// Versions 1 to 4: what the earlier system wrote.
#include <algorithm>

#include "format/json_values.hpp"
#include "format/schedule_parts.hpp"

namespace bt::format {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// "CifarSparse" → "cifar-sparse": how version 1 spelled applications.
std::string kebab_case(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (is_upper(c) && !out.empty() && out.back() != '-') out += '-';
        if (is_upper(c)) {
            out += static_cast<char>(c - 'A' + 'a');
        } else {
            out += c == '_' ? '-' : c;
        }
    }
    return out;
}

AppName earlier_app_name(const JsonCursor& cursor) {
    try {
        return AppName(kebab_case(cursor.string()));
    } catch (const Error& error) {
        if (error.code() == ExitCode::data) throw;
        return app_name_of(cursor);  // throws, with its place
    }
}

// Logs carry it as one word on a line.
std::string uid_written(const JsonCursor& cursor) {
    constexpr std::size_t longest = 200;
    const std::string& uid = cursor.string();
    const bool word = std::none_of(uid.begin(), uid.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    if (uid.empty() || uid.size() > longest || !word) throw cursor.fault("a uid: one word of at most 200 bytes");
    return uid;
}

// A first chunk that begins anywhere but at the version's first number is told from a stage that is missing.
void add_chunk(ScheduleRecord& record, const JsonCursor& chunk, PuName pu, int first_number) {
    const StageRange stages = stages_of(chunk.at("stages"), first_number);
    if (record.chunks.empty()) require_counted_from(chunk.at("stages"), stages, first_number, record.version);
    record.chunks.push_back({.pu = std::move(pu), .stages = stages});
    record.chunk_times.push_back(optional_time(chunk, "time"));
}

int last_stage(const ScheduleRecord& record) {
    int last = 0;
    for (const Chunk& chunk : record.chunks) last = std::max(last, chunk.stages.last.number());
    return last;
}

}  // namespace

ScheduleRecord read_first_version(const JsonCursor& cursor) {
    const JsonCursor schedule = cursor.at("schedule");
    ScheduleRecord record{.version = 1, .uid = uid_written(schedule.at("schedule_id"))};
    record.device = device_id_of(schedule.at("device_id"));
    record.app = earlier_app_name(schedule.at("application"));
    const JsonCursor chunks = schedule.at("chunks");
    for (const JsonCursor& chunk : chunks.items(most_pus)) {
        add_chunk(record, chunk, pu_of_hardware(chunk.at("hardware")), 1);
    }
    require_pipeline(chunks, record.chunks, last_stage(record));
    record.backend = backend_of(record.chunks);
    record.stage_times.resize(static_cast<std::size_t>(record.stages()));
    record.metrics.max_time = optional_time(cursor, "max_chunk_time");
    return record;
}

ScheduleRecord read_earlier_version(const JsonCursor& cursor, int version, std::optional<Backend> gpu) {
    ScheduleRecord record{.version = version};
    if (const auto uid = cursor.find("uid")) record.uid = uid_written(*uid);
    const JsonCursor chunks = cursor.at("chunks");
    for (const JsonCursor& chunk : chunks.items(most_pus)) add_chunk(record, chunk, pu_of_core_type(chunk, gpu), 0);
    require_pipeline(chunks, record.chunks, last_stage(record));
    record.backend = backend_of(record.chunks);
    record.stage_times = stage_times_of(cursor, record.chunks);
    if (const auto metrics = cursor.find("metrics")) record.metrics = earlier_metrics_of(*metrics);
    if (const auto id = cursor.find("solution_id"))
        record.solution_id = static_cast<int>(id->integer(0, 1'000'000'000));
    return record;
}

}  // namespace bt::format
