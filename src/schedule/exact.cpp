#include <algorithm>
#include <queue>

#include "schedule/best_list.hpp"
#include "schedule/conflict.hpp"
#include "schedule/exact_parts.hpp"

namespace bt::schedule {

Searches::Searches(const Problem& problem) {
    for (const CostGroup& group : problem.groups()) groups_.emplace_back(problem, group);
}

std::uint64_t Searches::count(const Window& window, std::uint64_t enough) {
    std::uint64_t sum = 0;
    for (GroupSearch& group : groups_) {
        sum += group.count(window);
        if (sum >= enough) return enough;
    }
    return sum;
}

bool Searches::each(const Window& window, const Visit& visit) {
    return std::all_of(groups_.begin(), groups_.end(), [&](GroupSearch& group) { return group.each(window, visit); });
}

Key Searches::best(const Window& window) {
    Key least = no_key;
    for (GroupSearch& group : groups_) least = std::min(least, group.best(window));
    return least;
}

bool Searches::each_within(Key bound, const Visit& visit) {
    return std::all_of(groups_.begin(), groups_.end(),
                       [&](GroupSearch& group) { return group.each_within(bound, visit); });
}

Cost Searches::threshold(std::uint64_t wanted) {
    Cost low = 0;  // fewer than wanted
    Cost high = 1;
    while (high < largest_total && count({0, high}, wanted) < wanted) {
        low = high;
        high *= 4;
    }
    while (high - low > 1) {
        const Cost middle = low + (high - low) / 2;
        (count({0, middle}, wanted) >= wanted ? high : low) = middle;
    }
    return high;
}

namespace {

struct Node {
    Key whole;  // the least key of a schedule that begins like this
    Key so_far;
    int at;
    Cost widest;
    std::size_t group;
    std::size_t mask;
    std::uint64_t number;  // makes the order of equal ones the same everywhere

    // The deeper one of equals first: it is nearer to an answer.
    bool operator<(const Node& other) const {
        return std::tie(other.whole, at, other.number) < std::tie(whole, other.at, number);
    }
};

}  // namespace

Key Searches::nth_key(std::size_t nth, Cost widest) {
    std::priority_queue<Node> queue;
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        if (const Key rest = groups_[i].rest(); rest != no_key) queue.push({rest, 0, 0, 0, i, 0, number++});
    }
    std::vector<GroupSearch::Step> next;
    while (!queue.empty()) {
        const Node node = queue.top();
        queue.pop();
        const GroupSearch& group = groups_[node.group];
        if (node.at == group.stages()) {
            if ((widest == 0 || node.widest == widest) && --nth == 0) return node.whole;
            continue;
        }
        group.steps(node.mask, node.at, next);
        for (const GroupSearch::Step& step : next) {
            const Key so_far = node.so_far + step.key;
            queue.push({so_far + step.rest, so_far, step.end, std::max(node.widest, step.key / 16), node.group,
                        step.mask, number++});
        }
    }
    return no_key - 16;
}

namespace {

using Pieces = std::span<const Piece>;

class Solver {
public:
    Solver(const Problem& problem, const Query& query)
        : problem_(problem), query_(query), searches_(problem), best_(Order(problem, query.objective), query.count) {}

    Ranking solve() {
        total_ = searches_.count({}, GroupSearch::most_counted);
        if (total_ == 0) {
            throw_infeasible(problem_, [](const Problem& each) { return count_schedules(each, 1) > 0; });
        }
        Ranking ranking;
        switch (query_.objective) {
            case Objective::interval: by_interval(); break;
            case Objective::latency: by_latency(); break;
            case Objective::gap: return exact_by_gap(problem_, query_, searches_, total_);
            case Objective::pareto: return exact_front(problem_, query_, searches_, total_);
        }
        ranking.candidates = best_.list();
        if (!ranking.candidates.empty()) ranking.bound = value(ranking.candidates.back(), query_.objective);
        return ranking;
    }

private:
    // `widest`: only those whose widest chunk is exactly this; 0: all.
    Visit keep(Cost widest = 0) {
        return [this, widest](Pieces pieces) {
            Candidate candidate = evaluate(problem_, {pieces.begin(), pieces.end()});
            if (widest == 0 || candidate.widest == widest) best_.add(std::move(candidate));
            return true;
        };
    }

    // The least widest chunk under which there are enough schedules: all below it are listed, of those that reach it
    // the rest.
    void by_interval() {
        const std::uint64_t wanted = std::min<std::uint64_t>(query_.count, total_);
        const Cost level = searches_.threshold(wanted);
        if (searches_.count({0, level}, most_ties + 1) <= most_ties) {
            searches_.each({0, level}, keep());
            return;
        }
        searches_.each({0, level - 1}, keep());
        const std::size_t below = best_.list().size();
        searches_.best({0, level});
        const Key last = searches_.nth_key(query_.count - below, level);
        searches_.each_within(last - 1, keep(level));
        keep_ties(last, last, level);
    }

    void by_latency() {
        if (total_ <= most_ties) {
            searches_.each({}, keep());
            return;
        }
        searches_.best({});
        const Cost last = searches_.nth_key(query_.count, 0) / 16;
        searches_.each_within(key_of(last, 0) - 1, keep());
        keep_ties(key_of(last, 0), key_of(last, 15), 0);
    }

    // Those with a key from `low` to `high`, the first `most_ties` of them.
    void keep_ties(Key low, Key high, Cost widest) {
        std::size_t seen = 0;
        searches_.each_within(high, [&](Pieces pieces) {
            Candidate candidate = evaluate(problem_, {pieces.begin(), pieces.end()});
            const Key key = key_of(candidate.latency, candidate.pus());
            if (key < low || (widest != 0 && candidate.widest != widest)) return true;
            best_.add(std::move(candidate));
            return ++seen < most_ties;
        });
    }

    const Problem& problem_;
    const Query& query_;
    Searches searches_;
    BestList best_;
    std::uint64_t total_ = 0;
};

}  // namespace

Ranking solve_exact(const Problem& problem, const Query& query) { return Solver(problem, query).solve(); }

std::uint64_t count_schedules(const Problem& problem, std::uint64_t most) { return Searches(problem).count({}, most); }

}  // namespace bt::schedule
