#include "bt/schedule/chains.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "bt/core/error.hpp"

namespace bt::schedule {
namespace {

// A day: 64 rounds of it still are whole ns in a double, in which the evaluator counts.
constexpr Cost most_time = Cost{86'400} * 1'000'000'000;

std::string name_of(const Chain& chain, std::size_t group) {
    return "group " + std::to_string(group + 1) + " of " + chain.name;
}

const char* const how_to_go_on = "correct the profile that it comes from";

}  // namespace

ConcurrentProblem::ConcurrentProblem(std::vector<PuName> pus, std::vector<Chain> chains, Contention contention)
    : pus_(std::move(pus)), chains_(std::move(chains)), contention_(std::move(contention)) {
    if (pus_.empty() || pus_.size() > static_cast<std::size_t>(most_pus)) {
        throw data_error("a problem of " + std::to_string(pus_.size()) + " PUs", "1 to 12 can be scheduled");
    }
    if (chains_.empty() || chains_.size() > static_cast<std::size_t>(most_chains)) {
        throw data_error("a problem of " + std::to_string(chains_.size()) + " chains", "1 to 64 can be scheduled");
    }
    Cost total = 0;
    for (const Chain& chain : chains_) {
        if (chain.groups.empty()) throw data_error(chain.name + " has no groups", how_to_go_on);
        if (!(chain.weight > 0 && chain.weight <= 1e6)) {
            throw data_error("the weight of " + chain.name + " is not above 0", "weights are 0.000001 to 1000000");
        }
        for (std::size_t group = 0; group < chain.groups.size(); ++group) {
            check_group(chain, group);
            Cost slowest = 0;
            for (const GroupCost& each : chain.groups[group]) {
                if (each.possible()) slowest = std::max(slowest, each.alone());
            }
            total += slowest;
        }
        add_delays(chain);
        for (const Switch& each : chain.switches) total += each.delay;
        if (total >= most_time) throw data_error("the times add up to more than a day", how_to_go_on);
    }
}

void ConcurrentProblem::check_group(const Chain& chain, std::size_t group) const {
    const auto refuse = [&](const std::string& why) {
        throw data_error(name_of(chain, group) + ": " + why, how_to_go_on);
    };
    const std::vector<GroupCost>& on = chain.groups[group];
    if (on.size() != pus_.size()) refuse("not one cost for each PU");
    if (std::none_of(on.begin(), on.end(), [](const GroupCost& each) { return each.possible(); })) {
        refuse("no PU can run it");
    }
    for (std::size_t pu = 0; pu < on.size(); ++pu) {
        const GroupCost& cost = on[pu];
        if (!cost.possible()) continue;
        if (cost.time <= 0 || cost.time >= most_time) refuse("its time on " + pus_[pu].str() + " is not above 0");
        if (cost.fixed < 0 || cost.fixed >= most_time) refuse("its fixed part on " + pus_[pu].str() + " is negative");
        if (!(cost.demand >= 0 && std::isfinite(cost.demand)))
            refuse("its demand on " + pus_[pu].str() + " is negative");
        if (!cost.slowdown.empty() && cost.slowdown.size() != pus_.size()) refuse("not one slowdown for each PU");
        for (const double factor : cost.slowdown) {
            if (!(factor >= 1e-3 && factor <= 1e3)) refuse("a slowdown on " + pus_[pu].str() + " is not a factor");
        }
    }
}

void ConcurrentProblem::add_delays(const Chain& chain) {
    std::vector<Cost>& delays = delays_.emplace_back(chain.groups.size() * pus_.size() * pus_.size(), 0);
    for (const Switch& each : chain.switches) {
        const auto in_range = [&](int pu) { return pu >= 0 && pu < pus(); };
        if (each.after < 0 || each.after + 1 >= static_cast<int>(chain.groups.size()) || !in_range(each.from) ||
            !in_range(each.to) || each.delay < 0 || each.delay >= most_time) {
            throw data_error(chain.name + ": a switch after group " + std::to_string(each.after + 1) +
                                 " that cannot be: no such boundary or PU, or a negative delay",
                             how_to_go_on);
        }
        delays[boundary(each.after, each.from, each.to)] = each.delay;
    }
}

int switches(const std::vector<int>& pus_of_chain) {
    int count = 0;
    for (std::size_t i = 1; i < pus_of_chain.size(); ++i) count += pus_of_chain[i] != pus_of_chain[i - 1];
    return count;
}

std::string to_string(const std::vector<int>& pus_of_chain, const std::vector<PuName>& names) {
    std::string text;
    for (const int pu : pus_of_chain) {
        text +=
            static_cast<char>(std::toupper(static_cast<unsigned char>(names[static_cast<std::size_t>(pu)].str()[0])));
    }
    return text;
}

std::string sentence(const std::string& chain, const std::vector<int>& pus_of_chain, const std::vector<PuName>& names,
                     const std::vector<std::string>& ends_of_groups) {
    const auto name = [&](int pu) { return names[static_cast<std::size_t>(pu)].str(); };
    if (switches(pus_of_chain) == 0) return chain + " stays on " + name(pus_of_chain.front());
    std::string text = chain + " starts on " + name(pus_of_chain.front());
    for (std::size_t i = 1; i < pus_of_chain.size(); ++i) {
        if (pus_of_chain[i] == pus_of_chain[i - 1]) continue;
        text += ", switches to " + name(pus_of_chain[i]) + " after group " + std::to_string(i);
        if (i - 1 < ends_of_groups.size() && !ends_of_groups[i - 1].empty()) text += " (" + ends_of_groups[i - 1] + ")";
    }
    return text;
}

}  // namespace bt::schedule
