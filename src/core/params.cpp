#include "bt/core/params.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt {

std::pair<std::string, std::string> parse_param(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, std::min(equals, text.size()));
    const bool named = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (equals == std::string_view::npos || !named || equals + 1 == text.size()) {
        throw usage_error("--param '" + printable(text) + "' is not name=value", "for example --param batch=128");
    }
    return {std::string(name), std::string(text.substr(equals + 1))};
}

std::string to_string(const Params& params) {
    std::string out;
    for (const auto& [name, value] : params) {
        if (!out.empty()) out += ' ';
        out += name + '=' + value;
    }
    return out;
}

}  // namespace bt
