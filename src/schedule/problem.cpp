#include "bt/schedule/problem.hpp"

#include <algorithm>
#include <bit>

#include "bt/core/error.hpp"

namespace bt::schedule {

ChunkCosts::ChunkCosts(const StageTimes& times, const std::vector<Submission>& submissions,
                       const std::vector<bool>& allowed)
    : stages_(times.stages()) {
    const int pus = times.pus();
    prefix_.assign(row(pus), 0);
    reach_.assign(row(pus), stages_);
    for (int pu = 0; pu < pus; ++pu) {
        const Submission& submission = submissions[static_cast<std::size_t>(pu)];
        chunk_.push_back(submission.chunk);
        Cost* prefix = &prefix_[row(pu)];
        int* reach = &reach_[row(pu)];
        for (int stage = 0; stage < stages_; ++stage) {
            const Cost time = times.at(stage, pu).time;
            prefix[stage + 1] = prefix[stage] + (time == impossible ? 0 : time + submission.stage);
        }
        if (prefix[stages_] + submission.chunk >= largest_total) {
            throw data_error("the times of one PU sum to more than nine years", "such a table cannot be right");
        }
        for (int stage = stages_ - 1; stage >= 0; --stage) {
            const bool runs =
                allowed[static_cast<std::size_t>(stage * pus + pu)] && times.at(stage, pu).time != impossible;
            reach[stage] = runs ? reach[stage + 1] : stage;
        }
    }
}

int ChunkCosts::reach_within(int pu, int first, Cost most) const {
    const int furthest = reach(pu, first);
    if (furthest == first || most >= largest_total) return furthest;
    const Cost* begin = &prefix_[row(pu)];
    const Cost room = most - chunk_[static_cast<std::size_t>(pu)] + begin[first];
    return std::max(first, static_cast<int>(std::upper_bound(begin + first, begin + furthest + 1, room) - begin) - 1);
}

PuSet set_of(std::span<const Piece> pieces) {
    PuSet set = 0;
    for (const Piece& piece : pieces) set |= PuSet{1} << static_cast<unsigned>(piece.pu);
    return set;
}

Problem::Problem(const CostModel& model, std::vector<Constraint> constraints, Subject subject)
    : model_(&model), constraints_(std::move(constraints)), subject_(std::move(subject)), most_pus_(pus()) {
    if (pus() < 1 || stages() < 1)
        throw data_error("no PU with times, or no stages: nothing to schedule", "measure first: runner benchmark");
    if (pus() > schedule::most_pus) {
        throw usage_error(std::to_string(pus()) + " PUs; the most is " + std::to_string(schedule::most_pus),
                          "leave some out with --exclude-pu");
    }
    allowed_.assign(static_cast<std::size_t>(stages()) * static_cast<std::size_t>(pus()), true);
    may_cut_.assign(static_cast<std::size_t>(stages()) + 1, true);
    usable_ = (PuSet{1} << static_cast<unsigned>(pus())) - 1;
    for (const Constraint& constraint : constraints_) apply(constraint);
    make_groups();
}

int Problem::position(const PuName& pu) const {
    const auto found = std::find(model_->pus().begin(), model_->pus().end(), pu);
    if (found == model_->pus().end()) throw usage_error("a constraint on the unknown PU '" + pu.str() + "'");
    return static_cast<int>(found - model_->pus().begin());
}

void Problem::apply(const Constraint& constraint) {
    for (const Stage stage : constraint.stages) {
        if (stage.number() < 1 || stage.number() > stages()) {
            throw usage_error("a constraint on stage " + std::to_string(stage.number()) + " of " +
                              std::to_string(stages()));
        }
    }
    const auto forbid = [&](Stage stage, int pu) {
        allowed_[stage.index() * static_cast<std::size_t>(pus()) + static_cast<std::size_t>(pu)] = false;
    };
    switch (constraint.kind) {
        case Constraint::Kind::forbid: forbid(constraint.stages.at(0), position(constraint.pus.at(0))); break;
        case Constraint::Kind::require:
            for (int pu = 0, wanted = position(constraint.pus.at(0)); pu < pus(); ++pu) {
                if (pu != wanted) forbid(constraint.stages.at(0), pu);
            }
            break;
        case Constraint::Kind::together:
            // Chunks are contiguous: whatever lies between comes along.
            for (std::size_t at = constraint.stages.front().index(); at < constraint.stages.back().index(); ++at) {
                may_cut_[at + 1] = false;
            }
            break;
        case Constraint::Kind::max_pus: most_pus_ = std::min(most_pus_, constraint.number); break;
        case Constraint::Kind::min_pus: least_pus_ = std::max(least_pus_, constraint.number); break;
        case Constraint::Kind::exclude_pu:
            usable_ &= ~(PuSet{1} << static_cast<unsigned>(position(constraint.pus.at(0))));
            break;
    }
}

bool Problem::allows_set(PuSet set) const {
    const int size = std::popcount(set);
    return (set & ~usable_) == 0 && size >= least_pus_ && size <= std::min(most_pus_, stages()) && model_->offers(set);
}

void Problem::make_groups() {
    const PuSet end = PuSet{1} << static_cast<unsigned>(pus());
    group_index_.assign(end, -1);
    for (PuSet set = 1; set < end; ++set) {
        if (!allows_set(set)) continue;
        if (groups_.empty() || !model_->one_table()) {
            groups_.push_back({{}, 0, ChunkCosts(model_->times(set), model_->submissions(), allowed_)});
        }
        groups_.back().sets.push_back(set);
        groups_.back().pus |= set;
        group_index_[set] = static_cast<int>(groups_.size()) - 1;
    }
}

const CostGroup& Problem::group_of(PuSet set) const { return groups_[static_cast<std::size_t>(group_index_[set])]; }

Chunks Problem::chunks(std::span<const Piece> pieces) const {
    Chunks out;
    for (const Piece& piece : pieces) {
        out.push_back({model_->pus()[static_cast<std::size_t>(piece.pu)],
                       {Stage::from_index(static_cast<std::size_t>(piece.first)),
                        Stage::from_index(static_cast<std::size_t>(piece.end - 1))}});
    }
    return out;
}

std::string Problem::uid(std::span<const Piece> pieces) const {
    return uid_of(subject_.device, subject_.app, subject_.backend, chunks(pieces));
}

}  // namespace bt::schedule
