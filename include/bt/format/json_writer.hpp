#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bt::format {

// How a container is laid out: one member a line, or all of it on one line. What stands inside a `line` container is
// on that line too.
enum class JsonLayout { block, line };

// Writes JSON in the order of the calls, so that the same content always gives the same bytes. Numbers are the
// shortest text that reads back as the same double. Throws rather than write what no reader takes: NaN, infinity,
// text that is not UTF-8.
class JsonWriter {
public:
    JsonWriter& begin_object(JsonLayout layout = JsonLayout::block) { return open('{', layout); }
    JsonWriter& begin_array(JsonLayout layout = JsonLayout::block) { return open('[', layout); }
    JsonWriter& end();  // of the innermost object or list

    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(double number);
    JsonWriter& null();

    template <typename Number>
    requires(std::is_integral_v<Number>) JsonWriter& value(Number number) {
        if constexpr (std::is_same_v<Number, bool>) {
            return token(number ? "true" : "false");
        } else {
            return token(std::to_string(number));
        }
    }

    template <typename Value>
    JsonWriter& value(const std::optional<Value>& maybe) {
        return maybe ? value(*maybe) : null();
    }

    template <typename Value>
    JsonWriter& member(std::string_view name, const Value& content) {
        return key(name).value(content);
    }

    // The text, ended by a newline unless `layout` of the outermost container was `line`.
    std::string take();

private:
    struct Level {
        char closing;
        JsonLayout layout;
        bool empty = true;
    };

    JsonWriter& open(char opening, JsonLayout layout);
    JsonWriter& token(std::string_view text);
    void begin_value();
    void new_line();
    void quote(std::string_view text);

    std::string out_;
    std::vector<Level> levels_;
    bool after_key_ = false;
    bool ends_with_newline_ = false;
};

// `text` with every byte that is not part of valid UTF-8 replaced by U+FFFD: for what devices print.
std::string valid_utf8(std::string_view text);

}  // namespace bt::format
