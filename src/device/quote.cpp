#include "bt/device/quote.hpp"

#include "bt/core/error.hpp"

namespace bt::device {

std::string shell_word(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw usage_error("text for a device's shell holds a zero byte");
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'') {
            word += "'\\''";
        } else {
            word += c;
        }
    }
    return word + "'";
}

std::string shell_words(std::span<const std::string> words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + shell_word(word);
    return out;
}

}  // namespace bt::device
