#include "runtime/bench_plan.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "bt/core/condition.hpp"
#include "bt/core/error.hpp"
#include "runtime/random.hpp"

namespace bt::apps {
namespace {

std::vector<ActiveSet> named(const std::string& condition, std::span<const PuName> pus) {
    std::vector<ActiveSet> sets;
    if (condition == "normal") {
        for (const PuName& pu : pus) sets.emplace_back(std::span(&pu, 1), pus);
    } else if (condition == "fully") {
        sets.emplace_back(pus, pus);
    } else if (condition == "pairs" || condition == "sets") {
        constexpr std::size_t most_for_all_sets = 5;
        for (ActiveSet& set : all_sets(pus, 2)) {
            const std::size_t size = set.pus().size();
            const bool few = condition == "pairs"
                                 ? size == 2
                                 : pus.size() <= most_for_all_sets || size == 2 || size + 1 == pus.size();
            if (few) sets.push_back(std::move(set));
        }
    } else {
        sets.push_back(parse_condition(condition, pus, {"normal", "fully", "pairs", "sets"}, "--conditions"));
    }
    return sets;
}

int parse_number(std::string_view whole, std::string_view text, int stage_count) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1 || number > stage_count) {
        throw usage_error("--stages " + printable(whole) + ": no stage " + printable(text),
                          "the application has stages 1 to " + std::to_string(stage_count));
    }
    return number;
}

// Single stages, halves, thirds and the whole: lengths that tell a cost per submission from one per stage.
std::vector<StageRange> ranges_of(std::span<const Stage> stages) {
    std::vector<StageRange> ranges;
    const int first = stages.front().number();
    const int count = static_cast<int>(stages.size());
    if (stages.back().number() - first + 1 != count) return ranges;  // only neighbours make a submission
    for (const int parts : {1, 2, 3}) {
        if (count / parts < 2) break;
        for (int part = 0; part < parts; ++part) {
            ranges.push_back({Stage::from_number(first + part * count / parts),
                              Stage::from_number(first + (part + 1) * count / parts - 1)});
        }
    }
    return ranges;
}

}  // namespace

std::vector<ActiveSet> sets_of(std::span<const std::string> conditions, std::span<const PuName> pus) {
    std::vector<ActiveSet> sets;
    for (const std::string& condition : conditions) {
        for (ActiveSet& set : named(condition, pus)) {
            if (std::find(sets.begin(), sets.end(), set) == sets.end()) sets.push_back(std::move(set));
        }
    }
    return sets;
}

std::vector<Stage> parse_stages(std::string_view text, int stage_count) {
    std::set<Stage> stages;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find_first_of(", ", begin), text.size());
        const std::string_view item = text.substr(begin, end - begin);
        begin = end + 1;
        if (item.empty()) continue;
        const std::size_t dash = item.find('-');
        const int first = parse_number(text, item.substr(0, dash), stage_count);
        const int last = dash == item.npos ? first : parse_number(text, item.substr(dash + 1), stage_count);
        if (last < first)
            throw usage_error("--stages " + printable(text) + ": the range " + printable(item) + " is empty",
                              "the smaller number first, as in 2-5");
        for (int number = first; number <= last; ++number) stages.insert(Stage::from_number(number));
    }
    if (stages.empty()) {
        for (int number = 1; number <= stage_count; ++number) stages.insert(Stage::from_number(number));
    }
    return {stages.begin(), stages.end()};
}

std::vector<BenchTarget> bench_targets(std::span<const Stage> stages, std::span<const ActiveSet> sets,
                                       std::uint64_t seed) {
    std::vector<BenchTarget> targets;
    for (const ActiveSet& set : sets) {
        for (const PuName& pu : set.pus()) {
            for (const Stage stage : stages) targets.push_back({{stage, stage}, pu, set});
            if (class_of(pu) != PuClass::gpu || set.pus().size() != 1) continue;
            for (const StageRange& range : ranges_of(stages)) targets.push_back({range, pu, set});
        }
    }
    Random random(seed);
    for (std::size_t i = targets.size(); i > 1; --i) std::swap(targets[i - 1], targets[random.below(i)]);
    return targets;
}

}  // namespace bt::apps
