#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bt/format/json_writer.hpp"
#include "bt/format/summary.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

// What the reader and the writer of summary.json share.
namespace bt::format {

// The key of what schedules are compared by.
const char* measured_key(Metric metric);

// The value of `key`, or what the object's `why` says about it.
template <typename Read>
auto value_or_why(const JsonCursor& object, const char* key, Read read) -> OrWhy<decltype(read(object))> {
    const JsonCursor value = object.at(key);
    if (!value.is_null()) return read(value);
    const auto why = object.find("why");
    const auto reason = why ? why->find(key) : std::nullopt;
    if (!reason) throw value.fault_found("a value, or null with a reason in 'why'", "null without one");
    if (reason->string().empty()) throw reason->fault("a reason");
    return undefined<decltype(read(object))>(reason->string());
}

// Writes the members of one object, and at its end the reasons for those that are null.
class Members {
public:
    explicit Members(JsonWriter& json) : json_(json) {}

    template <typename T>
    void add(const char* key, const OrWhy<T>& maybe) {
        add(key, maybe, [this](const T& value) { write_value(value); });
    }

    template <typename T, typename Write>
    void add(const char* key, const OrWhy<T>& maybe, const Write& write_it) {
        json_.key(key);
        if (maybe) return write_it(*maybe);
        json_.null();
        reasons_.emplace_back(key, maybe.why());
    }

    void end() {
        if (!reasons_.empty()) {
            json_.key("why").begin_object();
            for (const auto& [key, why] : reasons_) json_.member(key, valid_utf8(why.empty() ? "not defined" : why));
            json_.end();
        }
        json_.end();
    }

private:
    void write_value(Milliseconds time) { json_.value(time.count()); }
    void write_value(const Ci& ci) { write(json_, ci); }
    template <typename Plain>
    void write_value(Plain plain) {
        json_.value(plain);
    }

    JsonWriter& json_;
    std::vector<std::pair<std::string, std::string>> reasons_;
};

// Members "baselines" and "rounds" of a schedule; read from that schedule's object.
void write(JsonWriter& json, const RoundsSummary& rounds);
RoundsSummary rounds_of(const JsonCursor& schedule);

}  // namespace bt::format
