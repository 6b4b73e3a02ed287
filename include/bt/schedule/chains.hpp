#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/schedule/contention.hpp"

// Several chains of groups at once on the PUs of one device (docs/scheduling.md).
namespace bt::schedule {

// What a chain waits for where it changes its PU; it occupies neither.
struct Switch {
    int after;  // the group before the boundary, from 0
    int from;
    int to;
    Cost delay;
};

// One application: groups in order, each never parted, one after another. A PU may serve it more than once.
struct Chain {
    std::string name;                            // "tree", of two of them "tree#1" and "tree#2"
    std::vector<std::vector<GroupCost>> groups;  // [group][PU]
    std::vector<Switch> switches;                // absent ones: 0
    std::optional<int> most_switches{};
    double weight = 1;
    std::optional<Cost> deadline{};
};

inline constexpr int most_chains = 64;

class ConcurrentProblem {
public:
    // Throws a data error that names the chain and group: no groups, one that no PU can run, times that are not above
    // 0, negative delays, what is out of bounds.
    ConcurrentProblem(std::vector<PuName> pus, std::vector<Chain> chains, Contention contention);

    int pus() const { return static_cast<int>(pus_.size()); }
    int chains() const { return static_cast<int>(chains_.size()); }
    int groups(int chain) const { return static_cast<int>(chains_[static_cast<std::size_t>(chain)].groups.size()); }
    const std::vector<PuName>& pu_names() const { return pus_; }
    const Chain& chain(int chain) const { return chains_[static_cast<std::size_t>(chain)]; }
    const Contention& contention() const { return contention_; }
    const GroupCost& cost(int chain, int group, int pu) const {
        return chains_[static_cast<std::size_t>(chain)]
            .groups[static_cast<std::size_t>(group)][static_cast<std::size_t>(pu)];
    }
    // Between `group` on `from` and the next one on `to`.
    Cost delay(int chain, int group, int from, int to) const {
        return from == to ? 0 : delays_[static_cast<std::size_t>(chain)][boundary(group, from, to)];
    }

    // The same chains under another model.
    ConcurrentProblem under(Contention contention) const { return {pus_, chains_, std::move(contention)}; }

private:
    std::size_t boundary(int group, int from, int to) const {
        return static_cast<std::size_t>((group * pus() + from) * pus() + to);
    }
    void check_group(const Chain& chain, std::size_t group) const;
    void add_delays(const Chain& chain);

    std::vector<PuName> pus_;
    std::vector<Chain> chains_;
    Contention contention_;
    std::vector<std::vector<Cost>> delays_;  // [chain][boundary]
};

// The PU of each group: [chain][group].
using Assignment = std::vector<std::vector<int>>;

int switches(const std::vector<int>& pus_of_chain);

// "GGGGGGDDDD": first letters of the PUs in capitals.
std::string to_string(const std::vector<int>& pus_of_chain, const std::vector<PuName>& names);

// 'googlenet starts on gpu, switches to dla after group 7 (layer 80)'. `ends_of_groups`: what a person calls the end of
// each group, as "layer 80"; may be empty.
std::string sentence(const std::string& chain, const std::vector<int>& pus_of_chain, const std::vector<PuName>& names,
                     const std::vector<std::string>& ends_of_groups);

}  // namespace bt::schedule
