// The JSON under every format: each value has a place inside the text, and a copy by the writer reads back the same.
#include "bt/format/json_writer.hpp"
#include "format/json_cursor.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::json_fuzz {
namespace {

using namespace bt::format;

void copy(const JsonCursor& cursor, JsonWriter& json) {
    if (cursor.is_object()) {
        json.begin_object();
        for (const auto& [key, value] : cursor.entries(largest_json)) copy(value, json.key(key));
        json.end();
    } else if (cursor.is_array()) {
        json.begin_array();
        for (const JsonCursor& item : cursor.items(largest_json)) copy(item, json);
        json.end();
    } else if (cursor.is_string()) {
        json.value(cursor.string());
    } else if (cursor.is_number()) {
        json.value(cursor.number(-1e308, 1e308));
    } else if (cursor.is_null()) {
        json.null();
    } else {
        json.value(cursor.boolean());
    }
}

// A place takes a walk through the text, so only the first few are asked for.
void check_places(const JsonCursor& cursor, std::string_view text, int& left) {
    if (left-- <= 0) return;
    const bt::Place place = cursor.place();
    bt::fuzz::promise(place.line >= 1 && place.line <= text.size() + 1 && place.column >= 1, "a place in the text");
    if (cursor.is_array()) {
        for (const JsonCursor& item : cursor.items(largest_json)) check_places(item, text, left);
    } else if (cursor.is_object()) {
        for (const auto& [key, value] : cursor.entries(largest_json)) check_places(value, text, left);
    }
}

std::string copied(std::string_view text) {
    const JsonDocument document(text, "fuzz.json");
    int places = most_searched_places;
    check_places(document.root(), text, places);
    JsonWriter json;
    copy(document.root(), json);
    return json.take();
}

}  // namespace

BT_FUZZ_TARGET(json) {
    bt::fuzz::round_trip(data, size, copied, [](const std::string& text) { return text; });
    return 0;
}

}  // namespace bt::fuzz::json_fuzz
