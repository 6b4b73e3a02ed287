#pragma once

#include <z3++.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/schedule/engine.hpp"

// Included by z3_engine.cpp alone: z3++.h takes 3 s to compile.

namespace bt::schedule::z3_engine {

using Clock = std::chrono::steady_clock;

enum class Answer { yes, no, unknown };

inline bool has(PuSet set, int pu) { return ((set >> static_cast<unsigned>(pu)) & 1U) != 0; }

class Model {
public:
    Model(const Problem& problem, std::optional<Clock::time_point> deadline)
        : problem_(problem),
          solver_(context_, "QF_FD"),
          stages_(problem.stages()),
          pus_(problem.pus()),
          deadline_(deadline),
          used_(context_) {
        make_variables();
        chain_stages();
        tie_used();
        allow_sets();
        for (std::size_t group = 0; group < problem_.groups().size(); ++group) forbid_unable(group);
    }

    z3::context& context() { return context_; }
    z3::expr boolean() { return z3::expr(context_, Z3_mk_fresh_const(context_, "b", context_.bool_sort())); }
    const Problem& problem() const { return problem_; }
    const z3::expr_vector& used() const { return used_; }
    std::uint64_t checks() const { return checks_; }
    void require(const z3::expr& fact) { solver_.add(fact); }
    void push() { solver_.push(); }
    void pop() { solver_.pop(); }

    Answer check(const z3::expr_vector& assumptions) {
        if (deadline_) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline_ - Clock::now()).count();
            if (left <= 0) return Answer::unknown;
            // Setting it each time costs as much as an easy check.
            if (checks_ % 64 == 0)
                solver_.set("timeout", static_cast<unsigned>(std::min<std::int64_t>(left, 1U << 30U)));
        }
        ++checks_;
        z3::expr_vector copy = assumptions;
        switch (solver_.check(copy)) {
            case z3::sat: return Answer::yes;
            case z3::unsat: return Answer::no;
            default: return Answer::unknown;
        }
    }

    // Assumptions under which the schedule belongs to this cost group. The solver knows it then before it begins, and
    // the other groups' clauses are out of its way: a tenth of the time.
    z3::expr_vector inside(std::size_t group) {
        z3::expr_vector assumptions(context_);
        if (in_group_.empty()) return assumptions;
        const PuSet set = problem_.groups()[group].pus;
        for (int pu = 0; pu < pus_; ++pu) assumptions.push_back(has(set, pu) ? used_[pu] : !used_[pu]);
        return assumptions;
    }

    // The schedule that the last check found.
    Candidate found() {
        const z3::model model = solver_.get_model();
        std::vector<Piece> pieces;
        for (int stage = 0; stage < stages_; ++stage) {
            const int pu = pu_of(model, stage);
            if (pieces.empty() || pieces.back().pu != pu) {
                pieces.push_back({pu, stage, stage + 1});
            } else {
                pieces.back().end = stage + 1;
            }
        }
        return evaluate(problem_, std::move(pieces));
    }

    // Never this schedule again.
    void block(const Candidate& candidate) {
        z3::expr_vector clause(context_);
        for (const Piece& piece : candidate.pieces) {
            for (int stage = piece.first; stage < piece.end; ++stage) clause.push_back(!*at(stage, piece.pu));
        }
        solver_.add(z3::mk_or(clause));
    }

    // The stage on the PU; nothing where no table lets it.
    const std::optional<z3::expr>& at(int stage, int pu) const {
        return runs_[static_cast<std::size_t>(stage * pus_ + pu)];
    }

    // What makes a fact hold only where the schedule belongs to this cost group: its negation, or nothing where there
    // is but one group.
    void except_outside(std::size_t group, z3::expr_vector& clause) const {
        if (!in_group_.empty()) clause.push_back(!in_group_[group]);
    }

