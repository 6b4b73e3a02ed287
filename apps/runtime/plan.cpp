#include "runtime/plan.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

std::string text_of(const GroupRef& ref) {
    return "group " + std::to_string(ref.group + 1) + " of chain " + std::to_string(ref.chain + 1);
}

std::optional<std::string> fault_of_stages(const ChainPlan& chain) {
    int expected = 1;
    for (const Group& group : chain.groups) {
        const int first = group.stages.first.number();
        const int last = group.stages.last.number();
        if (first != expected || last < first) {
            return "stage " + std::to_string(expected) + " expected, a group begins with " + std::to_string(first);
        }
        expected = last + 1;
    }
    if (expected != chain.stage_count + 1) {
        return "the groups end with stage " + std::to_string(expected - 1) + " of " + std::to_string(chain.stage_count);
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_order(const Plan& plan) {
    std::vector<std::vector<int>> listed;
    for (const ChainPlan& chain : plan.chains) listed.emplace_back(chain.groups.size());
    for (std::size_t pu = 0; pu < plan.order.size(); ++pu) {
        for (const GroupRef& ref : plan.order[pu]) {
            if (ref.chain >= listed.size() || ref.group >= listed[ref.chain].size()) return "no " + text_of(ref);
            if (plan.chains[ref.chain].groups[ref.group].pu != pu) return text_of(ref) + " stands at the wrong PU";
            ++listed[ref.chain][ref.group];
        }
    }
    for (std::size_t chain = 0; chain < listed.size(); ++chain) {
        for (std::size_t group = 0; group < listed[chain].size(); ++group) {
            if (listed[chain][group] == 1) continue;
            return text_of({chain, group}) + (listed[chain][group] == 0 ? " runs nowhere" : " runs twice");
        }
    }
    return std::nullopt;
}

// Plays one round: a PU takes its next group as soon as the group before it in the chain is through.
bool a_round_ends(const Plan& plan) {
    std::vector<std::size_t> through(plan.chains.size());
    std::vector<std::size_t> next(plan.order.size());
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t pu = 0; pu < plan.order.size(); ++pu) {
            while (next[pu] < plan.order[pu].size()) {
                const GroupRef& ref = plan.order[pu][next[pu]];
                if (through[ref.chain] != ref.group) break;
                ++through[ref.chain];
                ++next[pu];
                moved = true;
            }
        }
    }
    for (std::size_t pu = 0; pu < plan.order.size(); ++pu) {
        if (next[pu] != plan.order[pu].size()) return false;
    }
    return true;
}

}  // namespace

Plan pipeline(std::span<const Chunk> chunks, int stage_count, std::span<const PuName> pus) {
    if (const auto fault = bt::fault_of(chunks, stage_count, pus)) {
        throw data_error("broken schedule (" + to_string(chunks) + "): " + *fault);
    }
    Plan plan{{{{}, stage_count}}, std::vector<std::vector<GroupRef>>(pus.size())};
    for (const Chunk& chunk : chunks) {
        const auto pu = static_cast<std::size_t>(std::find(pus.begin(), pus.end(), chunk.pu) - pus.begin());
        plan.order[pu].push_back({0, plan.chains[0].groups.size()});
        plan.chains[0].groups.push_back({pu, chunk.stages});
    }
    return plan;
}

std::optional<std::string> fault_of(const Plan& plan) {
    if (plan.chains.empty()) return "no chains";
    for (const ChainPlan& chain : plan.chains) {
        if (auto fault = fault_of_stages(chain)) return fault;
    }
    if (auto fault = fault_of_order(plan)) return fault;
    if (!a_round_ends(plan)) return "the PUs wait for each other in a circle";
    return std::nullopt;
}

}  // namespace bt::apps
