#include <memory>
#include <queue>

#include "schedule/best_list.hpp"
#include "schedule/conflict.hpp"
#include "schedule/front.hpp"
#include "schedule/z3_bounds.hpp"

// The problem in Z3. One boolean for each stage and PU; bounds on the objective are literals that are assumed, never
// asserted, so that one solver answers for every bound.

namespace bt::schedule {
namespace z3_engine {
namespace {

// The best `count` schedules. Every one found is blocked; 'nothing more up to this level' is what unsatisfiable proves.
class Ranker {
public:
    Ranker(Model& model, Bounds& bounds, const Query& query)
        : model_(model),
          bounds_(bounds),
          query_(query),
          best_(Order(model.problem(), query.objective), query.count),
          empty_below_(model.problem().groups().size(), 0) {}

    // `found`: the schedule of the first check.
    Ranking rank(Candidate found) {
        add(std::move(found));
        find_optimum();
        if (complete_) widen();
        Ranking ranking;
        ranking.candidates = best_.list();
        ranking.complete = complete_;
        ranking.checks = model_.checks();
        const std::int64_t level = std::min(proven_, bounds_.last());
        ranking.bound = complete_ ? value(ranking.candidates.back(), query_.objective) : bounds_.cost_of(level);
        return ranking;
    }

private:
    void add(Candidate found) {
        const std::int64_t level = bounds_.level_of(found);
        least_ = std::min(least_, level);
        levels_.push(level);
        if (levels_.size() > query_.count) levels_.pop();
        model_.block(found);
        best_.add(std::move(found));
    }

    // Whether something unknown lies at or below the level; what was found is added. Each cost group is asked by
    // itself.
    bool find(std::int64_t level) {
        for (std::size_t tried = 0; tried < empty_below_.size() && complete_; ++tried) {
            const std::size_t group = (last_group_ + tried) % empty_below_.size();
            if (empty_below_[group] > level || !find_in(group, level)) continue;
            last_group_ = group;
            return true;
        }
        if (complete_) proven_ = std::max(proven_, level + 1);
        return false;
    }

    bool find_in(std::size_t group, std::int64_t level) {
        z3::expr_vector assumptions = model_.inside(group);
        if (level < bounds_.last()) assumptions.push_back(bounds_.at_most_inside(group, level));
        const Answer answer = model_.check(assumptions);
        if (answer == Answer::yes) add(model_.found());
        if (answer == Answer::unknown) complete_ = false;
        if (answer == Answer::no) empty_below_[group] = level + 1;
        return answer == Answer::yes;
    }

    // Halves what lies between the proven bound and the best schedule known.
    void find_optimum() {
        while (complete_ && proven_ < least_) find(proven_ + (least_ - 1 - proven_) / 2);
    }

    // The level up to which everything must be known: no further than that of the last one wanted.
    std::int64_t needed(std::int64_t target) const {
        return levels_.size() < query_.count ? target : std::min(target, levels_.top());
    }

    void widen() {
        std::int64_t step = bounds_.step(least_);
        for (std::int64_t target = least_;;) {
            while (find(needed(target))) {
            }
            if (!complete_) return;
            if (levels_.size() == query_.count && proven_ > levels_.top()) return;
            if (target >= bounds_.last()) return;
            target = std::min(bounds_.last(), proven_ + step - 1);
            step *= 2;
        }
    }

    Model& model_;
    Bounds& bounds_;
    const Query& query_;
    BestList best_;
    std::priority_queue<std::int64_t> levels_;  // of the best `count`: the worst on top
    std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t proven_ = 0;                // everything below this level is known
    std::vector<std::int64_t> empty_below_;  // the same for each cost group
    std::size_t last_group_ = 0;
    bool complete_ = true;
};

// From any schedule to one that nothing beats, proven by an unsatisfiable 'better in one and no worse in the others';
// then from what no such schedule beats, until there is nothing. Every schedule met is blocked.
class FrontFinder {
public:
    explicit FrontFinder(Model& model) : model_(model), widest_(model), latency_(model), front_(model.problem()) {}

