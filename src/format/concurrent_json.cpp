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

// An object with start_ms and end_ms.
template <class Span>
Span span_of(const JsonCursor& cursor) {
    Span span{.start = time_of(cursor.at("start_ms")), .end = time_of(cursor.at("end_ms"))};
    if (span.end < span.start) throw cursor.at("end_ms").fault("an end not before the start");
    return span;
}

PredictedChain predicted_chain_of(const JsonCursor& cursor, const ScheduledChain& chain) {
    auto predicted = span_of<PredictedChain>(cursor);
    const auto list = cursor.find("groups");
    if (!list) return predicted;
    for (const JsonCursor& group : list->items(max_stages)) {
        predicted.groups.push_back(span_of<PredictedGroup>(group));
        predicted.groups.back().alone = time_of(group.at("alone_ms"));
    }
    if (predicted.groups.size() == chain.groups.size()) return predicted;
    throw list->fault("a list of " + std::to_string(chain.groups.size()) + ", one for each group");
}

PredictedMakespan predicted_of(const JsonCursor& cursor, const std::vector<ScheduledChain>& chains) {
    PredictedMakespan predicted{.makespan = time_of(cursor.at("makespan_ms")), .chains = {}};
    if (const auto period = cursor.find("period_ms")) predicted.period = positive_time_of(*period);
    const JsonCursor list = cursor.at("chains");
    const auto items = list.items(most_chains);
    if (items.size() != chains.size())
        throw list.fault("a list of " + std::to_string(chains.size()) + ", one for each chain");
    for (std::size_t i = 0; i < chains.size(); ++i) predicted.chains.push_back(predicted_chain_of(items[i], chains[i]));
    return predicted;
}

ConcurrentOrigin origin_of(const JsonCursor& cursor) {
    ConcurrentOrigin origin;
    const auto text = [&](const char* key) {
        const auto found = cursor.find(key);
        return found ? found->string() : std::string();
    };
    if (const auto rank = cursor.find("rank")) origin.rank = static_cast<int>(rank->integer(1, INT32_MAX));
    if (const auto list = cursor.find("baselines")) {
        for (const JsonCursor& each : list->items(most_chains)) origin.baselines.push_back(each.string());
    }
    origin.objective = text("objective");
    origin.engine = text("engine");
    if (const auto proven = cursor.find("proven")) origin.proven = proven->boolean();
    origin.contention = text("contention");
    return origin;
}

void write(JsonWriter& json, const ConcurrentOrigin& origin) {
    if (origin.rank) json.member("rank", *origin.rank);
    if (!origin.baselines.empty()) {
        json.key("baselines").begin_array(JsonLayout::line);
        for (const std::string& each : origin.baselines) json.value(each);
        json.end();
    }
    const auto text = [&](const char* key, const std::string& value) {
        if (!value.empty()) json.member(key, value);
    };
    text("objective", origin.objective);
    text("engine", origin.engine);
    if (origin.proven) json.member("proven", *origin.proven);
    text("contention", origin.contention);
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

void write_span(JsonWriter& json, Milliseconds start, Milliseconds end) {
    json.member("start_ms", start.count()).member("end_ms", end.count());
}

void write(JsonWriter& json, const PredictedChain& chain) {
    json.begin_object(JsonLayout::line);
    write_span(json, chain.start, chain.end);
    if (!chain.groups.empty()) {
        json.key("groups").begin_array();
        for (const PredictedGroup& group : chain.groups) {
            json.begin_object();
            write_span(json, group.start, group.end);
            json.member("alone_ms", group.alone.count()).end();
        }
        json.end();
    }
    json.end();
}

void write(JsonWriter& json, const PredictedMakespan& predicted) {
    json.begin_object().member("makespan_ms", predicted.makespan.count());
    if (predicted.period) json.member("period_ms", predicted.period->count());
    json.key("chains").begin_array();
    for (const PredictedChain& chain : predicted.chains) write(json, chain);
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
    write(json, schedule.origin);
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
        schedule.predicted = predicted_of(*predicted, schedule.chains);
    }
    schedule.origin = origin_of(cursor);
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
