#pragma once

#include <z3++.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <vector>

#include "schedule/concurrent/lower_bounds.hpp"

// Included by z3_chains.cpp alone: z3++.h takes 3 s to compile.

namespace bt::schedule::z3_chains {

using Clock = std::chrono::steady_clock;

// Assignments with starts that keep every PU to one group at a time, each group at its best rate: what contention and
// the ready rule do comes on top, so that no assignment ends before its model does.
class Model {
public:
    explicit Model(const ConcurrentProblem& problem)
        : problem_(problem),
          bounds_(problem, ConcurrentObjective::makespan),
          ready_rule_(problem.contention().kind() == ContentionKind::none),
          solver_(context_, z3::solver::simple()) {
        z3::params params(context_);
        params.set("auto_config", false);
        params.set("ctrl_c", false);  // its handler would take a Ctrl-C for the end of its time
        params.set("arith.solver", 2U);
        solver_.set(params);
        for (int chain = 0; chain < problem.chains(); ++chain) add_chain(chain);
        for (int a = 0; a < problem.chains(); ++a) {
            for (int b = a + 1; b < problem.chains(); ++b) keep_apart(a, b);
        }
    }

    z3::context& context() { return context_; }
    std::uint64_t checks() const { return checks_; }
    const z3::expr& end(int chain) const { return chains_[static_cast<std::size_t>(chain)].back().end; }

    // An assignment that satisfies `wish` and was not blocked. Nothing: there is none, or with `unknown` no time.
    std::optional<Assignment> find(const z3::expr& wish, std::optional<Clock::time_point> deadline, bool& unknown) {
        unknown = false;
        if (deadline) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
            unknown = left <= 0;
            if (unknown) return std::nullopt;
            solver_.set("timeout", static_cast<unsigned>(std::min<std::int64_t>(left, 1U << 30U)));
        }
        ++checks_;
        solver_.push();
        solver_.add(wish);
        const z3::check_result result = solver_.check();
        std::optional<Assignment> found;
        if (result == z3::sat) found = assignment();
        solver_.pop();
        unknown = result == z3::unknown;
        return found;
    }

    void block(const Assignment& assignment) {
        z3::expr_vector clause(context_);
        for (std::size_t chain = 0; chain < chains_.size(); ++chain) {
            for (std::size_t group = 0; group < chains_[chain].size(); ++group) {
                clause.push_back(!at(chains_[chain][group], assignment[chain][group]));
            }
        }
        solver_.add(z3::mk_or(clause));
    }

private:
    struct Group {
        z3::expr_vector on;  // by PU
        z3::expr ready;
        z3::expr start;
        z3::expr end;
    };

    static z3::expr at(const Group& group, int pu) { return group.on[pu]; }
    z3::expr number(Cost value) { return context_.int_val(static_cast<std::int64_t>(value)); }
    std::string name(const char* what) { return what + std::to_string(names_++); }
    z3::expr time(const char* what) { return context_.int_const(name(what).c_str()); }

    Cost least(int chain, int group, int pu) const {
        return static_cast<Cost>(std::floor(bounds_.least(chain, group, pu) + 1e-6));
    }

    void add_chain(int chain) {
        std::vector<Group>& groups = chains_.emplace_back();
        z3::expr_vector switched(context_);
        for (int index = 0; index < problem_.groups(chain); ++index) {
            groups.push_back({z3::expr_vector(context_), time("r"), time("s"), time("e")});
            Group& group = groups.back();
            place(chain, index, group);
            if (index == 0) {
                solver_.add(group.ready == 0);
            } else {
                follow(chain, index, groups[static_cast<std::size_t>(index) - 1], group, switched);
            }
            solver_.add(group.start >= group.ready);
        }
        const auto& most = problem_.chain(chain).most_switches;
        if (most && !switched.empty()) solver_.add(z3::atmost(switched, static_cast<unsigned>(*most)));
    }

    void place(int chain, int index, Group& group) {
        for (int pu = 0; pu < problem_.pus(); ++pu) {
            group.on.push_back(context_.bool_const(name("x").c_str()));
            if (problem_.cost(chain, index, pu).possible()) {
                solver_.add(z3::implies(at(group, pu), group.end == group.start + number(least(chain, index, pu))));
            } else {
                solver_.add(!at(group, pu));
            }
            for (int other = 0; other < pu; ++other) solver_.add(!at(group, pu) || !at(group, other));
        }
        solver_.add(z3::mk_or(group.on));
    }

    void follow(int chain, int index, const Group& before, const Group& group, z3::expr_vector& switched) {
        const z3::expr changes = context_.bool_const(name("c").c_str());
        for (int from = 0; from < problem_.pus(); ++from) {
            for (int to = 0; to < problem_.pus(); ++to) {
                const z3::expr both = at(before, from) && at(group, to);
                const Cost delay = problem_.delay(chain, index - 1, from, to);
                solver_.add(z3::implies(both, group.ready == before.end + number(delay)));
                if (from != to) solver_.add(z3::implies(both, changes));
            }
        }
        switched.push_back(changes);
    }

    // On one PU one is over before the other begins: with nothing slowed down the one that was ready first.
    void keep_apart(int a, int b) {
        for (const Group& one : chains_[static_cast<std::size_t>(a)]) {
            for (const Group& other : chains_[static_cast<std::size_t>(b)]) {
                z3::expr_vector shared(context_);
                for (int pu = 0; pu < problem_.pus(); ++pu) shared.push_back(at(one, pu) && at(other, pu));
                const z3::expr first = context_.bool_const(name("b").c_str());
                z3::expr one_first = other.start >= one.end;
                z3::expr other_first = one.start >= other.end;
                if (ready_rule_) {
                    one_first = one_first && one.ready <= other.ready;
                    other_first = other_first && other.ready < one.ready;
                }
                solver_.add(z3::implies(z3::mk_or(shared), (first && one_first) || (!first && other_first)));
            }
        }
    }

    Assignment assignment() {
        const z3::model model = solver_.get_model();
        Assignment made;
        for (const auto& groups : chains_) {
            std::vector<int>& pus = made.emplace_back();
            for (const Group& group : groups) {
                int pu = 0;
                while (pu + 1 < problem_.pus() && !model.eval(at(group, pu), true).is_true()) ++pu;
                pus.push_back(pu);
            }
        }
        return made;
    }

    const ConcurrentProblem& problem_;
    LowerBounds bounds_;
    bool ready_rule_;
    z3::context context_;
    z3::solver solver_;
    std::vector<std::vector<Group>> chains_;
    int names_ = 0;
    std::uint64_t checks_ = 0;
};

}  // namespace bt::schedule::z3_chains
