#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

#include "bt/core/error.hpp"

namespace bt::cli {

// The number that a text is as a whole; nothing for any other text, and for infinity and what is no number.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number number{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if constexpr (std::floating_point<Number>) {
        if (!std::isfinite(number)) return std::nullopt;
    }
    return number;
}

// "--max-pus: '2.5' is no number of PUs". `what`: with its article left out, as in "number of PUs".
template <class Number = int>
Number whole_number(std::string_view text, const std::string& flag, Number least, const char* what = "whole number") {
    const auto number = number_in<Number>(text);
    if (number && *number >= least) return *number;
    throw usage_error(flag + ": '" + printable(text) + "' is no " + what,
                      "a whole number from " + std::to_string(least));
}

}  // namespace bt::cli
