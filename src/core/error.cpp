#include "bt/core/error.hpp"

#include <cstdio>
#include <utility>

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

void append_escaped(std::string& out, unsigned char byte) {
    if (byte >= 0x20 && byte != 0x7f) {
        out += static_cast<char>(byte);
        return;
    }
    char hex[5];
    std::snprintf(hex, sizeof hex, "\\x%02x", byte);
    out += hex;
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
    for (const char c : text) append_escaped(out, static_cast<unsigned char>(c));
    if (cut) out += "…";
    return out;
}

}  // namespace bt
