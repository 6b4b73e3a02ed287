#include "arguments/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt {
namespace {

bool is_flag(const std::string& word) { return word.size() > 2 && word.starts_with("--"); }

const Flag& find(std::span<const Flag> flags, std::string_view name) {
    const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) { return flag.name == name; });
    if (found != flags.end()) return *found;
    std::vector<std::string> names;
    for (const Flag& flag : flags) names.emplace_back(flag.name);
    throw usage_error("unknown flag " + printable(name), did_you_mean(name, names));
}

[[noreturn]] void out_of_range(std::string_view flag, const std::string& value, const std::string& range) {
    throw usage_error(std::string(flag) + " " + printable(value) + " is out of range", range);
}

}  // namespace

Arguments::Arguments(std::span<const std::string> words, std::span<const Flag> flags) {
    for (std::size_t i = 0; i < words.size();) {
        const std::string& word = words[i++];
        if (!is_flag(word)) throw usage_error("unexpected '" + printable(word) + "'", "see --help");
        const std::size_t equals = word.find('=');
        const Flag& flag = find(flags, std::string_view(word).substr(0, equals));
        std::vector<std::string>& values = values_[std::string(flag.name)];
        if (flag.takes == Takes::nothing) {
            if (equals != word.npos) throw usage_error(std::string(flag.name) + " takes no value");
            continue;
        }
        const bool again = !values.empty();
        if (equals != word.npos) take(flag, word.substr(equals + 1));
        const bool open = equals == word.npos || flag.takes == Takes::list;
        while (open && i < words.size() && !is_flag(words[i]) && (flag.takes == Takes::list || values.empty())) {
            take(flag, words[i++]);
        }
        if (values.empty() || values.front().empty()) {
            throw usage_error(std::string(flag.name) + " needs a value: " + std::string(flag.value));
        }
        if (again && flag.takes == Takes::one) throw usage_error(std::string(flag.name) + " stands twice");
    }
}

void Arguments::take(const Flag& flag, const std::string& value) {
    std::vector<std::string>& values = values_[std::string(flag.name)];
    if (flag.takes == Takes::one) {
        values.push_back(value);
        return;
    }
    for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t end = std::min(value.find_first_of(", ", begin), value.size());
        if (end > begin) values.push_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
}

std::optional<std::string> Arguments::text(std::string_view flag) const {
    const auto found = values_.find(std::string(flag));
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second.front();
}

std::vector<std::string> Arguments::list(std::string_view flag) const {
    const auto found = values_.find(std::string(flag));
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::optional<long long> Arguments::number(std::string_view flag, long long least, long long most) const {
    const auto value = text(flag);
    if (!value) return std::nullopt;
    long long parsed = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), parsed);
    const bool whole = error == std::errc{} && end == value->data() + value->size();
    if (!whole || parsed < least || parsed > most) {
        out_of_range(flag, *value, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return parsed;
}

std::optional<double> Arguments::positive(std::string_view flag, double most) const {
    const auto value = text(flag);
    if (!value) return std::nullopt;
    char* end = nullptr;
    const double parsed = std::strtod(value->c_str(), &end);
    if (value->empty() || *end != '\0' || !std::isfinite(parsed) || parsed <= 0 || parsed > most) {
        out_of_range(flag, *value, "a number above 0, at most " + std::to_string(static_cast<long long>(most)));
    }
    return parsed;
}

std::string help_of(std::span<const Flag> flags) {
    constexpr std::size_t column = 30;
    std::string help;
    for (const Flag& flag : flags) {
        if (flag.name == "--help") continue;  // whoever reads this knows it
        std::string line = "  " + std::string(flag.name) + (flag.value.empty() ? "" : " ") + std::string(flag.value);
        line.resize(std::max(column, line.size() + 2), ' ');
        help += line + std::string(flag.meaning) + '\n';
    }
    return help;
}

}  // namespace bt
