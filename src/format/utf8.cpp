#include "format/utf8.hpp"

#include <string>

#include "bt/core/utf8.hpp"
#include "bt/format/json_writer.hpp"

namespace bt::format {
std::size_t first_invalid_utf8(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t length = utf8_length(text, at);
        if (length == 0) return at;
        at += length;
    }
    return at;
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t good = first_invalid_utf8(text);
        out += text.substr(0, good);
        if (good == text.size()) break;
        out += "\xEF\xBF\xBD";
        text.remove_prefix(good + 1);
    }
    return out;
}

}  // namespace bt::format
