#include "format/json_values.hpp"

#include "bt/core/error.hpp"

namespace bt::format {
namespace {

// A name's constructor says what is wrong with the text; the reader adds where.
template <typename Name>
Name name_at(const JsonCursor& cursor, const std::string& text, std::string_view what) {
    try {
        return Name(text);
    } catch (const Error& error) {
        throw cursor.fault_found(what, std::string("'").append(printable(text)).append("'"), error.advice());
    }
}

}  // namespace

DeviceId device_id_of(const JsonCursor& cursor) { return name_at<DeviceId>(cursor, cursor.string(), "a device id"); }
AppName app_name_of(const JsonCursor& cursor) {
    return name_at<AppName>(cursor, cursor.string(), "an application name");
}
PuName pu_name_of(const JsonCursor& cursor) { return name_at<PuName>(cursor, cursor.string(), "a PU name"); }

PuName pu_name_of_key(const JsonCursor& value, const std::string& key) {
    return name_at<PuName>(value, key, "a PU name as key of this value");
}

AppName app_name_of_key(const JsonCursor& value, const std::string& key) {
    return name_at<AppName>(value, key, "an application name as key of this value");
}

Backend backend_of(const JsonCursor& cursor) {
    try {
        return parse_backend(cursor.string());
    } catch (const Error& error) {
        if (error.code() == ExitCode::data) throw;
        throw cursor.fault("a backend (cpu, vk or cu)");
    }
}

Milliseconds time_of(const JsonCursor& cursor) { return Milliseconds(cursor.number(0, longest_ms)); }

Milliseconds positive_time_of(const JsonCursor& cursor) {
    const double value = cursor.positive();
    if (value > longest_ms) throw cursor.fault("a time of at most 1e9 ms");
    return Milliseconds(value);
}

double factor_of(const JsonCursor& cursor) {
    const double factor = cursor.positive();
    if (factor > largest_factor) throw cursor.fault("a factor of at most 1e6");
    return factor;
}

Ci ci_of(const JsonCursor& cursor) {
    const auto ends = cursor.items(2);
    if (ends.size() != 2) throw cursor.fault("a confidence interval [low, high]");
    const Ci ci{.low = ends[0].number(-largest_number, largest_number),
                .high = ends[1].number(-largest_number, largest_number)};
    if (ci.high < ci.low) throw ends[1].fault("the higher end of a confidence interval");
    return ci;
}

Params params_of(const JsonCursor& cursor) {
    Params params;
    for (const auto& [name, value] : cursor.entries(longest_list)) {
        const bool scalar = !value.is_object() && !value.is_array() && !value.is_null();
        if (!scalar) throw value.fault("a text or a number as value of '" + printable(name) + "'");
        params.emplace(name, value.is_string() ? value.string() : value.describe());
    }
    return params;
}

Chunk chunk_of(const JsonCursor& cursor) {
    const auto stage = [&](const char* key) {
        return Stage::from_number(static_cast<int>(cursor.at(key).integer(1, max_stages)));
    };
    const Chunk chunk{.pu = pu_name_of(cursor.at("pu")),
                      .stages = {.first = stage("first_stage"), .last = stage("last_stage")}};
    if (chunk.stages.last < chunk.stages.first) {
        throw cursor.at("last_stage").fault("a last stage not before the first");
    }
    return chunk;
}

void require_pipeline(const JsonCursor& place, const Chunks& chunks, int stages) {
    if (const auto fault = fault_of(chunks, stages)) {
        throw place.fault_found("each stage once and in order, each PU at most once", *fault);
    }
}

void write(JsonWriter& json, const Params& params) {
    json.begin_object(JsonLayout::line);
    for (const auto& [name, value] : params) json.member(name, value);
    json.end();
}

void write(JsonWriter& json, const Ci& ci) { json.begin_array(JsonLayout::line).value(ci.low).value(ci.high).end(); }

void write_chunk(JsonWriter& json, const Chunk& chunk) {
    json.member("pu", chunk.pu.str())
        .member("first_stage", chunk.stages.first.number())
        .member("last_stage", chunk.stages.last.number());
}

void write_kind(JsonWriter& json, std::string_view kind, int version) {
    json.member("kind", kind).member("version", version);
}

}  // namespace bt::format
