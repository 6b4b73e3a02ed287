#include "format/schedule_parts.hpp"

#include <algorithm>
#include <array>

#include "bt/core/pu.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

struct Hardware {
    std::string_view text;
    std::string_view pu;
};

constexpr std::array hardware_names{Hardware{"little", "little"}, Hardware{"medium", "medium"}, Hardware{"big", "big"},
                                    Hardware{"gpu_vulkan", "vulkan"}, Hardware{"gpu_cuda", "cuda"}};

PuName gpu_of_chunk(const JsonCursor& chunk, std::optional<Backend> gpu) {
    if (const auto hardware = chunk.find("hardware")) {
        PuName pu = pu_of_hardware(*hardware);
        if (class_of(pu) != PuClass::gpu) throw hardware->fault("gpu_vulkan or gpu_cuda on a GPU chunk");
        return pu;
    }
    if (gpu && *gpu != Backend::cpu) return accelerator_of(*gpu);
    throw chunk.fault_found("'hardware' on a GPU chunk: gpu_vulkan or gpu_cuda", "none, as before version 4",
                            "say which GPU it is with --backend vk or --backend cu");
}

}  // namespace

PuName pu_of_hardware(const JsonCursor& hardware) {
    const std::string& text = hardware.string();
    for (const Hardware& known : hardware_names) {
        if (known.text == text) return PuName(std::string(known.pu));
    }
    throw hardware.fault("hardware: little, medium, big, gpu_vulkan or gpu_cuda");
}

PuName pu_of_core_type(const JsonCursor& chunk, std::optional<Backend> gpu) {
    const JsonCursor type = chunk.at("core_type");
    const std::string& text = type.string();
    if (text == "GPU") return gpu_of_chunk(chunk, gpu);
    for (const char* name : {"little", "medium", "big"}) {
        PuName pu(name);
        if (core_type(pu) != text) continue;
        const auto hardware = chunk.find("hardware");
        if (hardware && pu_of_hardware(*hardware) != pu) throw hardware->fault("hardware that agrees with " + text);
        return pu;
    }
    throw type.fault("a core type: Little, Medium, Big or GPU");
}

std::string hardware_of(const PuName& gpu) { return "gpu_" + gpu.str(); }

std::optional<Backend> backend_of(const Chunks& chunks) {
    for (const Chunk& chunk : chunks) {
        if (chunk.pu.str() == "vulkan") return Backend::vk;
        if (chunk.pu.str() == "cuda") return Backend::cu;
    }
    return std::nullopt;
}

StageRange stages_of(const JsonCursor& list, int first_number) {
    const auto items = list.items(max_stages);
    if (items.empty()) throw list.fault("one stage or more");
    const auto number_at = [&](std::size_t i) {
        return static_cast<int>(items[i].integer(first_number, max_stages - 1 + first_number));
    };
    const int first = number_at(0);
    for (std::size_t i = 1; i < items.size(); ++i) {
        const int expected = first + static_cast<int>(i);
        const int found = number_at(i);
        if (found == expected) continue;
        throw items[i].fault_found(
            "stage " + std::to_string(expected) + " next (stages count from " + std::to_string(first_number) + " here)",
            std::to_string(found) +
                (found > expected ? ": a stage is missing" : ": a stage is repeated or out of order"));
    }
    const int last = first + static_cast<int>(items.size()) - 1;
    return {.first = Stage::from_number(first - first_number + 1), .last = Stage::from_number(last - first_number + 1)};
}

void require_counted_from(const JsonCursor& chunks, const StageRange& first, int first_number, int version) {
    if (first.first.number() != 2 || first_number != 0) return;
    throw chunks.fault_found("stages counted from 0, as version " + std::to_string(version) + " does",
                             "the first chunk beginning with 1",
                             "either stage 0 is missing, or the stages count from 1");
}

std::optional<Milliseconds> optional_time(const JsonCursor& cursor, const char* key) {
    const auto time = cursor.find(key);
    return time ? std::optional(time_of(*time)) : std::nullopt;
}

std::vector<std::optional<Milliseconds>> stage_times_of(const JsonCursor& cursor, const Chunks& chunks) {
    const auto stages = static_cast<std::size_t>(chunks.back().stages.last.number());
    std::vector<std::optional<Milliseconds>> times(stages);
    const auto assignments = cursor.find("stage_assignments");
    if (!assignments) return times;
    for (const Chunk& chunk : chunks) {
        for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
            const JsonCursor assignment = assignments->at(std::to_string(stage.index()));
            const JsonCursor type = assignment.at("core_type");
            if (type.string() != core_type(chunk.pu)) {
                throw type.fault("'" + core_type(chunk.pu) + "', as in the chunk of stage " +
                                 std::to_string(stage.number()));
            }
            times[stage.index()] = optional_time(assignment, "time");
        }
    }
    const std::size_t assigned = assignments->entries(max_stages).size();
    if (assigned > stages) {
        throw assignments->fault_found(std::to_string(stages) + " stages, as the chunks have",
                                       std::to_string(assigned) + ": the chunks lack the others");
    }
    return times;
}

ScheduleMetrics earlier_metrics_of(const JsonCursor& cursor) {
    ScheduleMetrics metrics;
    metrics.max_time = optional_time(cursor, "max_time");
    metrics.min_time = optional_time(cursor, "min_time");
    metrics.gapness = optional_time(cursor, "gapness");
    metrics.avg_time = optional_time(cursor, "avg_time");
    return metrics;
}

ScheduleMetrics metrics_of(const JsonCursor& cursor) {
    ScheduleMetrics metrics = earlier_metrics_of(cursor);
    metrics.latency = optional_time(cursor, "latency");
    metrics.interval = optional_time(cursor, "interval");
    if (const auto ci = cursor.find("interval_ci")) metrics.interval_ci = ci_of(*ci);
    if (const auto speedup = cursor.find("speedup")) metrics.speedup = speedup->positive();
    if (const auto tied = cursor.find("tied_with")) {
        for (const JsonCursor& uid : tied->items(most_schedules)) metrics.tied_with.push_back(uid.string());
    }
    return metrics;
}

void write(JsonWriter& json, const ScheduleMetrics& metrics) {
    const auto time = [&](const char* key, const std::optional<Milliseconds>& value) {
        if (value) json.member(key, value->count());
    };
    json.begin_object();
    time("max_time", metrics.max_time);
    time("min_time", metrics.min_time);
    time("gapness", metrics.gapness);
    time("avg_time", metrics.avg_time);
    time("latency", metrics.latency);
    time("interval", metrics.interval);
    if (metrics.interval_ci) write(json.key("interval_ci"), *metrics.interval_ci);
    if (metrics.speedup) json.member("speedup", *metrics.speedup);
    json.key("tied_with").begin_array(JsonLayout::line);
    for (const std::string& uid : metrics.tied_with) json.value(uid);
    json.end().end();
}

}  // namespace bt::format
