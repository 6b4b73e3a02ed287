#include "device/facts.hpp"

#include <algorithm>

namespace bt::device {

bool Facts::has(std::string_view key) const {
    return std::any_of(all_.begin(), all_.end(), [&](const auto& fact) { return fact.first == key; });
}

std::string Facts::text(std::string_view key) const {
    const auto found = std::find_if(all_.begin(), all_.end(), [&](const auto& fact) { return fact.first == key; });
    return found == all_.end() ? std::string() : found->second;
}

std::vector<std::string> Facts::all(std::string_view key) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : all_) {
        if (name == key) values.push_back(value);
    }
    return values;
}

Facts read_facts(std::string_view text) {
    Facts facts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::size_t equals = line.find('=');
        if (equals != std::string_view::npos) {
            facts.add(std::string(line.substr(0, equals)), std::string(line.substr(equals + 1)));
        }
    }
    return facts;
}

}  // namespace bt::device
