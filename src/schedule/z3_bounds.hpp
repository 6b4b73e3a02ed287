#pragma once

#include <map>
#include <utility>

#include "schedule/z3_model.hpp"

namespace bt::schedule::z3_engine {

// The objective as bounds that can be assumed. Levels are numbers that compare as the objective's values do.
class Bounds {
public:
    virtual ~Bounds() = default;
    virtual std::int64_t last() const = 0;                   // nothing lies above
    virtual std::int64_t step(std::int64_t from) const = 0;  // a first guess at how far to look beyond
    virtual std::int64_t level_of(const Candidate& found) const = 0;
    virtual Cost cost_of(std::int64_t level) const = 0;  // the least value of that level
    virtual z3::expr at_most(std::int64_t level) = 0;
};

template <class Visitor>
void each_chunk(const Problem& problem, const CostGroup& group, Visitor visit) {
    for (int pu = 0; pu < problem.pus(); ++pu) {
        if (!has(group.pus, pu)) continue;
        for (int first = 0; first < problem.stages(); ++first) {
            for (int end = first + 1; end <= group.costs.reach(pu, first); ++end) {
                visit(Piece{pu, first, end}, group.costs.cost(pu, first, end));
            }
        }
    }
}

// The possible chunk costs of a problem, in order; the same for all its groups.
class Levels {
public:
    explicit Levels(const Problem& problem) {
        for (const CostGroup& group : problem.groups()) {
            each_chunk(problem, group, [&](const Piece&, Cost cost) { costs_.push_back(cost); });
        }
        std::sort(costs_.begin(), costs_.end());
        costs_.erase(std::unique(costs_.begin(), costs_.end()), costs_.end());
    }

    std::int64_t last() const { return static_cast<std::int64_t>(costs_.size()) - 1; }
    Cost cost_of(std::int64_t level) const { return costs_[static_cast<std::size_t>(level)]; }
    // The last level whose cost is below; -1 where there is none.
    std::int64_t below(Cost cost) const {
        return std::lower_bound(costs_.begin(), costs_.end(), cost) - costs_.begin() - 1;
    }

private:
    std::vector<Cost> costs_;
};

// Literals for the few levels that a search asks about, made when it does: with all of them in one chain a check costs
// ten times as much, most of it for carrying a thousand literals into the model.
class WidestBounds : public Bounds {
public:
    WidestBounds(Model& model, const Levels& levels) : model_(model), levels_(levels) {}

    std::int64_t last() const override { return levels_.last(); }
    std::int64_t step(std::int64_t) const override { return levels_.last() / 256 + 1; }
    std::int64_t level_of(const Candidate& found) const override { return levels_.below(found.widest) + 1; }
    Cost cost_of(std::int64_t level) const override { return levels_.cost_of(level); }

    z3::expr at_most(std::int64_t level) override {
        const auto [found, made] = literals_.try_emplace(level, model_.boolean());
        if (made) forbid(level, found->second);
        return found->second;
    }

private:
    // Contiguity: two stages on a PU have all between them there. So the shortest chunks that cost too much suffice.
    void forbid(std::int64_t level, const z3::expr& literal) {
        const ChunkCosts& costs = model_.group().costs;
        const Cost most = levels_.cost_of(level);
        for (int pu = 0; pu < model_.problem().pus(); ++pu) {
            if (!has(model_.group().pus, pu)) continue;
            int next = -1;  // the first stage too many of a chunk that begins one stage later
            for (int first = model_.problem().stages() - 1; first >= 0; --first) {
                const int too_many = costs.reach_within(pu, first, most);
                if (too_many == costs.reach(pu, first) || too_many == std::exchange(next, too_many)) continue;
                z3::expr_vector clause(model_.context());
                clause.push_back(!literal);
                clause.push_back(!*model_.at(first, pu));
                if (too_many != first) clause.push_back(!*model_.at(too_many, pu));
                model_.require(z3::mk_or(clause));
            }
        }
    }

    Model& model_;
    const Levels& levels_;
    std::map<std::int64_t, z3::expr> literals_;
};

// One literal for each level, for bounds that name all of them. All stand in one chain, so that each pair of stages
// needs one clause, not one for every bound.
class WidestChain {
public:
    WidestChain(Model& model, const Levels& levels) : model_(model), levels_(levels) {
        for (std::int64_t level = 0; level <= levels_.last(); ++level) {
            literals_.push_back(model_.boolean());
            if (level > 0) model_.require(!literals_[literals_.size() - 2] || literals_.back());
        }
        each_chunk(model_.problem(), model_.group(), [&](const Piece& chunk, Cost cost) { forbid(chunk, cost); });
    }

    const z3::expr& at_most(std::int64_t level) const { return literals_[static_cast<std::size_t>(level)]; }

private:
    void forbid(const Piece& chunk, Cost cost) {
        const std::int64_t level = levels_.below(cost);
        if (level < 0) return;
        z3::expr_vector clause(model_.context());
        clause.push_back(!*model_.at(chunk.first, chunk.pu));
        if (chunk.end - 1 != chunk.first) clause.push_back(!*model_.at(chunk.end - 1, chunk.pu));
        clause.push_back(!literals_[static_cast<std::size_t>(level)]);
        model_.require(z3::mk_or(clause));
    }

