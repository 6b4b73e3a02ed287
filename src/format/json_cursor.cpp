#include "format/json_cursor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "format/json_number.hpp"
#include "format/json_parse.hpp"
#include "format/json_position.hpp"

namespace bt::format {
namespace {

using Json = nlohmann::json;

std::string counted(std::size_t count, const char* one, const char* several) {
    return std::to_string(count) + ' ' + (count == 1 ? one : several);
}

std::string range_text(std::string_view what, const std::string& least, const std::string& most) {
    return std::string(what) + " from " + least + " to " + most;
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text, std::string file, std::size_t first_line, std::size_t first_column,
                           std::size_t most_bytes)
    : text_(text),
      file_(std::move(file)),
      first_line_(first_line),
      first_column_(first_column),
      root_(std::make_unique<Json>()) {
    if (text.size() > most_bytes) {
        throw data_error(place_of_byte(0), "at most " + counted(most_bytes, "byte", "bytes") + " of JSON",
                         counted(text.size(), "byte", "bytes"));
    }
    if (const auto refusal = parse_json(text, *root_)) {
        throw data_error(place_of_byte(refusal->offset), refusal->expected, refusal->found);
    }
}

JsonDocument::~JsonDocument() = default;

JsonCursor JsonDocument::root() const { return {*this, *root_}; }

Place JsonDocument::place_of_byte(std::size_t offset) const {
    const std::string_view before = text_.substr(0, offset);
    const std::size_t breaks = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t last_break = before.rfind('\n');
    const std::size_t column = last_break == std::string_view::npos ? first_column_ + offset : offset - last_break;
    return {.file = file_, .line = first_line_ + breaks, .column = column};
}

Place JsonDocument::place_of(const Json& node) const {
    if (searches_++ >= most_searched_places) return {.file = file_};
    return place_of_byte(offset_of(text_, *root_, node).value_or(0));
}

JsonCursor JsonCursor::at(std::string_view key) const {
    if (!node_->is_object()) throw fault("an object with the key '" + std::string(key) + "'");
    const auto member = node_->find(key);
    if (member == node_->end()) throw fault_found("the key '" + std::string(key) + "'", "an object without it");
    return {*document_, *member};
}

std::optional<JsonCursor> JsonCursor::find(std::string_view key) const {
    if (!node_->is_object()) throw fault("an object");
    const auto member = node_->find(key);
    if (member == node_->end() || member->is_null()) return std::nullopt;
    return JsonCursor{*document_, *member};
}

bool JsonCursor::has(std::string_view key) const { return node_->is_object() && node_->contains(key); }

std::vector<JsonCursor> JsonCursor::items(std::size_t most) const {
    if (!node_->is_array()) throw fault("a list");
    if (node_->size() > most) throw fault("a list of at most " + std::to_string(most));
    std::vector<JsonCursor> out;
    out.reserve(node_->size());
    for (const Json& item : *node_) out.push_back({*document_, item});
    return out;
}

std::vector<std::pair<std::string, JsonCursor>> JsonCursor::entries(std::size_t most) const {
    if (!node_->is_object()) throw fault("an object");
    if (node_->size() > most) throw fault("an object of at most " + counted(most, "key", "keys"));
    std::vector<std::pair<std::string, JsonCursor>> out;
    out.reserve(node_->size());
    for (const auto& [key, value] : node_->items()) out.emplace_back(key, JsonCursor{*document_, value});
    return out;
}

const std::string& JsonCursor::string() const {
    if (!node_->is_string()) throw fault("a string");
    return node_->get_ref<const std::string&>();
}

std::int64_t JsonCursor::integer(std::int64_t least, std::int64_t most) const {
    const bool whole = node_->is_number_integer();
    const bool too_large = node_->is_number_unsigned() &&
                           node_->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    const std::int64_t value = whole && !too_large ? node_->get<std::int64_t>() : 0;
    if (!whole || too_large || value < least || value > most) {
        throw fault(range_text("a whole number", std::to_string(least), std::to_string(most)));
    }
    return value;
}

double JsonCursor::number(double least, double most) const {
    const double value = node_->is_number() ? node_->get<double>() : std::numeric_limits<double>::quiet_NaN();
    if (!std::isfinite(value) || value < least || value > most) {
        if (std::isinf(most) || most == std::numeric_limits<double>::max()) {
            throw fault("a number of at least " + number_text(least));
        }
        throw fault(range_text("a number", number_text(least), number_text(most)));
    }
    return value;
}

double JsonCursor::positive() const {
    const double value = node_->is_number() ? node_->get<double>() : 0.0;
    if (!std::isfinite(value) || value <= 0.0) throw fault("a number above 0");
    return value;
}

bool JsonCursor::boolean() const {
    if (!node_->is_boolean()) throw fault("true or false");
    return node_->get<bool>();
}

bool JsonCursor::is_null() const { return node_->is_null(); }
bool JsonCursor::is_object() const { return node_->is_object(); }
bool JsonCursor::is_array() const { return node_->is_array(); }
bool JsonCursor::is_string() const { return node_->is_string(); }
bool JsonCursor::is_number() const { return node_->is_number(); }

Place JsonCursor::place() const { return document_->place_of(*node_); }

std::string JsonCursor::describe() const {
    if (node_->is_object()) return "an object of " + counted(node_->size(), "key", "keys");
    if (node_->is_array()) return "a list of " + std::to_string(node_->size());
    if (node_->is_string()) return "the string '" + printable(node_->get_ref<const std::string&>()) + "'";
    if (node_->is_number_float()) return number_text(node_->get<double>());
    return node_->dump();
}

Error JsonCursor::fault(std::string_view expected, std::string advice) const {
    return fault_found(expected, describe(), std::move(advice));
}

Error JsonCursor::fault_found(std::string_view expected, std::string_view found, std::string advice) const {
    return data_error(place(), expected, found, std::move(advice));
}

void require_kind(const JsonCursor& root, std::string_view kind, std::int64_t version) {
    const std::string expected = std::string(kind) + " version " + std::to_string(version);
    const auto found_kind = root.find("kind");
    if (!found_kind) throw root.fault_found(expected, "no key 'kind'");
    if (found_kind->string() != kind) throw found_kind->fault(expected);
    const JsonCursor found_version = root.at("version");
    if (!found_version.is_number() || found_version.describe() != std::to_string(version)) {
        throw found_version.fault_found(expected, "version " + found_version.describe());
    }
}

}  // namespace bt::format
