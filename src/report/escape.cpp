#include "report/escape.hpp"

#include "bt/core/error.hpp"

namespace bt::report {

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (const char byte : text) out += byte == '"' ? std::string("\"\"") : std::string(1, byte);
    return out + '"';
}

std::string markdown_text(std::string_view text) {
    std::string out;
    for (const char byte : printable(text, 300)) {
        if (std::string_view("\\`*_[]|~#!").find(byte) != std::string_view::npos) out += '\\';
        if (byte == '<') {
            out += "&lt;";
        } else if (byte == '&') {
            out += "&amp;";
        } else {
            out += byte;
        }
    }
    return out;
}

}  // namespace bt::report
