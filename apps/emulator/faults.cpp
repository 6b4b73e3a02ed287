#include "emulator/faults.hpp"

#include <array>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::emulator {
namespace {

struct Named {
    std::string_view name;
    Fault fault;
    bool needs_number;
};

constexpr std::array all{
    Named{"offline", Fault::offline, false},
    Named{"unauthorized", Fault::unauthorized, false},
    Named{"drop", Fault::drop, true},
    Named{"drop-mid-command", Fault::drop_mid_command, false},
    Named{"stall", Fault::stall, false},
    Named{"short-push", Fault::short_push, false},
    Named{"full", Fault::full, false},
    Named{"noexec", Fault::noexec, false},
    Named{"no-exit-code", Fault::no_exit_code, false},
    Named{"garbage", Fault::garbage, false},
    Named{"slow", Fault::slow, true},
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
    if (error != std::errc() || end != text.data() + text.size() || number > 1000000000) {
        throw usage_error("fault '" + printable(whole) + "': the part behind ':' is not a number");
    }
    return number;
}

}  // namespace

void Faults::add(std::string_view text) {
    const std::size_t colon = text.find(':');
    const Named& kind = named(text.substr(0, colon));
    if (colon == std::string_view::npos && kind.needs_number) {
        throw usage_error("fault '" + printable(text) + "' needs a number",
                          "for example " + std::string(kind.name) + ":20");
    }
    numbers_[kind.fault] = colon == std::string_view::npos ? 0 : parse_number(text.substr(colon + 1), text);
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
