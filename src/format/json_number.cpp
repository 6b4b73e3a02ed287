#include "format/json_number.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "bt/core/error.hpp"

namespace bt::format {

std::string number_text(double value) {
    if (!std::isfinite(value)) {
        throw Error(ExitCode::host, "a number that is not finite was about to be written");
    }
    if (value == 0.0 && std::signbit(value)) return "-0.0";  // "-0" would be read as the whole number 0
    std::array<char, 32> text;                               // the longest shortest form has 24 characters
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

}  // namespace bt::format
