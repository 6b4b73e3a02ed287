#include "bt/format/json_writer.hpp"

#include <cmath>
#include <utility>

#include "bt/core/error.hpp"
#include "format/json_number.hpp"
#include "format/utf8.hpp"

namespace bt::format {

JsonWriter& JsonWriter::open(char opening, JsonLayout layout) {
    begin_value();
    if (levels_.empty()) ends_with_newline_ = layout == JsonLayout::block;
    if (!levels_.empty() && levels_.back().layout == JsonLayout::line) layout = JsonLayout::line;
    levels_.push_back({.closing = opening == '{' ? '}' : ']', .layout = layout});
    out_ += opening;
    return *this;
}

JsonWriter& JsonWriter::end() {
    const Level level = levels_.back();
    levels_.pop_back();
    if (!level.empty && level.layout == JsonLayout::block) new_line();
    out_ += level.closing;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    begin_value();
    quote(name);
    out_ += ": ";
    after_key_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    begin_value();
    quote(text);
    return *this;
}

JsonWriter& JsonWriter::value(double number) { return token(number_text(number)); }
JsonWriter& JsonWriter::null() { return token("null"); }

JsonWriter& JsonWriter::token(std::string_view text) {
    begin_value();
    out_ += text;
    return *this;
}

// The comma and the line break that stand before a key or an item; nothing between a key and its value.
void JsonWriter::begin_value() {
    if (std::exchange(after_key_, false) || levels_.empty()) return;
    Level& level = levels_.back();
    const bool first = std::exchange(level.empty, false);
    if (!first) out_ += ',';
    if (level.layout == JsonLayout::block) {
        new_line();
    } else if (!first) {
        out_ += ' ';
    }
}

void JsonWriter::new_line() {
    out_ += '\n';
    out_.append(levels_.size() * 2, ' ');
}

void JsonWriter::quote(std::string_view text) {
    constexpr char hex[] = "0123456789abcdef";
    if (first_invalid_utf8(text) != text.size()) {
        throw Error(ExitCode::host, "text that is not UTF-8 was about to be written: '" + printable(text) + "'");
    }
    out_ += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out_ += '\\';
            out_ += c;
        } else if (c == '\n') {
            out_ += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            out_ += "\\u00";
            out_ += hex[byte >> 4U];
            out_ += hex[byte & 15U];
        } else {
            out_ += c;
        }
    }
    out_ += '"';
}

std::string JsonWriter::take() {
    if (ends_with_newline_) out_ += '\n';
    return std::move(out_);
}

}  // namespace bt::format