    Model& model_;
    const Levels& levels_;
    std::vector<z3::expr> literals_;
};

// Levels are nanoseconds; a bound says for each possible narrowest chunk how wide the widest may be.
class GapBounds : public Bounds {
public:
    GapBounds(Model& model, const Levels& levels) : model_(model), levels_(levels), widest_(model, levels) {
        for (std::int64_t level = 0; level <= levels_.last(); ++level) {
            wider_.push_back(model_.boolean());
            if (level > 0) model_.require(!wider_.back() || wider_[wider_.size() - 2]);
        }
        each_chunk(model_.problem(), model_.group(), [&](const Piece& chunk, Cost cost) { make_narrow(chunk, cost); });
    }

    std::int64_t last() const override { return levels_.cost_of(levels_.last()); }
    std::int64_t step(std::int64_t from) const override { return from / 4 + last() / 1024 + 1; }
    std::int64_t level_of(const Candidate& found) const override { return found.gap(); }
    Cost cost_of(std::int64_t level) const override { return level; }
    z3::expr at_most(std::int64_t gap) override {
        const z3::expr literal = model_.boolean();
        for (std::int64_t level = 0; level < levels_.last(); ++level) {
            const std::int64_t most = levels_.below(levels_.cost_of(level) + gap + 1);
            if (most == levels_.last()) break;
            model_.require(!literal || wider_[static_cast<std::size_t>(level)] || widest_.at_most(most));
        }
        return literal;
    }

private:
    // Where exactly this chunk is, not all chunks are wider than its level.
    void make_narrow(const Piece& chunk, Cost cost) {
        z3::expr_vector clause(model_.context());
        clause.push_back(!*model_.at(chunk.first, chunk.pu));
        if (chunk.end - 1 != chunk.first) clause.push_back(!*model_.at(chunk.end - 1, chunk.pu));
        if (chunk.first > 0 && model_.at(chunk.first - 1, chunk.pu)) {
            clause.push_back(*model_.at(chunk.first - 1, chunk.pu));
        }
        if (chunk.end < model_.problem().stages() && model_.at(chunk.end, chunk.pu)) {
            clause.push_back(*model_.at(chunk.end, chunk.pu));
        }
        clause.push_back(!wider_[static_cast<std::size_t>(levels_.below(cost + 1))]);
        model_.require(z3::mk_or(clause));
    }

    Model& model_;
    const Levels& levels_;
    WidestChain widest_;
    std::vector<z3::expr> wider_;  // all chunks cost more than the level
};

// Levels are nanoseconds of a sum. Z3's sums over booleans take 31 bits: the least time of each stage is subtracted,
// and what is still too large divided and rounded down, so that a bound may let a little too much pass, never less.
class LatencyBounds : public Bounds {
public:
    explicit LatencyBounds(Model& model) : model_(model), terms_(model.context()) {
        add_terms();
        Cost spread = 0;
        for (const Cost weight : weights_) spread += weight;
        while (spread / scale_ >= Cost{1} << 30U) scale_ *= 2;
    }

    std::int64_t last() const override { return largest_total; }
    std::int64_t step(std::int64_t from) const override { return from / 256 + 1; }
    std::int64_t level_of(const Candidate& found) const override { return found.latency; }
    Cost cost_of(std::int64_t level) const override { return level; }
    z3::expr at_most(std::int64_t latency) override {
        const z3::expr literal = model_.boolean();
        if (latency < least_) {
            model_.require(!literal);
        } else if (!weights_.empty()) {
            model_.require(!literal || bounded(latency - least_));
        }
        return literal;
    }

private:
    z3::expr bounded(Cost room) const {
        std::vector<int> weights;
        for (const Cost weight : weights_) weights.push_back(static_cast<int>(weight / scale_));
        const Cost bound = std::min<Cost>(room / scale_, Cost{1} << 30U);
        return z3::pble(terms_, weights.data(), static_cast<int>(bound));
    }

    void add_terms() {
        const Problem& problem = model_.problem();
        const CostGroup& group = model_.group();
        const auto& submissions = problem.model().submissions();
        for (int stage = 0; stage < problem.stages(); ++stage) {
            std::vector<std::pair<int, Cost>> times;
            Cost least = impossible;
            for (int pu = 0; pu < problem.pus(); ++pu) {
                if (!model_.at(stage, pu)) continue;
                const Cost chunk = submissions[static_cast<std::size_t>(pu)].chunk;
                times.emplace_back(pu, group.costs.cost(pu, stage, stage + 1) - chunk);
                least = std::min(least, times.back().second);
            }
            if (times.empty()) continue;
            least_ += least;
            for (const auto& [pu, time] : times) add_term(*model_.at(stage, pu), time - least);
        }
        for (int pu = 0; pu < problem.pus(); ++pu) {
            if (has(group.pus, pu)) add_term(model_.used()[pu], submissions[static_cast<std::size_t>(pu)].chunk);
        }
    }

    void add_term(const z3::expr& term, Cost weight) {
        if (weight == 0) return;
        terms_.push_back(term);
        weights_.push_back(weight);
    }

    Model& model_;
    z3::expr_vector terms_;
    std::vector<Cost> weights_;
    Cost least_ = 0;  // added to what the terms sum to
    Cost scale_ = 1;
};

}  // namespace bt::schedule::z3_engine
