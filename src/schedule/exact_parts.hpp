#pragma once

#include <vector>

#include "bt/schedule/engine.hpp"
#include "schedule/group_search.hpp"

namespace bt::schedule {

// The searches of all cost groups of a problem as one.
class Searches {
public:
    explicit Searches(const Problem& problem);

    std::uint64_t count(const Window& window, std::uint64_t enough);  // `enough`: or more
    bool each(const Window& window, const Visit& visit);

    // The least widest chunk under which there are `wanted` schedules.
    Cost threshold(std::uint64_t wanted);

    // See GroupSearch; the next two after best().
    Key best(const Window& window);
    bool each_within(Key bound, const Visit& visit);
    // The key of the nth schedule by key among those whose widest chunk is `widest` (0: any). Best first search with
    // the true rest as estimate, so that it opens little else.
    Key nth_key(std::size_t nth, Cost widest);

    std::vector<GroupSearch>& groups() { return groups_; }

private:
    std::vector<GroupSearch> groups_;
};

// Below this all schedules are looked at; 12 stages on 6 PUs have 647 000.
inline constexpr std::uint64_t most_enumerated = 1'000'000;

Ranking exact_by_gap(const Problem& problem, const Query& query, Searches& searches, std::uint64_t total);
Ranking exact_front(const Problem& problem, const Query& query, Searches& searches, std::uint64_t total);

}  // namespace bt::schedule
