// Version 5.
#include <algorithm>

#include "bt/core/pu.hpp"
#include "format/json_values.hpp"
#include "format/schedule_parts.hpp"

namespace bt::format {
namespace {

PuName pu_of_chunk(const JsonCursor& chunk) {
    PuName pu = pu_name_of(chunk.at("pu"));
    const auto type = chunk.find("core_type");
    if (type && type->string() != core_type(pu)) {
        throw type->fault("the core type of " + pu.str() + ", '" + core_type(pu) + "'");
    }
    const auto hardware = chunk.find("hardware");
    if (hardware && (class_of(pu) != PuClass::gpu || hardware->string() != hardware_of(pu))) {
        throw hardware->fault("hardware that agrees with the PU " + pu.str());
    }
    return pu;
}

// `stages` (from 0, as earlier tools wrote it), or `first_stage` and `last_stage` (from 1), or both, which must agree.
StageRange stages_of_chunk(const JsonCursor& chunk) {
    const auto list = chunk.find("stages");
    if (!list) return chunk_of(chunk).stages;
    const StageRange stages = stages_of(*list, 0);
    for (const auto& [key, stage] : {std::pair{"first_stage", stages.first}, std::pair{"last_stage", stages.last}}) {
        const auto number = chunk.find(key);
        if (number && number->integer(1, max_stages) != stage.number()) {
            throw number->fault_found(
                std::string(key) + " " + std::to_string(stage.number()) + ", as 'stages' (counted from 0) says",
                number->describe());
        }
    }
    return stages;
}

void read_chunks(ScheduleRecord& record, const JsonCursor& chunks) {
    int last = 0;
    for (const JsonCursor& chunk : chunks.items(most_pus)) {
        const auto id = chunk.find("id");
        const auto index = static_cast<std::int64_t>(record.chunks.size());
        if (id && id->integer(0, most_pus) != index) throw id->fault("the id " + std::to_string(index));
        record.chunks.push_back({.pu = pu_of_chunk(chunk), .stages = stages_of_chunk(chunk)});
        record.chunk_times.push_back(optional_time(chunk, "time"));
        last = std::max(last, record.chunks.back().stages.last.number());
    }
    require_pipeline(chunks, record.chunks, last);
}

void require_backend_of_chunks(const JsonCursor& cursor, const ScheduleRecord& record) {
    const auto needed = backend_of(record.chunks);
    if (needed && needed != record.backend) {
        throw cursor.at("backend").fault("'" + std::string(to_string(*needed)) + "', which the GPU chunk needs");
    }
}

void require_uid(const JsonCursor& cursor, const ScheduleRecord& record) {
    const auto uid = cursor.find("uid");
    if (!uid || uid->string() == record.uid) return;
    throw uid->fault("the uid " + record.uid + " of this content",
                     "the schedule was changed by hand; take 'uid' out and it is computed");
}

std::vector<TableSource> tables_of(const JsonCursor& list) {
    std::vector<TableSource> tables;
    for (const JsonCursor& table : list.items(longest_list)) {
        tables.push_back({.file = table.at("file").string(),
                          .condition = table.at("condition").string(),
                          .sha256 = table.at("sha256").string()});
    }
    return tables;
}

// Where the schedule comes from: none of it is needed to run it.
void read_origin(ScheduleRecord& record, const JsonCursor& cursor) {
    constexpr std::int64_t largest = 1'000'000'000;
    if (const auto rank = cursor.find("rank")) record.rank = static_cast<int>(rank->integer(1, largest));
    if (const auto id = cursor.find("solution_id")) record.solution_id = static_cast<int>(id->integer(0, largest));
    if (const auto objective = cursor.find("objective")) record.objective = objective->string();
    if (const auto engine = cursor.find("engine")) record.engine = engine->string();
    if (const auto proven = cursor.find("proven")) record.proven = proven->boolean();
    if (const auto tables = cursor.find("table")) record.tables = tables_of(*tables);
}

}  // namespace

ScheduleRecord read_current_version(const JsonCursor& cursor) {
    ScheduleRecord record{.version = pipeline_version};
    record.device = device_id_of(cursor.at("device"));
    record.app = app_name_of(cursor.at("app"));
    record.backend = backend_of(cursor.at("backend"));
    if (const auto params = cursor.find("params")) record.params = params_of(*params);
    read_chunks(record, cursor.at("chunks"));
    require_backend_of_chunks(cursor, record);
    record.uid = uid_of(*record.device, *record.app, *record.backend, record.chunks);
    require_uid(cursor, record);
    record.stage_times = stage_times_of(cursor, record.chunks);
    if (const auto metrics = cursor.find("metrics")) record.metrics = metrics_of(*metrics);
    read_origin(record, cursor);
    return record;
}

}  // namespace bt::format
