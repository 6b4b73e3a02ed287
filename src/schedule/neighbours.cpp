#include "schedule/neighbours.hpp"

#include <utility>

namespace bt::schedule {
namespace {

bool fits(const Problem& problem, const ChunkCosts& costs, const Piece& piece) {
    return costs.reach(piece.pu, piece.first) >= piece.end && problem.may_cut(piece.end);
}

}  // namespace

void each_neighbour(const Problem& problem, const std::vector<Piece>& pieces,
                    const std::function<void(const std::vector<Piece>&)>& visit) {
    const ChunkCosts& costs = problem.group_of(set_of(pieces)).costs;
    std::vector<Piece> next = pieces;
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
        for (int edge = pieces[i].first + 1; edge < pieces[i + 1].end; ++edge) {
            next[i].end = next[i + 1].first = edge;
            if (edge == pieces[i].end || !fits(problem, costs, next[i]) || !fits(problem, costs, next[i + 1])) continue;
            visit(next);
        }
        next[i] = pieces[i];
        next[i + 1] = pieces[i + 1];
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        for (std::size_t j = i + 1; j < pieces.size(); ++j) {
            std::swap(next[i].pu, next[j].pu);
            if (fits(problem, costs, next[i]) && fits(problem, costs, next[j])) visit(next);
            std::swap(next[i].pu, next[j].pu);
        }
    }
}

}  // namespace bt::schedule
