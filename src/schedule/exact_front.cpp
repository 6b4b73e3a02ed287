#include "schedule/exact_parts.hpp"
#include "schedule/front.hpp"

namespace bt::schedule {
namespace {

// The front among schedules of one number of PUs: the least latency, then the least widest chunk that still has it,
// then the same below that chunk.
class FrontSearch {
public:
    FrontSearch(const Problem& problem, int pus) : problem_(problem), searches_(problem) {
        for (GroupSearch& group : searches_.groups()) group.only(pus);
    }

    // False: the deadline struck.
    bool add_to(Front& front, const Query& query) {
        for (Cost most = largest_total; most > 0;) {
            if (query.deadline && std::chrono::steady_clock::now() > *query.deadline) return false;
            const Key least = searches_.best({0, most});
            if (least == no_key) return true;
            const Cost widest = narrow(least, most);
            searches_.best({0, widest});
            std::size_t seen = 0;
            searches_.each_within(least, [&](std::span<const Piece> pieces) {
                front.add(evaluate(problem_, {pieces.begin(), pieces.end()}));
                return ++seen < most_ties;
            });
            most = widest - 1;
        }
        return true;
    }

private:
    // The least bound on the chunks under which `least` is still reached.
    Cost narrow(Key least, Cost most) {
        Cost low = 0;
        Cost high = std::min(most, least / 16);
        while (high - low > 1) {
            const Cost middle = low + (high - low) / 2;
            (searches_.best({0, middle}) == least ? high : low) = middle;
        }
        return high;
    }

    const Problem& problem_;
    Searches searches_;
};

}  // namespace

Ranking exact_front(const Problem& problem, const Query& query, Searches& searches, std::uint64_t total) {
    Front front(problem);
    Ranking ranking;
    if (total <= most_enumerated) {
        searches.each({}, [&](std::span<const Piece> pieces) {
            front.add(evaluate(problem, {pieces.begin(), pieces.end()}));
            return true;
        });
    } else {
        for (int pus = 1; pus <= problem.pus() && ranking.complete; ++pus) {
            ranking.complete = FrontSearch(problem, pus).add_to(front, query);
        }
    }
    ranking.candidates = front.sorted();
    if (!ranking.candidates.empty()) ranking.bound = ranking.candidates.back().widest;
    return ranking;
}

}  // namespace bt::schedule
