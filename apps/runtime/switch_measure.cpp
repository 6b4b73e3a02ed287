#include "runtime/switch_measure.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "runtime/random.hpp"

namespace bt::apps {
namespace {

// Before the group, the group, and behind it: each a turn of its own.
Plan plan_of(const SwitchTarget& target, int stage_count, std::size_t pus) {
    const Stage first = target.stages.first;
    const Stage last = target.stages.last;
    Plan plan{{{{}, stage_count}}, std::vector<std::vector<GroupRef>>(pus)};
    std::vector<Group>& groups = plan.chains.front().groups;
    groups.push_back({target.from, {Stage::from_number(1), Stage::from_number(first.number() - 1)}});
    groups.push_back({target.to, target.stages});
    if (last.number() < stage_count) groups.push_back({target.to, {last.next(), Stage::from_number(stage_count)}});
    for (std::size_t group = 0; group < groups.size(); ++group) plan.order[groups[group].pu].push_back({0, group});
    return plan;
}

ChainRecords run(PlanRunner& runner, const Plan& plan, std::uint64_t tasks) {
    RunResult result = runner.run(plan, {.tasks = tasks, .in_flight = 1, .verify = Verify::off});
    if (result.failure) throw device_error(*result.failure);
    return std::move(result.chains.front().groups);
}

}  // namespace

std::vector<SwitchTarget> switch_targets(std::span<const StageRange> groups, std::size_t pus, std::uint64_t seed) {
    std::vector<SwitchTarget> targets;
    for (std::size_t group = 1; group < groups.size(); ++group) {
        for (std::size_t from = 0; from < pus; ++from) {
            for (std::size_t to = 0; to < pus; ++to) targets.push_back({groups[group], from, to});
        }
    }
    Random random(seed);
    for (std::size_t i = targets.size(); i > 1; --i) std::swap(targets[i - 1], targets[random.below(i)]);
    return targets;
}

SwitchSamples measure_switch(PlanRunner& runner, const SwitchTarget& target, int stage_count, std::size_t pus,
                             Seconds time) {
    constexpr std::uint64_t least = 5;
    constexpr std::uint64_t most = 50;
    const Plan plan = plan_of(target, stage_count, pus);
    const ChainRecords first = run(runner, plan, 1);
    const auto task_ns = std::max<std::int64_t>(1, first.back().front().end - first.front().front().start);
    const auto fit = std::chrono::duration_cast<Nanoseconds>(time).count() / task_ns;
    const ChainRecords ran = run(runner, plan, std::clamp(static_cast<std::uint64_t>(fit), least, most));
    SwitchSamples samples;
    for (std::size_t task = 0; task < ran[1].size(); ++task) {
        samples.gap_ns.push_back(ran[1][task].start - ran[0][task].end);
        samples.ns.push_back(std::max<std::int64_t>(1, ran[1][task].end - ran[1][task].start));
    }
    return samples;
}

}  // namespace bt::apps
