#pragma once

#include <string>
#include <string_view>

namespace bt {

// "a b c", with `between` between two.
template <class Words>
std::string joined(const Words& words, std::string_view between = " ") {
    std::string text;
    for (const std::string& word : words) {
        if (!text.empty()) text += between;
        text += word;
    }
    return text;
}

}  // namespace bt
