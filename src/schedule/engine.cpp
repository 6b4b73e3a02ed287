#include "bt/schedule/engine.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::schedule {
namespace {

constexpr std::array<std::string_view, 4> objective_names{"interval", "latency", "gap", "pareto"};

std::array<Cost, 4> key(const Candidate& candidate, Objective objective) {
    const Cost pus = candidate.pus();
    switch (objective) {
        case Objective::latency: return {candidate.latency, candidate.widest, 0, pus};
        case Objective::gap: return {candidate.gap(), candidate.widest, candidate.latency, pus};
        case Objective::interval:
        case Objective::pareto: break;
    }
    return {candidate.widest, candidate.latency, 0, pus};
}

}  // namespace

std::string_view to_string(Objective objective) { return objective_names[static_cast<std::size_t>(objective)]; }

Objective parse_objective(std::string_view text) {
    for (std::size_t i = 0; i < objective_names.size(); ++i) {
        if (objective_names[i] == text) return static_cast<Objective>(i);
    }
    const std::vector<std::string> names(objective_names.begin(), objective_names.end());
    throw usage_error("unknown objective '" + printable(text) + "'", did_you_mean(text, names));
}

Candidate evaluate(const Problem& problem, std::vector<Piece> pieces) {
    const ChunkCosts& costs = problem.group_of(set_of(pieces)).costs;
    Candidate made;
    made.narrowest = largest_total;
    for (const Piece& piece : pieces) {
        const Cost cost = costs.cost(piece.pu, piece.first, piece.end);
        made.widest = std::max(made.widest, cost);
        made.narrowest = std::min(made.narrowest, cost);
        made.latency += cost;
    }
    made.pieces = std::move(pieces);
    return made;
}

Cost value(const Candidate& candidate, Objective objective) { return key(candidate, objective).front(); }

bool Order::operator()(const Candidate& a, const Candidate& b) const {
    const auto left = key(a, objective_);
    const auto right = key(b, objective_);
    if (left != right) return left < right;
    if (a.pieces == b.pieces) return false;
    const std::string first = problem_->uid(a.pieces);
    const std::string second = problem_->uid(b.pieces);
    return std::tie(first, a.pieces) < std::tie(second, b.pieces);
}

}  // namespace bt::schedule
