#include "schedule/at_hand.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include "schedule/neighbours.hpp"

namespace bt::schedule {
namespace {

bool has(PuSet set, int pu) { return ((set >> static_cast<unsigned>(pu)) & 1U) != 0; }

// The first schedule of exactly one set: chunks as long as may be, shorter ones where those lead nowhere.
class FirstOfSet {
public:
    FirstOfSet(const Problem& problem, const CostGroup& group, PuSet set)
        : problem_(problem), group_(group), set_(set), dead_(static_cast<std::size_t>(problem.stages()) + 1) {}

    std::vector<Piece> find() {
        if (!reach(0, 0)) pieces_.clear();
        return std::move(pieces_);
    }

private:
    bool reach(int at, PuSet used) {
        if (at == problem_.stages()) return used == set_;
        auto& dead = dead_[static_cast<std::size_t>(at)];
        if (std::find(dead.begin(), dead.end(), used) != dead.end()) return false;
        for (int pu = 0; pu < problem_.pus(); ++pu) {
            if (has(set_, pu) && !has(used, pu) && go_on(at, used, pu)) return true;
        }
        dead.push_back(used);
        return false;
    }

    bool go_on(int at, PuSet used, int pu) {
        for (int end = group_.costs.reach(pu, at); end > at; --end) {
            if (end < problem_.stages() && !problem_.may_cut(end)) continue;
            pieces_.push_back({pu, at, end});
            if (reach(end, used | (PuSet{1} << static_cast<unsigned>(pu)))) return true;
            pieces_.pop_back();
        }
        return false;
    }

    const Problem& problem_;
    const CostGroup& group_;
    PuSet set_;
    std::vector<Piece> pieces_;
    std::vector<std::vector<PuSet>> dead_;  // by stage: what was used where nothing leads on
};

// Step by step to the best neighbour, as long as that is better.
Candidate improved(const Problem& problem, Candidate best, const Order& before) {
    for (bool better = true; better;) {
        better = false;
        const std::vector<Piece> from = best.pieces;
        each_neighbour(problem, from, [&](const std::vector<Piece>& pieces) {
            Candidate near = evaluate(problem, pieces);
            if (!before(near, best)) return;
            best = std::move(near);
            better = true;
        });
    }
    return best;
}

struct Bounds {
    Cost interval = 0;
    Cost latency = 0;
};

// Of one group; nothing where a stage has no PU.
std::optional<Bounds> bounds_of(const Problem& problem, const CostGroup& group) {
    Bounds bounds;
    Cost sum = 0, least_submission = impossible;
    int pus = 0;
    for (int pu = 0; pu < problem.pus(); ++pu) {
        if (!has(group.pus, pu)) continue;
        ++pus;
        least_submission =
            std::min(least_submission, problem.model().submissions()[static_cast<std::size_t>(pu)].chunk);
    }
    for (int stage = 0; stage < problem.stages(); ++stage) {
        Cost alone = impossible, within = impossible;  // as a chunk of its own, and as part of one
        for (int pu = 0; pu < problem.pus(); ++pu) {
            if (!has(group.pus, pu) || group.costs.reach(pu, stage) <= stage) continue;
            const Cost chunk = group.costs.cost(pu, stage, stage + 1);
            alone = std::min(alone, chunk);
            within = std::min(within, chunk - problem.model().submissions()[static_cast<std::size_t>(pu)].chunk);
        }
        if (alone == impossible) return std::nullopt;
        bounds.interval = std::max(bounds.interval, alone);
        sum += within;
    }
    bounds.interval = std::max(bounds.interval, (sum + least_submission + pus - 1) / pus);
    bounds.latency = sum + least_submission;
    return bounds;
}

}  // namespace

std::vector<Candidate> schedules_at_hand(const Problem& problem, Objective objective, std::size_t most) {
    std::vector<Candidate> found;
    std::vector<std::pair<PuSet, const CostGroup*>> sets;
    for (const CostGroup& group : problem.groups()) {
        for (const PuSet set : group.sets) sets.emplace_back(set, &group);
    }
    std::sort(sets.begin(), sets.end(), [](const auto& a, const auto& b) {
        return std::pair(std::popcount(a.first), a.first) < std::pair(std::popcount(b.first), b.first);
    });
    for (const auto& [set, group] : sets) {
        if (found.size() >= most) break;
        std::vector<Piece> pieces = FirstOfSet(problem, *group, set).find();
        if (!pieces.empty()) found.push_back(evaluate(problem, std::move(pieces)));
    }
    if (found.empty()) return found;
    const Order before(problem, objective);
    Candidate best = improved(problem, *std::min_element(found.begin(), found.end(), before), before);
    if (std::find(found.begin(), found.end(), best) == found.end()) found.push_back(std::move(best));
    return found;
}

Cost least_possible(const Problem& problem, Objective objective) {
    if (objective == Objective::gap) return 0;
    std::optional<Cost> least;
    for (const CostGroup& group : problem.groups()) {
        const auto bounds = bounds_of(problem, group);
        if (!bounds) continue;
        const Cost value = objective == Objective::latency ? bounds->latency : bounds->interval;
        least = std::min(least.value_or(value), value);
    }
    return least.value_or(0);
}

}  // namespace bt::schedule
