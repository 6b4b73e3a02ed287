#include "runtime/check_plan.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

constexpr std::uint64_t every = 10;
constexpr std::uint64_t least = 8;

std::vector<std::uint64_t> sampled(std::uint64_t tasks) {
    std::set<std::uint64_t> chosen;
    for (std::uint64_t task = 0; task < tasks; task += every) chosen.insert(task);
    chosen.insert(tasks - 1);
    for (std::uint64_t i = 0; i < least; ++i) {
        if (chosen.size() >= least) break;
        chosen.insert(i * (tasks - 1) / (least - 1));
    }
    for (std::uint64_t task = 0; task < tasks && chosen.size() < least; ++task) chosen.insert(task);
    return {chosen.begin(), chosen.end()};
}

}  // namespace

Verify parse_verify(std::string_view text) {
    if (text == "sample") return Verify::sample;
    if (text == "all") return Verify::all;
    if (text == "off") return Verify::off;
    throw usage_error("--verify " + printable(text) + ": no such choice", "choices are all, sample and off");
}

std::vector<std::uint64_t> tasks_to_check(Verify verify, std::uint64_t tasks) {
    if (verify == Verify::off || tasks == 0) return {};
    if (verify == Verify::sample) return sampled(tasks);
    std::vector<std::uint64_t> all(tasks);
    for (std::uint64_t task = 0; task < tasks; ++task) all[task] = task;
    return all;
}

std::vector<std::uint64_t> thinned(const std::vector<std::uint64_t>& checked, std::size_t most) {
    if (checked.size() <= most) return checked;
    std::vector<std::uint64_t> kept;
    for (std::size_t i = 0; i < most; ++i) {
        kept.push_back(checked[most == 1 ? 0 : i * (checked.size() - 1) / (most - 1)]);
    }
    return kept;
}

}  // namespace bt::apps
