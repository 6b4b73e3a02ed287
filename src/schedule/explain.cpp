#include "bt/schedule/explain.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "schedule/neighbours.hpp"

namespace bt::schedule {
namespace {

std::vector<int> pu_of_each_stage(const std::vector<Piece>& pieces) {
    std::vector<int> pus;
    for (const Piece& piece : pieces)
        pus.insert(pus.end(), static_cast<std::size_t>(piece.end - piece.first), piece.pu);
    return pus;
}

std::string stages_text(std::size_t first, std::size_t end) {
    if (end - first == 1) return "stage " + std::to_string(first + 1);
    return "stages " + std::to_string(first + 1) + "-" + std::to_string(end);
}

// "move stages 2-3 from little to big, stage 7 from big to vulkan".
Change change_of(const Problem& problem, const std::vector<int>& from, const std::vector<Piece>& to) {
    const auto name = [&](int pu) { return problem.model().pus()[static_cast<std::size_t>(pu)].str(); };
    const std::vector<int> after = pu_of_each_stage(to);
    Change change;
    for (std::size_t first = 0; first < from.size();) {
        std::size_t end = first + 1;
        while (end < from.size() && from[end] == from[first] && after[end] == after[first]) ++end;
        if (from[first] != after[first]) {
            change.what += (change.what.empty() ? "move " : ", ") + stages_text(first, end) + " from " +
                           name(from[first]) + " to " + name(after[first]);
            change.moved += static_cast<int>(end - first);
        }
        first = end;
    }
    return change;
}

bool allowed(const Problem& problem, const std::vector<Piece>& pieces) {
    if (!problem.has_group(set_of(pieces))) return false;
    const ChunkCosts& costs = problem.group_of(set_of(pieces)).costs;
    return std::all_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
        return costs.reach(piece.pu, piece.first) >= piece.end && problem.may_cut(piece.end);
    });
}

// What is one step away: an edge moved, two PUs exchanged, a chunk given to its neighbour or to an idle PU, or split.
std::set<std::vector<Piece>> steps_from(const Problem& problem, const std::vector<Piece>& pieces) {
    std::set<std::vector<Piece>> steps;
    const auto keep = [&](const std::vector<Piece>& next) {
        if (allowed(problem, next)) steps.insert(next);
    };
    each_neighbour(problem, pieces, keep);
    for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
        for (const std::size_t stays : {i, i + 1}) {
            std::vector<Piece> next = pieces;
            next[i] = {pieces[stays].pu, pieces[i].first, pieces[i + 1].end};
            next.erase(next.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            keep(next);
        }
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        for (int pu = 0; pu < problem.pus(); ++pu) {
            if ((set_of(pieces) >> static_cast<unsigned>(pu)) & 1U) continue;
            std::vector<Piece> next = pieces;
            next[i].pu = pu;
            keep(next);
            for (int edge = pieces[i].first + 1; edge < pieces[i].end; ++edge) {
                for (const auto& [before, after] : {std::pair(pu, pieces[i].pu), {pieces[i].pu, pu}}) {
                    std::vector<Piece> split = pieces;
                    split[i] = {before, pieces[i].first, edge};
                    split.insert(split.begin() + static_cast<std::ptrdiff_t>(i) + 1, {after, edge, pieces[i].end});
                    keep(split);
                }
            }
        }
    }
    return steps;
}

}  // namespace

Explanation explain(const Problem& problem, const Candidate& candidate, Busy busy, std::span<const Candidate> others,
                    std::size_t most_changes) {
    Explanation made{candidate, predict(problem, candidate, busy), 0, 0, 0, {}};
    const Prediction& prediction = made.prediction;
    for (std::size_t i = 0; i < prediction.chunks.size(); ++i) {
        if (i != prediction.widest) made.runner_up = std::max(made.runner_up, static_cast<Cost>(prediction.chunks[i]));
    }
    const Piece& widest = candidate.pieces[prediction.widest];
    const StageTimes& times = problem.model().times(set_of(candidate.pieces));
    for (int stage = widest.first; stage < widest.end; ++stage) {
        const Cost time = times.at(stage, widest.pu).time;
        if (time > made.costliest_time) {
            made.costliest_time = time;
            made.costliest_stage = stage;
        }
    }
    std::set<std::vector<Piece>> near = steps_from(problem, candidate.pieces);
    for (const Candidate& other : others) near.insert(other.pieces);
    const std::vector<int> from = pu_of_each_stage(candidate.pieces);
    for (const std::vector<Piece>& pieces : near) {
        const Cost interval = predict(problem, evaluate(problem, pieces), busy).interval;
        if (interval >= prediction.interval) continue;
        Change change = change_of(problem, from, pieces);
        change.interval = interval;
        change.uid = problem.uid(pieces);
        made.changes.push_back(std::move(change));
    }
    std::sort(made.changes.begin(), made.changes.end(), [](const Change& a, const Change& b) {
        return std::tie(a.moved, a.interval, a.uid) < std::tie(b.moved, b.interval, b.uid);
    });
    if (made.changes.size() > most_changes) made.changes.resize(most_changes);
    return made;
}

}  // namespace bt::schedule
