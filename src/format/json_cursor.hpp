#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bt/core/error.hpp"

namespace bt::format {

// Refused before parsing, so that a hostile file costs no memory.
inline constexpr std::size_t largest_json = std::size_t{64} << 20U;
inline constexpr std::size_t deepest_json = 64;
inline constexpr std::size_t most_json_values = std::size_t{4} << 20U;  // a tree of that many holds 200 MB or less

inline constexpr std::size_t most_searched_places = 64;

class JsonCursor;

// A whole JSON text, checked: no larger than `most_bytes`, no deeper than deepest_json, valid UTF-8, no key twice in
// one object, no number that a double cannot hold. `text` must outlive the document and its cursors: the places in
// errors are found in it, and only when there is an error.
class JsonDocument {
public:
    // `first_line` and `first_column`: where `text` stands in `file`.
    JsonDocument(std::string_view text, std::string file, std::size_t first_line = 1, std::size_t first_column = 1,
                 std::size_t most_bytes = largest_json);
    ~JsonDocument();
    JsonDocument(const JsonDocument&) = delete;
    JsonDocument& operator=(const JsonDocument&) = delete;

    JsonCursor root() const;

private:
    friend class JsonCursor;
    Place place_of_byte(std::size_t offset) const;
    Place place_of(const nlohmann::json& node) const;

    std::string_view text_;
    std::string file_;
    std::size_t first_line_;
    std::size_t first_column_;
    std::unique_ptr<nlohmann::json> root_;
    mutable std::size_t searches_ = 0;
};

// One value of a document. Every getter throws a data error that names file, line, column, what was expected and what
// is there. Cheap to copy.
class JsonCursor {
public:
    JsonCursor at(std::string_view key) const;                   // throws where it is missing
    std::optional<JsonCursor> find(std::string_view key) const;  // nothing where it is missing or null
    bool has(std::string_view key) const;                        // true for null too; false where this is no object

    std::vector<JsonCursor> items(std::size_t most) const;                            // of an array
    std::vector<std::pair<std::string, JsonCursor>> entries(std::size_t most) const;  // of an object, keys sorted

    const std::string& string() const;
    std::int64_t integer(std::int64_t least, std::int64_t most) const;
    double number(double least, double most) const;  // finite, both ends included
    double positive() const;                         // a number above 0
    bool boolean() const;

    bool is_null() const;
    bool is_object() const;
    bool is_array() const;
    bool is_string() const;
    bool is_number() const;

    // Searches the text. Only the first most_searched_places of a document are looked for, the others have no line: a
    // lenient reader of a large file that is bad throughout would search for hours.
    Place place() const;
    std::string describe() const;  // "the string 'x'", "a list of 3", "7"

    // The error "expected `expected`, found <this value>" at this place; and with other words for what was found.
    Error fault(std::string_view expected, std::string advice = {}) const;
    Error fault_found(std::string_view expected, std::string_view found, std::string advice = {}) const;

private:
    friend class JsonDocument;
    JsonCursor(const JsonDocument& document, const nlohmann::json& node) : document_(&document), node_(&node) {}

    const JsonDocument* document_;
    const nlohmann::json* node_;
};

// {"kind":KIND,"version":VERSION,…}: throws, naming both, where the document is anything else.
void require_kind(const JsonCursor& root, std::string_view kind, std::int64_t version);

}  // namespace bt::format
