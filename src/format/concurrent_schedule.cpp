#include "bt/format/concurrent_schedule.hpp"

#include <set>

#include "bt/core/pu.hpp"
#include "bt/core/sha256.hpp"
#include "bt/format/result_log.hpp"

namespace bt::format {
namespace {

std::string name_of(const ConcurrentSchedule& schedule, const ScheduledGroup& group) {
    return "group " + std::to_string(group.group) + " of chain " + std::to_string(group.chain) + " (" +
           schedule.chains[group.chain].app.str() + ")";
}

// Of a chain only the stages are checked: unlike in a pipeline, a PU may come back.
std::optional<std::string> fault_of_chain(const ScheduledChain& chain) {
    if (chain.groups.empty()) return chain.app.str() + " has no groups";
    int expected = 1;
    for (const Chunk& group : chain.groups) {
        const int first = group.stages.first.number();
        if (first != expected) {
            return chain.app.str() + ": stage " + std::to_string(expected) + " expected, found " +
                   std::to_string(first) + " in a group on " + group.pu.str() +
                   (first > expected ? " (stages missing)" : " (stages repeated or out of order)");
        }
        if (group.stages.last < group.stages.first) return chain.app.str() + ": a group without stages";
        expected = group.stages.last.number() + 1;
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_order(const ConcurrentSchedule& schedule) {
    std::set<ScheduledGroup> seen;
    for (const auto& [pu, groups] : schedule.order) {
        for (const ScheduledGroup& group : groups) {
            if (group.chain >= schedule.chains.size() || group.group >= schedule.chains[group.chain].groups.size()) {
                return "the order of " + pu.str() + " names a chain or group that does not exist";
            }
            const PuName& own = schedule.chains[group.chain].groups[group.group].pu;
            if (own != pu) {
                return name_of(schedule, group) + " runs on " + own.str() + ", not in the order of " + pu.str();
            }
            if (!seen.insert(group).second) return name_of(schedule, group) + " stands twice in the order";
        }
    }
    for (std::size_t chain = 0; chain < schedule.chains.size(); ++chain) {
        for (std::size_t i = 0; i < schedule.chains[chain].groups.size(); ++i) {
            if (!seen.contains({chain, i})) return name_of(schedule, {chain, i}) + " is missing in the order";
        }
    }
    return std::nullopt;
}

// Lets every PU go on as far as the chains allow, until all is done or nobody can.
std::optional<std::string> fault_of_waiting(const ConcurrentSchedule& schedule) {
    std::vector<std::size_t> next(schedule.chains.size(), 0);
    std::map<PuName, std::size_t> done;
    for (bool moved = true; moved;) {
        moved = false;
        for (const auto& [pu, groups] : schedule.order) {
            std::size_t& at = done[pu];
            for (; at < groups.size() && next[groups[at].chain] == groups[at].group; ++at) {
                ++next[groups[at].chain];
                moved = true;
            }
        }
    }
    for (const auto& [pu, groups] : schedule.order) {
        if (done[pu] < groups.size()) return pu.str() + " waits for ever for " + name_of(schedule, groups[done[pu]]);
    }
    return std::nullopt;
}

void add_text_of(std::string& text, const ScheduledChain& chain) {
    text += chain.app.str() + '\n' + bt::to_string(chain.params) + '\n';
    for (const Chunk& group : chain.groups) {
        text += group.pu.str() + ':' + std::to_string(group.stages.first.number()) + '-' +
                std::to_string(group.stages.last.number()) + '\n';
    }
}

}  // namespace

std::optional<std::string> fault_of(const ConcurrentSchedule& schedule) {
    if (schedule.chains.empty()) return "no chains";
    if (schedule.in_flight < 1 || schedule.in_flight > most_rounds_in_flight)
        return "no such number of rounds in flight";
    for (const ScheduledChain& chain : schedule.chains) {
        if (auto fault = fault_of_chain(chain)) return fault;
    }
    if (auto fault = fault_of_order(schedule)) return fault;
    return fault_of_waiting(schedule);
}

std::string in_words(std::span<const ScheduledChain> chains) {
    std::string text;
    for (const ScheduledChain& chain : chains) {
        Chunks joined;
        for (const Chunk& group : chain.groups) {
            const bool stays = !joined.empty() && joined.back().pu == group.pu;
            stays ? void(joined.back().stages.last = group.stages.last) : joined.push_back(group);
        }
        text += (text.empty() ? "" : "; ") + chain.app.str() + ": " + to_string(joined);
    }
    return text;
}

std::string uid_of(const ConcurrentSchedule& schedule) {
    std::string letters;
    std::string text = schedule.device.str() + '\n' + std::string(to_string(schedule.backend)) + '\n';
    for (const ScheduledChain& chain : schedule.chains) {
        if (!letters.empty()) letters += '+';
        for (const Chunk& group : chain.groups) letters += uid_letter(group.pu) + std::to_string(group.stages.count());
        add_text_of(text, chain);
    }
    for (const auto& [pu, groups] : schedule.order) {
        text += pu.str();
        for (const ScheduledGroup& group : groups) {
            text += ' ' + std::to_string(group.chain) + ',' + std::to_string(group.group);
        }
        text += '\n';
    }
    if (schedule.in_flight != 1) text += "in_flight " + std::to_string(schedule.in_flight) + '\n';
    const std::string hash = sha256_hex(text);
    const std::string uid = "SCC-" + letters + '-' + hash.substr(0, 6);
    if (uid.size() <= longest_uid) return uid;
    std::size_t groups = 0;
    for (const ScheduledChain& chain : schedule.chains) groups += chain.groups.size();
    return "SCC-" + std::to_string(groups) + '-' + hash.substr(0, 16);
}

}  // namespace bt::format
