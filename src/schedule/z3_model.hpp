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

// The schedules of one cost group. A solver for each group answers in a tenth of the time that one for all takes: a
// check costs what the solver holds, not only what it looks at.
class Model {
public:
    Model(z3::context& context, const Problem& problem, const CostGroup& group,
          std::optional<Clock::time_point> deadline)
        : context_(context),
          problem_(problem),
          group_(group),
          solver_(context, z3::solver::simple()),
          stages_(problem.stages()),
          pus_(problem.pus()),
          deadline_(deadline),
          used_(context) {
        z3::params params(context);
        params.set("auto_config", false);
        params.set("ctrl_c", false);  // its handler would take a Ctrl-C for the end of its time
        params.set("relevancy", 0U);
        params.set("mbqi", false);
        params.set("ematching", false);
        solver_.set(params);
        make_variables();
        chain_stages();
        tie_used();
        allow_sets();
    }

    z3::context& context() { return context_; }
    // Numbered, not named: solvers share the names, and none compares texts.
    z3::expr boolean() {
        return z3::expr(context_, Z3_mk_const(context_, Z3_mk_int_symbol(context_, booleans_++), context_.bool_sort()));
    }
    const Problem& problem() const { return problem_; }
    const CostGroup& group() const { return group_; }
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

    // Never this schedule again. The ends of its chunks tell it from all others.
    void block(const Candidate& candidate) {
        z3::expr_vector clause(context_);
        for (const Piece& piece : candidate.pieces) {
            clause.push_back(!*at(piece.first, piece.pu));
            if (piece.end - 1 != piece.first) clause.push_back(!*at(piece.end - 1, piece.pu));
        }
        solver_.add(z3::mk_or(clause));
    }

    // The stage on the PU; nothing where no table lets it.
    const std::optional<z3::expr>& at(int stage, int pu) const {
        return runs_[static_cast<std::size_t>(stage * pus_ + pu)];
    }

private:
    bool may_run(int stage, int pu) const { return has(group_.pus, pu) && group_.costs.reach(pu, stage) > stage; }

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

    // The PUs used are one of the sets allowed.
    void allow_sets() {
        std::vector<bool> allowed(std::size_t{1} << static_cast<unsigned>(pus_), false);
        for (const PuSet set : group_.sets) allowed[set] = true;
        for (PuSet set = 1; set < allowed.size(); ++set) {
            if (allowed[set] || (set & ~group_.pus) != 0) continue;
            z3::expr_vector clause(context_);
            for (int pu = 0; pu < pus_; ++pu) {
                if (has(group_.pus, pu)) clause.push_back(has(set, pu) ? !used_[pu] : used_[pu]);
            }
            solver_.add(z3::mk_or(clause));
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

    z3::context& context_;
    const Problem& problem_;
    const CostGroup& group_;
    z3::solver solver_;
    int stages_;
    int pus_;
    std::optional<Clock::time_point> deadline_;
    std::vector<std::optional<z3::expr>> runs_;
    std::optional<z3::expr> no_variable_;
    z3::expr_vector used_;
    int booleans_ = 0;
    std::uint64_t checks_ = 0;
};

}  // namespace bt::schedule::z3_engine
