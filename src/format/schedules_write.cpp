#include "bt/core/error.hpp"
#include "bt/core/pu.hpp"
#include "bt/format/schedules.hpp"
#include "format/json_values.hpp"
#include "format/schedule_parts.hpp"

namespace bt::format {
namespace {

// Faults of the program, not of a file: it must not hand over a record that no reader would take.
void require_writable(const ScheduleRecord& record) {
    const auto refuse = [&](const std::string& why) {
        throw Error(ExitCode::host, "schedule '" + printable(record.uid) + "' cannot be written: " + why);
    };
    if (!record.device || !record.app || !record.backend) refuse("device, app or backend not known");
    if (const auto fault = fault_of(record.chunks, record.stages())) refuse(*fault);
    const auto stages = static_cast<std::size_t>(record.stages());
    if (record.chunk_times.size() != record.chunks.size() || record.stage_times.size() != stages) {
        refuse("not one time for each chunk and each stage");
    }
    const std::string uid = uid_of(*record.device, *record.app, *record.backend, record.chunks);
    if (record.uid != uid) refuse("its uid should be " + uid);
}

void write_time(JsonWriter& json, const std::optional<Milliseconds>& time) {
    if (time) json.member("time", time->count());
}

void write_chunk(JsonWriter& json, const ScheduleRecord& record, std::size_t index) {
    const Chunk& chunk = record.chunks[index];
    json.begin_object(JsonLayout::line).member("id", index).member("pu", chunk.pu.str());
    json.member("core_type", core_type(chunk.pu));
    if (class_of(chunk.pu) == PuClass::gpu) json.member("hardware", hardware_of(chunk.pu));
    json.key("stages").begin_array();
    for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) json.value(stage.index());
    json.end();
    json.member("first_stage", chunk.stages.first.number()).member("last_stage", chunk.stages.last.number());
    write_time(json, record.chunk_times[index]);
    json.end();
}

void write_stage_assignments(JsonWriter& json, const ScheduleRecord& record) {
    json.key("stage_assignments").begin_object();
    for (const Chunk& chunk : record.chunks) {
        for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
            json.key(std::to_string(stage.index())).begin_object(JsonLayout::line);
            json.member("core_type", core_type(chunk.pu));
            write_time(json, record.stage_times[stage.index()]);
            json.end();
        }
    }
    json.end();
}

void write_origin(JsonWriter& json, const ScheduleRecord& record) {
    if (record.rank) json.member("rank", *record.rank);
    if (record.solution_id) json.member("solution_id", *record.solution_id);
    json.member("objective", record.objective).member("engine", record.engine).member("proven", record.proven);
    json.key("table").begin_array();
    for (const TableSource& table : record.tables) {
        json.begin_object(JsonLayout::line).member("file", table.file).member("condition", table.condition);
        json.member("sha256", table.sha256).end();
    }
    json.end();
}

void write(JsonWriter& json, const ScheduleRecord& record, JsonLayout layout) {
    require_writable(record);
    json.begin_object(layout).member("schema", pipeline_version).member("uid", record.uid);
    json.member("device", record.device->str()).member("app", record.app->str());
    json.member("backend", to_string(*record.backend));
    if (record.params) write(json.key("params"), *record.params);
    write_origin(json, record);
    json.key("chunks").begin_array();
    for (std::size_t i = 0; i < record.chunks.size(); ++i) write_chunk(json, record, i);
    json.end();
    write_stage_assignments(json, record);
    json.key("metrics");
    write(json, record.metrics);
    json.end();
}

}  // namespace

std::string render(std::span<const ScheduleRecord> records, JsonLayout layout) {
    JsonWriter json;
    json.begin_array(layout);
    for (const ScheduleRecord& record : records) write(json, record, layout);
    return json.end().take();
}

std::string render_line(const ScheduleRecord& record) {
    JsonWriter json;
    write(json, record, JsonLayout::line);
    return json.take();
}

}  // namespace bt::format
