// Of a summary: what is told of schedules of several applications at once.
#include "bt/format/concurrent_schedule.hpp"
#include "format/summary_parts.hpp"

namespace bt::format {
namespace {

double share_of(const JsonCursor& cursor) { return cursor.number(0, 1); }
double factor_of(const JsonCursor& cursor) { return cursor.number(0, largest_number); }

void add(Members& members, const PredictedMeasured& time) {
    members.add("predicted_ms", time.predicted);
    members.add("measured_ms", time.measured);
    members.add("ci", time.ci);
}

void write(JsonWriter& json, const PredictedMeasured& time) {
    json.begin_object(JsonLayout::line);
    Members members(json);
    add(members, time);
    members.end();
}

void write(JsonWriter& json, const GroupSummary& group) {
    json.begin_object(JsonLayout::line);
    write_chunk(json, group.group);
    Members members(json);
    add(members, group.time);
    members.add("alone_ms", group.alone);
    members.add("slowdown", group.slowdown);
    members.add("predicted_slowdown", group.predicted_slowdown);
    members.add("contended", group.contended);
    members.end();
}

void write(JsonWriter& json, const ChainSummary& chain) {
    json.begin_object().member("app", chain.app.str());
    write(json.key("latency"), chain.latency);
    Members members(json);
    members.add("contended_slowdown", chain.contended_slowdown);
    json.key("groups").begin_array();
    for (const GroupSummary& group : chain.groups) write(json, group);
    json.end();
    members.end();
}

PredictedMeasured time_pair_of(const JsonCursor& cursor) {
    return {value_or_why(cursor, "predicted_ms", time_of), value_or_why(cursor, "measured_ms", time_of),
            value_or_why(cursor, "ci", ci_of)};
}

GroupSummary group_of(const JsonCursor& cursor) {
    return {.group = chunk_of(cursor),
            .time = time_pair_of(cursor),
            .alone = value_or_why(cursor, "alone_ms", time_of),
            .slowdown = value_or_why(cursor, "slowdown", factor_of),
            .predicted_slowdown = value_or_why(cursor, "predicted_slowdown", factor_of),
            .contended = value_or_why(cursor, "contended", share_of)};
}

ChainSummary chain_of(const JsonCursor& cursor) {
    ChainSummary chain{.app = app_name_of(cursor.at("app")),
                       .latency = time_pair_of(cursor.at("latency")),
                       .contended_slowdown = value_or_why(cursor, "contended_slowdown", factor_of),
                       .groups = {}};
    for (const JsonCursor& group : cursor.at("groups").items(max_stages)) chain.groups.push_back(group_of(group));
    return chain;
}

}  // namespace

std::string in_words(const RoundsSummary& rounds) {
    std::vector<ScheduledChain> chains;
    for (const ChainSummary& chain : rounds.chains) {
        chains.push_back({.app = chain.app, .params = {}, .groups = {}});
        for (const GroupSummary& group : chain.groups) chains.back().groups.push_back(group.group);
    }
    return in_words(chains);
}

void write(JsonWriter& json, const RoundsSummary& rounds) {
    json.key("baselines").begin_array(JsonLayout::line);
    for (const std::string& rule : rounds.baselines) json.value(valid_utf8(rule));
    json.end().key("rounds").begin_object();
    write(json.key("makespan"), rounds.makespan);
    write(json.key("latency"), rounds.latency);
    write(json.key("period"), rounds.period);
    json.key("chains").begin_array();
    for (const ChainSummary& chain : rounds.chains) write(json, chain);
    json.end().end();
}

RoundsSummary rounds_of(const JsonCursor& schedule) {
    const JsonCursor cursor = schedule.at("rounds");
    RoundsSummary rounds{.baselines = {},
                         .makespan = time_pair_of(cursor.at("makespan")),
                         .latency = time_pair_of(cursor.at("latency")),
                         .period = time_pair_of(cursor.at("period")),
                         .chains = {}};
    for (const JsonCursor& rule : schedule.at("baselines").items(most_chains))
        rounds.baselines.push_back(rule.string());
    for (const JsonCursor& chain : cursor.at("chains").items(most_chains)) rounds.chains.push_back(chain_of(chain));
    return rounds;
}

}  // namespace bt::format
