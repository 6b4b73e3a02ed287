#include "bt/schedule/explain.hpp"

#include <algorithm>
#include <tuple>

namespace bt::schedule {
namespace {

std::string stages_text(int first, int end) {
    if (end - first == 1) return "stage " + std::to_string(first + 1);
    return "stages " + std::to_string(first + 1) + "-" + std::to_string(end);
}

// Collects the neighbours of a schedule that are allowed and better.
class Neighbours {
public:
    Neighbours(const Problem& problem, const Candidate& from, Busy busy, Cost interval)
        : problem_(problem), pieces_(from.pieces), busy_(busy), interval_(interval) {}

    std::vector<Change> better(std::size_t widest) {
        move_edges();
        exchange();
        give_away();
        split(widest);
        std::sort(found_.begin(), found_.end(), [](const Change& a, const Change& b) {
            return std::tie(a.moved, a.interval, a.uid) < std::tie(b.moved, b.interval, b.uid);
        });
        return std::move(found_);
    }

private:
    const std::string& name(int pu) const { return problem_.model().pus()[static_cast<std::size_t>(pu)].str(); }

    std::vector<int> idle() const {
        std::vector<int> out;
        for (int pu = 0; pu < problem_.pus(); ++pu) {
            if (!((set_of(pieces_) >> static_cast<unsigned>(pu)) & 1U)) out.push_back(pu);
        }
        return out;
    }

    bool allowed(const std::vector<Piece>& pieces) const {
        if (!problem_.has_group(set_of(pieces))) return false;
        const ChunkCosts& costs = problem_.group_of(set_of(pieces)).costs;
        return std::all_of(pieces.begin(), pieces.end(), [&](const Piece& piece) {
            return costs.reach(piece.pu, piece.first) >= piece.end && problem_.may_cut(piece.end);
        });
    }

    void consider(std::vector<Piece> pieces, int moved, std::string what) {
        if (!allowed(pieces)) return;
        const Candidate made = evaluate(problem_, std::move(pieces));
        const Cost interval = predict(problem_, made, busy_).interval;
        if (interval < interval_) found_.push_back({std::move(what), moved, interval, problem_.uid(made.pieces)});
    }

    // Stages from one chunk to the next or back; all of them: the chunk's PU becomes idle.
    void move_edges() {
        for (std::size_t left = 0; left + 1 < pieces_.size(); ++left) {
            const Piece& a = pieces_[left];
            const Piece& b = pieces_[left + 1];
            for (int edge = a.first; edge <= b.end; ++edge) {
                if (edge == a.end) continue;
                std::vector<Piece> next = pieces_;
                next[left].end = next[left + 1].first = edge;
                std::erase_if(next, [](const Piece& each) { return each.first == each.end; });
                const bool back = edge < a.end;
                consider(std::move(next), std::abs(edge - a.end),
                         "move " + stages_text(std::min(edge, a.end), std::max(edge, a.end)) + " from " +
                             name(back ? a.pu : b.pu) + " to " + name(back ? b.pu : a.pu));
            }
        }
    }

    void exchange() {
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            for (std::size_t j = i + 1; j < pieces_.size(); ++j) {
                std::vector<Piece> next = pieces_;
                std::swap(next[i].pu, next[j].pu);
                consider(std::move(next), pieces_[i].end - pieces_[i].first + pieces_[j].end - pieces_[j].first,
                         "exchange " + name(pieces_[i].pu) + " and " + name(pieces_[j].pu));
            }
        }
    }

    void give_away() {
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            for (const int pu : idle()) {
                std::vector<Piece> next = pieces_;
                next[i].pu = pu;
                consider(std::move(next), pieces_[i].end - pieces_[i].first,
                         "give " + stages_text(pieces_[i].first, pieces_[i].end) + " from " + name(pieces_[i].pu) +
                             " to the idle " + name(pu));
            }
        }
    }

    void split(std::size_t widest) {
        const Piece whole = pieces_[widest];
        for (const int pu : idle()) {
            for (int edge = whole.first + 1; edge < whole.end; ++edge) {
                for (const bool front : {true, false}) {
                    std::vector<Piece> next = pieces_;
                    next[widest] = {front ? pu : whole.pu, whole.first, edge};
                    next.insert(next.begin() + static_cast<std::ptrdiff_t>(widest) + 1,
                                {front ? whole.pu : pu, edge, whole.end});
                    const int first = front ? whole.first : edge;
                    const int end = front ? edge : whole.end;
                    consider(std::move(next), end - first,
                             "split off " + stages_text(first, end) + " from " + name(whole.pu) + " to the idle " +
                                 name(pu));
                }
            }
        }
    }

    const Problem& problem_;
    const std::vector<Piece>& pieces_;
    Busy busy_;
    Cost interval_;
    std::vector<Change> found_;
};

}  // namespace

Explanation explain(const Problem& problem, const Candidate& candidate, Busy busy, std::size_t most_changes) {
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
    made.changes = Neighbours(problem, candidate, busy, prediction.interval).better(prediction.widest);
    if (made.changes.size() > most_changes) made.changes.resize(most_changes);
    return made;
}

}  // namespace bt::schedule
