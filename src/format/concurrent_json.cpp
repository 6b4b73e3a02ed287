// Version 6 of the schedule file.
#include "bt/core/error.hpp"
#include "format/json_values.hpp"
#include "format/schedule_parts.hpp"

namespace bt::format {
namespace {

ScheduledChain chain_of(const JsonCursor& cursor) {
    ScheduledChain chain{.app = app_name_of(cursor.at("app")), .params = {}, .groups = {}};
    if (const auto params = cursor.find("params")) chain.params = params_of(*params);
    for (const JsonCursor& group : cursor.at("groups").items(max_stages)) chain.groups.push_back(chunk_of(group));
    return chain;
}

ScheduledGroup group_of(const JsonCursor& cursor) {
    const auto pair = cursor.items(2);
    if (pair.size() != 2) throw cursor.fault("[chain, group], both counted from 0");
    return {.chain = static_cast<std::size_t>(pair[0].integer(0, most_chains - 1)),
            .group = static_cast<std::size_t>(pair[1].integer(0, max_stages - 1))};
}

PredictedMakespan predicted_of(const JsonCursor& cursor, std::size_t chains) {
    PredictedMakespan predicted{.makespan = time_of(cursor.at("makespan_ms")), .chains = {}};
    const JsonCursor list = cursor.at("chains");
    for (const JsonCursor& chain : list.items(most_chains)) {
        predicted.chains.push_back({.start = time_of(chain.at("start_ms")), .end = time_of(chain.at("end_ms"))});
        if (predicted.chains.back().end < predicted.chains.back().start) {
            throw chain.at("end_ms").fault("an end not before the start");
        }
    }
    if (predicted.chains.size() != chains)
        throw list.fault("a list of " + std::to_string(chains) + ", one for each chain");
    return predicted;
}

void write(JsonWriter& json, const ScheduledChain& chain) {
    json.begin_object().member("app", chain.app.str()).key("params");
    write(json, chain.params);
    json.key("groups").begin_array();
    for (const Chunk& group : chain.groups) {
        json.begin_object(JsonLayout::line);
        json.member("first_stage", group.stages.first.number()).member("last_stage", group.stages.last.number());
        json.member("pu", group.pu.str()).end();
    }
    json.end().end();
}

void write(JsonWriter& json, const PredictedMakespan& predicted) {
    json.begin_object().member("makespan_ms", predicted.makespan.count()).key("chains").begin_array();
    for (const PredictedChain& chain : predicted.chains) {
        json.begin_object(JsonLayout::line).member("start_ms", chain.start.count());
        json.member("end_ms", chain.end.count()).end();
    }
    json.end().end();
}

void write_order(JsonWriter& json, const ConcurrentSchedule& schedule) {
    json.key("order").begin_object();
    for (const auto& [pu, groups] : schedule.order) {
        json.key(pu.str()).begin_array(JsonLayout::line);
        for (const ScheduledGroup& group : groups) json.begin_array().value(group.chain).value(group.group).end();
        json.end();
    }
    json.end();
}

void write(JsonWriter& json, const ConcurrentSchedule& schedule, JsonLayout layout) {
    if (const auto fault = fault_of(schedule)) {
        throw Error(ExitCode::host, "a concurrent schedule cannot be written: " + *fault);
    }
    json.begin_object(layout).member("schema", concurrent_version).member("uid", uid_of(schedule));
    json.member("device", schedule.device.str()).member("backend", to_string(schedule.backend));
    json.key("chains").begin_array();
    for (const ScheduledChain& chain : schedule.chains) write(json, chain);
    json.end();
    write_order(json, schedule);
    if (schedule.in_flight != 1) json.member("in_flight", schedule.in_flight);
    if (schedule.predicted) write(json.key("predicted"), *schedule.predicted);
    json.end();
}

}  // namespace

ConcurrentSchedule read_concurrent(const JsonCursor& cursor) {
    ConcurrentSchedule schedule{.uid = {},
                                .device = device_id_of(cursor.at("device")),
                                .backend = backend_of(cursor.at("backend")),
                                .chains = {},
                                .order = {},
                                .in_flight = 1,
                                .predicted = {}};
    for (const JsonCursor& chain : cursor.at("chains").items(most_chains)) schedule.chains.push_back(chain_of(chain));
    for (const auto& [key, list] : cursor.at("order").entries(most_pus)) {
        auto& groups = schedule.order[pu_name_of_key(list, key)];
        for (const JsonCursor& group : list.items(most_chains * max_stages)) groups.push_back(group_of(group));
    }
    if (const auto rounds = cursor.find("in_flight")) {
        schedule.in_flight = static_cast<std::size_t>(rounds->integer(1, most_rounds_in_flight));
    }
    if (const auto fault = fault_of(schedule)) throw cursor.fault_found("a whole concurrent schedule", *fault);
    if (const auto predicted = cursor.find("predicted")) {
        schedule.predicted = predicted_of(*predicted, schedule.chains.size());
    }
    schedule.uid = uid_of(schedule);
    const auto uid = cursor.find("uid");
    if (uid && uid->string() != schedule.uid) throw uid->fault("the uid " + schedule.uid + " of this content");
    return schedule;
}

std::string render(std::span<const ConcurrentSchedule> schedules, JsonLayout layout) {
    JsonWriter json;
    json.begin_array(layout);
    for (const ConcurrentSchedule& schedule : schedules) write(json, schedule, layout);
    return json.end().take();
}

std::string render_line(const ConcurrentSchedule& schedule) {
    JsonWriter json;
    write(json, schedule, JsonLayout::line);
    return json.take();
}

}  // namespace bt::format
