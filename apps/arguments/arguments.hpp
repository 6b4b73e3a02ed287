#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bt {

enum class Takes { nothing, one, list };

struct Flag {
    std::string_view name;  // "--app"
    Takes takes;
    std::string_view value;    // "NAME", as help shows it
    std::string_view meaning;  // one line of help
};

// A command line that was checked against the flags it may have. Own code: it must be small where CLI11 is not, because
// it is pushed to phones.
class Arguments {
public:
    // `words` after the name of the command: --flag value, --flag=value, lists with spaces, commas or repetition.
    // Throws a usage error.
    Arguments(std::span<const std::string> words, std::span<const Flag> flags);

    bool has(std::string_view flag) const { return values_.contains(std::string(flag)); }
    std::optional<std::string> text(std::string_view flag) const;
    std::vector<std::string> list(std::string_view flag) const;
    // Throw a usage error where the value is no number of that range.
    std::optional<long long> number(std::string_view flag, long long least, long long most) const;
    std::optional<double> positive(std::string_view flag, double most) const;

private:
    void take(const Flag& flag, const std::string& value);

    std::map<std::string, std::vector<std::string>> values_;
};

std::string help_of(std::span<const Flag> flags);

}  // namespace bt