    Ranking find() {
        while (const auto start = next()) {
            const auto best = improve(*start);
            if (!best) break;
            meet_equals(*best);
            if (complete_) model_.require(better_somewhere(*best));
        }
        Ranking ranking;
        ranking.candidates = front_.sorted();
        ranking.complete = complete_;
        ranking.checks = model_.checks();
        if (!ranking.candidates.empty()) ranking.bound = ranking.candidates.back().widest;
        return ranking;
    }

private:
    // A schedule not met before that satisfies what is required; nothing where there is none, or no time.
    std::optional<Candidate> next() {
        const Answer answer = model_.check(z3::expr_vector(model_.context()));
        if (answer == Answer::unknown) complete_ = false;
        if (answer != Answer::yes) return std::nullopt;
        Candidate found = model_.found();
        front_.add(found);
        met_.push_back(found);
        return found;
    }

    // Blocks what was met inside a scope once the scope is gone.
    void leave() {
        model_.pop();
        for (const Candidate& each : met_) model_.block(each);
        met_.clear();
    }

    z3::expr at_most(Bounds& bounds, std::int64_t level) {
        return level < 0 ? model_.context().bool_val(false) : bounds.at_most(level);
    }

    z3::expr at_most_pus(int pus) { return z3::atmost(model_.used(), static_cast<unsigned>(pus)); }

    z3::expr better_somewhere(const Candidate& than) {
        return at_most(widest_, widest_.level_of(than) - 1) || at_most(latency_, than.latency - 1) ||
               at_most_pus(than.pus() - 1);
    }

    z3::expr no_worse(const Candidate& than) {
        return at_most(widest_, widest_.level_of(than)) && at_most(latency_, than.latency) && at_most_pus(than.pus());
    }

    static bool beats(const Candidate& a, const Candidate& b) {
        return a.widest <= b.widest && a.latency <= b.latency && a.pus() <= b.pus() &&
               (a.widest < b.widest || a.latency < b.latency || a.pus() < b.pus());
    }

    // Nothing: the deadline struck.
    std::optional<Candidate> improve(Candidate from) {
        for (;;) {
            model_.push();
            model_.require(no_worse(from) && better_somewhere(from));
            auto better = next();
            leave();
            if (!complete_) return std::nullopt;
            if (!better) return from;
            // Bounds on large sums are rounded: what they let pass may be no better.
            if (beats(*better, from)) from = std::move(*better);
        }
    }

    // Of those that agree in everything the front keeps the first by uid.
    void meet_equals(const Candidate& best) {
        model_.push();
        model_.require(no_worse(best));
        for (std::size_t seen = 0; seen < most_ties; ++seen) {
            const auto other = next();
            if (!other) break;
            model_.block(*other);
        }
        leave();
    }

    Model& model_;
    WidestBounds widest_;
    LatencyBounds latency_;
    Front front_;
    std::vector<Candidate> met_;
    bool complete_ = true;
};

bool feasible(const Problem& problem) {
    if (problem.groups().empty()) return false;
    Model model(problem, std::nullopt);
    return model.check(z3::expr_vector(model.context())) == Answer::yes;
}

std::unique_ptr<Bounds> make_bounds(Model& model, Objective objective) {
    if (objective == Objective::latency) return std::make_unique<LatencyBounds>(model);
    if (objective == Objective::gap) return std::make_unique<GapBounds>(model);
    return std::make_unique<WidestBounds>(model);
}

Ranking solve(const Problem& problem, const Query& query) {
    Model model(problem, query.deadline);
    const Answer first = model.check(z3::expr_vector(model.context()));
    if (first == Answer::no) throw_infeasible(problem, feasible);
    if (first == Answer::unknown) {
        throw host_error("z3 found no schedule within its time", "give it more with --timeout, or take --engine exact");
    }
    if (query.objective == Objective::pareto) return FrontFinder(model).find();
    Candidate found = model.found();
    const auto bounds = make_bounds(model, query.objective);
    return Ranker(model, *bounds, query).rank(std::move(found));
}

}  // namespace
}  // namespace z3_engine

Ranking solve_z3(const Problem& problem, const Query& query) {
    if (problem.groups().empty()) throw_infeasible(problem, z3_engine::feasible);
    try {
        return z3_engine::solve(problem, query);
    } catch (const z3::exception& fault) {
        throw host_error(std::string("a fault of the solver: ") + fault.msg(), "take --engine exact");
    }
}

}  // namespace bt::schedule
