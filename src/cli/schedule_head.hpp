#pragma once

#include <string_view>

#include "bt/format/json_writer.hpp"
#include "bt/schedule/cost.hpp"

namespace bt::cli {

inline double in_ms(schedule::Cost cost) { return schedule::to_milliseconds(cost).count(); }

// What the JSON of every ranking begins with, of one application or of several at once.
template <class Answer>
void begin_ranking(format::JsonWriter& json, std::string_view kind, const Answer& answer) {
    json.begin_object().member("kind", kind).member("version", 1);
    json.member("device", std::string_view(answer.input.device.str()));
    json.member("app", std::string_view(answer.input.app.str()));
    json.member("backend", to_string(answer.input.backend));
    json.member("date", std::string_view(answer.input.date.str()));
    json.member("file", std::string_view(format::valid_utf8(answer.file)));
    json.member("objective", to_string(answer.objective)).member("engine", std::string_view(answer.engine));
}

}  // namespace bt::cli