private:
    bool may_run(int stage, int pu) const {
        const auto& groups = problem_.groups();
        return std::any_of(groups.begin(), groups.end(), [&](const CostGroup& group) {
            return has(group.pus, pu) && group.costs.reach(pu, stage) > stage;
        });
    }

    void make_variables() {
        for (int stage = 0; stage < stages_; ++stage) {
            z3::expr_vector somewhere(context_);
            for (int pu = 0; pu < pus_; ++pu) {
                runs_.emplace_back(may_run(stage, pu) ? std::optional(boolean()) : std::nullopt);
                if (runs_.back()) somewhere.push_back(*runs_.back());
            }
            solver_.add(z3::mk_or(somewhere));
            for (int i = 0; i < static_cast<int>(somewhere.size()); ++i) {
                for (int j = 0; j < i; ++j) solver_.add(!somewhere[i] || !somewhere[j]);
            }
        }
    }

    // A PU that has been left is not come back to, and is not left where no cut is allowed.
    void chain_stages() {
        for (int pu = 0; pu < pus_; ++pu) {
            std::optional<z3::expr> left;
            for (int stage = 0; stage < stages_; ++stage) {
                const auto& here = at(stage, pu);
                if (left && here) solver_.add(!*left || !*here);
                const auto& next = stage + 1 < stages_ ? at(stage + 1, pu) : no_variable_;
                if (stage + 1 < stages_ && !problem_.may_cut(stage + 1)) {
                    const z3::expr no = context_.bool_val(false);
                    solver_.add((here ? *here : no) == (next ? *next : no));
                }
                z3::expr gone = boolean();
                if (left) solver_.add(!*left || gone);
                if (here) solver_.add(next ? !*here || *next || gone : !*here || gone);
                left = gone;
            }
        }
    }

    void tie_used() {
        for (int pu = 0; pu < pus_; ++pu) {
            used_.push_back(boolean());
            z3::expr_vector any(context_);
            any.push_back(!used_[pu]);
            for (int stage = 0; stage < stages_; ++stage) {
                if (!at(stage, pu)) continue;
                solver_.add(!*at(stage, pu) || used_[pu]);
                any.push_back(*at(stage, pu));
            }
            solver_.add(z3::mk_or(any));
        }
    }

    // The PUs used are one of the sets allowed, and say which cost group it is.
    void allow_sets() {
        const auto& groups = problem_.groups();
        std::vector<int> group_of(std::size_t{1} << static_cast<unsigned>(pus_), -1);
        for (std::size_t i = 0; i < groups.size(); ++i) {
            for (const PuSet set : groups[i].sets) group_of[set] = static_cast<int>(i);
            if (groups.size() > 1) in_group_.push_back(boolean());
        }
        for (PuSet set = 1; set < group_of.size(); ++set) {
            if (group_of[set] >= 0 && in_group_.empty()) continue;
            z3::expr_vector clause(context_);
            for (int pu = 0; pu < pus_; ++pu) {
                const z3::expr used = used_[pu];
                clause.push_back(has(set, pu) ? !used : used);
            }
            if (group_of[set] >= 0) clause.push_back(in_group_[static_cast<std::size_t>(group_of[set])]);
            solver_.add(z3::mk_or(clause));
        }
    }

    void forbid_unable(std::size_t group) {
        const CostGroup& costs = problem_.groups()[group];
        for (int pu = 0; pu < pus_; ++pu) {
            if (!has(costs.pus, pu)) continue;
            for (int stage = 0; stage < stages_; ++stage) {
                if (!at(stage, pu) || costs.costs.reach(pu, stage) > stage) continue;
                z3::expr_vector clause(context_);
                except_outside(group, clause);
                clause.push_back(!*at(stage, pu));
                solver_.add(z3::mk_or(clause));
            }
        }
    }

    int pu_of(const z3::model& model, int stage) const {
        for (int pu = 0; pu < pus_; ++pu) {
            if (!at(stage, pu)) continue;
            const Z3_ast value = Z3_model_get_const_interp(context_, model, at(stage, pu)->decl());
            if (value && Z3_get_bool_value(context_, value) == Z3_L_TRUE) return pu;
        }
        throw host_error("a fault of the solver: a stage without PU", "take --engine exact");
    }

    const Problem& problem_;
    z3::context context_;
    z3::solver solver_;
    int stages_;
    int pus_;
    std::optional<Clock::time_point> deadline_;
    std::vector<std::optional<z3::expr>> runs_;
    std::optional<z3::expr> no_variable_;
    z3::expr_vector used_;
    std::vector<z3::expr> in_group_;  // empty: one group
    std::uint64_t checks_ = 0;
};

}  // namespace bt::schedule::z3_engine
