#pragma once

#include <algorithm>
#include <bit>
#include <map>
#include <random>
#include <vector>

#include "bt/schedule/engine.hpp"

namespace bt::schedule::test {

// Times given by hand or by chance: one matrix for each set that is offered, or one for all.
class FixedCosts : public CostModel {
public:
    FixedCosts(std::vector<PuName> pus, int stages)
        : submissions_of_pus(pus.size()), pus_(std::move(pus)), none_(stages, static_cast<int>(pus_.size())) {}

    const std::vector<PuName>& pus() const override { return pus_; }
    int stages() const override { return none_.stages(); }
    const std::vector<Submission>& submissions() const override { return submissions_of_pus; }
    bool one_table() const override { return for_all.has_value(); }
    bool offers(PuSet set) const override { return for_all || by_set.count(set) > 0; }
    const StageTimes& times(PuSet set) const override {
        if (for_all) return *for_all;
        const auto found = by_set.find(set);
        return found == by_set.end() ? none_ : found->second;
    }

    std::vector<Submission> submissions_of_pus;
    std::optional<StageTimes> for_all;
    std::map<PuSet, StageTimes> by_set;

private:
    std::vector<PuName> pus_;
    StageTimes none_;
};

inline std::vector<PuName> pu_names(int count) {
    std::vector<PuName> pus;
    for (const char* name : {"little", "medium", "big", "vulkan", "cuda", "dla", "npu", "dsp"}) {
        if (static_cast<int>(pus.size()) < count) pus.emplace_back(name);
    }
    return pus;
}

inline Subject subject() { return {DeviceId("phone"), AppName("tree"), Backend::vk}; }

// From few values, so that ties are many, or from many.
class RandomProblem {
public:
    explicit RandomProblem(std::uint64_t seed) : random_(seed) {}

    int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
    bool chance(int percent) { return between(1, 100) <= percent; }

    FixedCosts costs(int stages, int pus) {
        FixedCosts made(pu_names(pus), stages);
        const int kind = between(0, 3);
        const int largest = kind == 0 ? 1 : kind == 1 ? 5 : 1'000'000;
        std::vector<bool> runs(static_cast<std::size_t>(stages * pus));
        for (std::size_t i = 0; i < runs.size(); ++i) runs[i] = !chance(10);
        const auto matrix = [&] {
            StageTimes times(stages, pus);
            for (int stage = 0; stage < stages; ++stage) {
                for (int pu = 0; pu < pus; ++pu) {
                    if (runs[static_cast<std::size_t>(stage * pus + pu)])
                        times.set(stage, pu, {between(1, largest), 0});
                }
            }
            return times;
        };
        if (chance(50)) {
            made.for_all = matrix();
        } else {
            for (PuSet set = 1; set < (PuSet{1} << static_cast<unsigned>(pus)); ++set) {
                if (!chance(10)) made.by_set.emplace(set, matrix());
            }
        }
        if (chance(30)) {
            for (Submission& each : made.submissions_of_pus) each = {between(0, largest), between(0, largest / 4), 0};
        }
        return made;
    }

    std::vector<Constraint> constraints(int stages, const std::vector<PuName>& pus) {
        std::vector<Constraint> made;
        const auto stage = [&] { return Stage::from_number(between(1, stages)); };
        const auto pu = [&] { return pus[static_cast<std::size_t>(between(0, static_cast<int>(pus.size()) - 1))]; };
        using Kind = Constraint::Kind;
        while (chance(40)) {
            switch (between(0, 5)) {
                case 0: made.push_back({Kind::forbid, {stage()}, {pu()}}); break;
                case 1: made.push_back({Kind::require, {stage()}, {pu()}}); break;
                case 2: {
                    std::vector<Stage> both{stage(), stage()};
                    std::sort(both.begin(), both.end());
                    made.push_back({Kind::together, both});
                    break;
                }
                case 3: made.push_back({Kind::max_pus, {}, {}, between(1, static_cast<int>(pus.size()))}); break;
                case 4: made.push_back({Kind::min_pus, {}, {}, between(1, static_cast<int>(pus.size()))}); break;
                default: made.push_back({Kind::exclude_pu, {}, {pu()}}); break;
            }
        }
        return made;
    }

private:
    std::mt19937_64 random_;
};

// Every schedule, by the plainest recursion there is; shares no code with the engines. The constraints are read
// anew from what they say.
class BruteForce {
public:
    BruteForce(const CostModel& model, const std::vector<Constraint>& constraints)
        : model_(model), constraints_(constraints) {
        extend(0, 0);
    }
    const std::vector<Candidate>& all() const { return all_; }

private:
    void extend(int at, PuSet used) {
        if (at == model_.stages()) return finish();
        for (int pu = 0; pu < static_cast<int>(model_.pus().size()); ++pu) {
            const PuSet bit = PuSet{1} << static_cast<unsigned>(pu);
            if (used & bit) continue;
            for (int end = at + 1; end <= model_.stages(); ++end) {
                pieces_.push_back({pu, at, end});
                extend(end, used | bit);
                pieces_.pop_back();
            }
        }
    }

    void finish() {
        PuSet set = 0;
        for (const Piece& piece : pieces_) set |= PuSet{1} << static_cast<unsigned>(piece.pu);
        if (!model_.offers(set)) return;
        for (const Constraint& constraint : constraints_) {
            if (!holds(constraint)) return;
        }
        Candidate made{pieces_, 0, impossible, 0};
        for (const Piece& piece : pieces_) {
            const Submission& submission = model_.submissions()[static_cast<std::size_t>(piece.pu)];
            Cost cost = submission.chunk;
            for (int stage = piece.first; stage < piece.end; ++stage) {
                const Cost time = model_.times(set).at(stage, piece.pu).time;
                if (time == impossible) return;
                cost += time + submission.stage;
            }
            made.widest = std::max(made.widest, cost);
            made.narrowest = std::min(made.narrowest, cost);
            made.latency += cost;
        }
        all_.push_back(made);
    }

    const PuName& pu_at(Stage stage) const {
        for (const Piece& piece : pieces_) {
            if (static_cast<int>(stage.index()) < piece.end) return model_.pus()[static_cast<std::size_t>(piece.pu)];
        }
        return model_.pus().front();
    }

    bool holds(const Constraint& constraint) const {
        const int count = static_cast<int>(pieces_.size());
        switch (constraint.kind) {
            case Constraint::Kind::forbid: return pu_at(constraint.stages[0]) != constraint.pus[0];
            case Constraint::Kind::require: return pu_at(constraint.stages[0]) == constraint.pus[0];
            case Constraint::Kind::together: return pu_at(constraint.stages[0]) == pu_at(constraint.stages.back());
            case Constraint::Kind::max_pus: return count <= constraint.number;
            case Constraint::Kind::min_pus: return count >= constraint.number;
            case Constraint::Kind::exclude_pu:
                return std::none_of(pieces_.begin(), pieces_.end(), [&](const Piece& piece) {
                    return model_.pus()[static_cast<std::size_t>(piece.pu)] == constraint.pus[0];
                });
        }
        return false;
    }

    const CostModel& model_;
    const std::vector<Constraint>& constraints_;
    std::vector<Piece> pieces_;
    std::vector<Candidate> all_;
};

}  // namespace bt::schedule::test
