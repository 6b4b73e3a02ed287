#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/schedule.hpp"
#include "bt/schedule/constraints.hpp"
#include "bt/schedule/cost_model.hpp"

namespace bt::schedule {

// Whose schedules these are: their uids depend on it.
struct Subject {
    DeviceId device;
    AppName app;
    Backend backend;
};

// Stages `first` to `end` - 1 on PU `pu`, all counted from 0.
struct Piece {
    int pu;
    int first;
    int end;
    auto operator<=>(const Piece&) const = default;
};

// The cost of every chunk under one active set, in constant time each.
class ChunkCosts {
public:
    ChunkCosts(const StageTimes& times, const std::vector<Submission>& submissions, const std::vector<bool>& allowed);

    // Of a chunk within reach.
    Cost cost(int pu, int first, int end) const {
        return prefix_[row(pu) + static_cast<std::size_t>(end)] - prefix_[row(pu) + static_cast<std::size_t>(first)] +
               chunk_[static_cast<std::size_t>(pu)];
    }
    // The furthest end of a chunk that begins at `first`; `first` itself where the PU cannot run that stage.
    int reach(int pu, int first) const { return reach_[row(pu) + static_cast<std::size_t>(first)]; }
    // The furthest end within reach with a cost of at most `most`.
    int reach_within(int pu, int first, Cost most) const;
    int stages() const { return stages_; }

private:
    std::size_t row(int pu) const { return static_cast<std::size_t>(pu) * static_cast<std::size_t>(stages_ + 1); }
    int stages_;
    std::vector<Cost> prefix_;  // of stage times and stage parts of submissions
    std::vector<Cost> chunk_;
    std::vector<int> reach_;
};

// Sets of PUs under which chunks cost the same.
struct CostGroup {
    std::vector<PuSet> sets;  // a schedule of this group uses exactly one of these
    PuSet pus;                // their union
    ChunkCosts costs;
};

// One chain of stages to be cut into chunks, each PU at most once.
class Problem {
public:
    // Keeps a reference to the model. Throws a usage error where a constraint names what the model does not have.
    Problem(const CostModel& model, std::vector<Constraint> constraints, Subject subject);

    const CostModel& model() const { return *model_; }
    const Subject& subject() const { return subject_; }
    const std::vector<Constraint>& constraints() const { return constraints_; }
    const std::vector<CostGroup>& groups() const { return groups_; }
    int stages() const { return model_->stages(); }
    int pus() const { return static_cast<int>(model_->pus().size()); }
    bool may_cut(int at) const { return may_cut_[static_cast<std::size_t>(at)]; }  // between stages at-1 and at
    bool allows(int stage, int pu) const { return allowed_[static_cast<std::size_t>(stage * pus() + pu)]; }

    bool has_group(PuSet set) const { return group_index_[set] >= 0; }  // whether schedules may use exactly this set
    const CostGroup& group_of(PuSet set) const;
    Chunks chunks(std::span<const Piece> pieces) const;
    std::string uid(std::span<const Piece> pieces) const;

    // The same problem under other constraints.
    Problem under(std::vector<Constraint> constraints) const { return {*model_, std::move(constraints), subject_}; }

private:
    void apply(const Constraint& constraint);
    int position(const PuName& pu) const;
    bool allows_set(PuSet set) const;
    void make_groups();

    const CostModel* model_;
    std::vector<Constraint> constraints_;
    Subject subject_;
    std::vector<bool> allowed_;
    std::vector<bool> may_cut_;
    int least_pus_ = 1;
    int most_pus_;
    PuSet usable_ = 0;
    std::vector<CostGroup> groups_;
    std::vector<int> group_index_;  // by set; -1: not allowed
};

PuSet set_of(std::span<const Piece> pieces);

}  // namespace bt::schedule
