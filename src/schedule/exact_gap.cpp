#include <algorithm>

#include "schedule/best_list.hpp"
#include "schedule/exact_parts.hpp"

namespace bt::schedule {
namespace {

// Every cost that some chunk has, in order.
std::vector<Cost> chunk_costs(const Problem& problem) {
    std::vector<Cost> costs;
    for (const CostGroup& group : problem.groups()) {
        for (int pu = 0; pu < problem.pus(); ++pu) {
            if (!((group.pus >> static_cast<unsigned>(pu)) & 1U)) continue;
            for (int first = 0; first < problem.stages(); ++first) {
                for (int end = first + 1; end <= group.costs.reach(pu, first); ++end) {
                    costs.push_back(group.costs.cost(pu, first, end));
                }
            }
        }
    }
    std::sort(costs.begin(), costs.end());
    costs.erase(std::unique(costs.begin(), costs.end()), costs.end());
    return costs;
}

// For each possible narrowest chunk the schedules whose chunks lie within `gap` of it. The gap grows until there are
// enough schedules and then shrinks to that of the last one wanted.
class GapSearch {
public:
    GapSearch(const Problem& problem, const Query& query, Searches& searches)
        : problem_(problem), query_(query), searches_(searches), costs_(chunk_costs(problem)) {}

    Ranking solve() {
        Ranking ranking;
        for (Cost gap = std::max<Cost>(costs_.front() / 1000, 1);; gap *= 8) {
            BestList best(Order(problem_, Objective::gap), query_.count);
            ranking.complete = sweep(best, gap);
            ranking.candidates = best.list();
            if (!ranking.complete || ranking.candidates.size() == query_.count || gap > costs_.back()) break;
            ranking.bound = gap + 1;
        }
        if (ranking.complete && !ranking.candidates.empty()) ranking.bound = ranking.candidates.back().gap();
        return ranking;
    }

private:
    // False: the deadline struck.
    bool sweep(BestList& best, Cost gap) {
        for (const Cost narrowest : costs_) {
            if (query_.deadline && std::chrono::steady_clock::now() > *query_.deadline) return false;
            std::size_t seen = 0;
            searches_.each({narrowest, narrowest + gap}, [&](std::span<const Piece> pieces) {
                Candidate candidate = evaluate(problem_, {pieces.begin(), pieces.end()});
                if (candidate.narrowest == narrowest) best.add(std::move(candidate));
                return ++seen < most_ties;
            });
            if (const auto& list = best.list(); list.size() == query_.count) gap = std::min(gap, list.back().gap());
        }
        return true;
    }

    const Problem& problem_;
    const Query& query_;
    Searches& searches_;
    std::vector<Cost> costs_;
};

}  // namespace

Ranking exact_by_gap(const Problem& problem, const Query& query, Searches& searches, std::uint64_t total) {
    if (total > most_enumerated) return GapSearch(problem, query, searches).solve();
    BestList best(Order(problem, Objective::gap), query.count);
    searches.each({}, [&](std::span<const Piece> pieces) {
        best.add(evaluate(problem, {pieces.begin(), pieces.end()}));
        return true;
    });
    Ranking ranking;
    ranking.candidates = best.list();
    if (!ranking.candidates.empty()) ranking.bound = ranking.candidates.back().gap();
    return ranking;
}

}  // namespace bt::schedule
