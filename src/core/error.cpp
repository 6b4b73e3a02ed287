#include "bt/core/error.hpp"

#include <cstdio>
#include <utility>

#include "bt/core/utf8.hpp"

namespace bt {

Error::Error(ExitCode code, std::string failed, std::string advice)
    : code_(code), failed_(std::move(failed)), advice_(std::move(advice)) {}

Error usage_error(std::string failed, std::string advice) {
    return {ExitCode::usage, std::move(failed), std::move(advice)};
}

Error host_error(std::string failed, std::string advice) {
    return {ExitCode::host, std::move(failed), std::move(advice)};
}

Error device_error(std::string failed, std::string advice) {
    return {ExitCode::device, std::move(failed), std::move(advice)};
}

Error data_error(std::string failed, std::string advice) {
    return {ExitCode::data, std::move(failed), std::move(advice)};
}

Error data_error(const Place& place, std::string_view expected, std::string_view found, std::string advice) {
    std::string text = to_string(place) + ": expected ";
    text.append(expected);
    if (!found.empty()) text.append(", found ").append(found);
    return {ExitCode::data, std::move(text), std::move(advice)};
}

std::string to_string(const Place& place) {
    std::string text = place.file.empty() ? "<input>" : place.file;
    if (place.line == 0) return text;
    text += ':' + std::to_string(place.line);
    if (place.column != 0) text += ':' + std::to_string(place.column);
    return text;
}

namespace {

void append_hex(std::string& out, unsigned char byte) {
    char hex[5];
    std::snprintf(hex, sizeof hex, "\\x%02x", byte);
    out += hex;
}

// Terminals take U+0080 to U+009F for commands, too.
bool is_terminal_command(std::string_view character) {
    const auto first = static_cast<unsigned char>(character.front());
    if (character.size() == 1) return first < 0x20 || first == 0x7f;
    return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

bool is_utf8_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
    const bool cut = text.size() > limit;
    if (cut) {
        while (limit > 0 && is_utf8_continuation(text[limit])) --limit;
        text = text.substr(0, limit);
    }
    std::string out;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text, 0);
        const std::string_view character = text.substr(0, length == 0 ? 1 : length);
        text.remove_prefix(character.size());
        if (length > 0 && !is_terminal_command(character)) {
            out += character;
            continue;
        }
        for (const char byte : character) append_hex(out, static_cast<unsigned char>(byte));
    }
    if (cut) out += "…";
    return out;
}

}  // namespace bt
