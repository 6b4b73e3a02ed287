#include "emulator/faults.hpp"

#include <array>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::emulator {
namespace {

enum class Number { none, may, must };

struct Named {
    std::string_view name;
    Fault fault;
    Number number;
};

constexpr std::array all{
    Named{"offline", Fault::offline, Number::none},
    Named{"unauthorized", Fault::unauthorized, Number::none},
    Named{"drop", Fault::drop, Number::must},
    Named{"drop-mid-command", Fault::drop_mid_command, Number::may},
    Named{"stall", Fault::stall, Number::may},
    Named{"short-push", Fault::short_push, Number::may},
    Named{"full", Fault::full, Number::may},
    Named{"noexec", Fault::noexec, Number::none},
    Named{"no-exit-code", Fault::no_exit_code, Number::none},
    Named{"garbage", Fault::garbage, Number::may},
    Named{"slow", Fault::slow, Number::must},
};

const Named& named(std::string_view name) {
    std::vector<std::string> names;
    for (const Named& each : all) {
        if (each.name == name) return each;
        names.emplace_back(each.name);
    }
    throw usage_error("unknown fault '" + printable(name) + "'", did_you_mean(name, names));
}

std::uint64_t parse_number(std::string_view text, std::string_view whole) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    constexpr std::uint64_t most = 1'000'000'000;
    if (error != std::errc() || end != text.data() + text.size() || number > most) {
        throw usage_error("fault '" + printable(whole) + "': the part behind ':' is out of range",
                          "a whole number from 0 to " + std::to_string(most));
    }
    return number;
}

}  // namespace

void Faults::add(std::string_view text) {
    const std::size_t colon = text.find(':');
    const Named& kind = named(text.substr(0, colon));
    const bool has_number = colon != std::string_view::npos;
    if (!has_number && kind.number == Number::must) {
        throw usage_error("fault '" + printable(text) + "' needs a number",
                          "for example " + std::string(kind.name) + ":20");
    }
    if (has_number && kind.number == Number::none) {
        throw usage_error("fault '" + printable(text) + "': " + std::string(kind.name) + " takes no number");
    }
    numbers_[kind.fault] = has_number ? parse_number(text.substr(colon + 1), text) : 0;
}

bool Faults::strikes(Fault fault) {
    const auto found = numbers_.find(fault);
    return found != numbers_.end() && occasions_[fault]++ >= found->second;
}

std::optional<std::uint64_t> Faults::number(Fault fault) const {
    const auto found = numbers_.find(fault);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
}

}  // namespace bt::emulator
