#include <memory>
#include <queue>
#include <set>

#include "schedule/at_hand.hpp"
#include "schedule/best_list.hpp"
#include "schedule/conflict.hpp"
#include "schedule/front.hpp"
#include "schedule/neighbours.hpp"
#include "schedule/z3_bounds.hpp"

// The problem in Z3. One boolean for each stage and PU; bounds on the objective are literals that are assumed, never
// asserted, so that one solver answers for every bound.

namespace bt::schedule {
namespace z3_engine {
namespace {

// One cost group in the solver.
struct Unit {
    std::unique_ptr<Model> model;
    std::unique_ptr<Bounds> bounds;
    std::int64_t empty_below = 0;  // no unknown schedule of this group lies below this level
};

// The level after `level`; the last of all, which means without bound, has none.
std::int64_t above(std::int64_t level) { return level == INT64_MAX ? level : level + 1; }

// The best `count` schedules. Every one found is blocked; 'nothing more up to this level' is what unsatisfiable proves.
class Ranker {
public:
    Ranker(const Problem& problem, std::vector<Unit>& units, const Query& query)
        : problem_(problem), units_(units), query_(query), best_(Order(problem, query.objective), query.count) {}

    Ranking rank() {
        find_any();
        if (complete_) find_optimum();
        if (complete_) widen();
        if (!complete_) add_what_is_at_hand();
        Ranking ranking;
        ranking.candidates = best_.list();
        ranking.complete = complete_;
        for (const Unit& unit : units_) ranking.checks += unit.model->checks();
        if (ranking.candidates.empty()) return ranking;
        ranking.bound = complete_ ? value(ranking.candidates.back(), query_.objective) : proven_cost();
        return ranking;
    }

private:
    Bounds& bounds() const { return *units_.front().bounds; }  // levels mean the same in all

    void add_what_is_at_hand() {
        for (Candidate& each : schedules_at_hand(problem_, query_.objective, query_.count)) {
            if (known_.insert(each.pieces).second) best_.add(std::move(each));
        }
    }

    // Nothing unknown costs less.
    Cost proven_cost() const {
        return std::max(bounds().cost_of(std::min(proven_, bounds().last())),
                        least_possible(problem_, query_.objective));
    }

    // A first schedule of each group: what is nearest to hand, and often near the best.
    void find_any() {
        for (std::size_t i = 0; i < units_.size() && complete_; ++i) find_in(i, bounds().last());
    }

    void add(std::size_t unit, Candidate found) {
        const std::int64_t level = bounds().level_of(found);
        least_ = std::min(least_, level);
        levels_.push(level);
        if (levels_.size() > query_.count) levels_.pop();
        units_[unit].model->block(found);
        known_.insert(found.pieces);
        best_.add(found);
        found_.push_back({unit, std::move(found)});
    }

    // Adds what lies near the schedules from `begin` on and below the level, and what lies near that: a check finds one
    // schedule in 0.3 ms, most others are a step away from it. The solver proves that none is missing.
    void spread(std::size_t begin, std::int64_t level) {
        for (std::size_t i = begin; i < found_.size() && found_.size() < most_known && !late(); ++i) {
            const auto [unit, from] = found_[i];
            if (bounds().level_of(from) > level) continue;
            each_neighbour(problem_, from.pieces, [&, unit = unit](const std::vector<Piece>& pieces) {
                if (known_.count(pieces) > 0) return;
                Candidate near = evaluate(problem_, pieces);
                if (bounds().level_of(near) <= needed(level)) add(unit, std::move(near));
            });
        }
    }

    bool late() const { return query_.deadline && Clock::now() > *query_.deadline; }

    // Whether something unknown lies at or below the level; what was found is added.
    bool find(std::int64_t level) {
        for (std::size_t tried = 0; tried < units_.size() && complete_; ++tried) {
            const std::size_t next = (last_ + tried) % units_.size();
            if (units_[next].empty_below > level || !find_in(next, level)) continue;
            last_ = next;
            return true;
        }
        if (complete_) proven_ = std::max(proven_, above(level));
        return false;
    }

    bool find_in(std::size_t number, std::int64_t level) {
        Unit& unit = units_[number];
        z3::expr_vector assumptions(unit.model->context());
        if (level < bounds().last()) assumptions.push_back(unit.bounds->at_most(level));
        const Answer answer = unit.model->check(assumptions);
        if (answer == Answer::yes) {
            add(number, unit.model->found());
            if (level < bounds().last()) spread(found_.size() - 1, level);
        }
        if (answer == Answer::unknown) complete_ = false;
        if (answer == Answer::no) unit.empty_below = above(level);
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
        std::int64_t step = bounds().step(least_);
        for (std::int64_t target = least_;;) {
            spread(0, target);
            while (find(needed(target))) {
            }
            if (!complete_) return;
            if (levels_.size() == query_.count && proven_ > levels_.top()) return;
            if (target >= bounds().last()) return;
            target = std::min(bounds().last(), proven_ + step - 1);
            step *= 2;
        }
    }

    // Ties can be millions; beyond this each must be found by a check, which the deadline bounds.
    static constexpr std::size_t most_known = 20'000;

    struct Known {
        std::size_t unit;
        Candidate candidate;
    };

    const Problem& problem_;
    std::vector<Unit>& units_;
    const Query& query_;
    std::vector<Known> found_;
    std::set<std::vector<Piece>> known_;
    BestList best_;
    std::priority_queue<std::int64_t> levels_;  // of the best `count`: the worst on top
    std::int64_t least_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t proven_ = 0;  // everything below this level is known
    std::size_t last_ = 0;     // the unit that found something last
    bool complete_ = true;
};

// From any schedule to one that nothing beats, proven by an unsatisfiable 'better in one and no worse in the others';
// then from what no such schedule beats, until there is nothing. Every schedule met is blocked.
class FrontFinder {
public:
    FrontFinder(Model& model, const Levels& levels, Front& front)
        : model_(model), widest_(model, levels), latency_(model), front_(front) {}

    // Adds what of this group belongs to the front of all. False: the deadline struck.
    bool find() {
        // As good as one of another group is not enough to be asked for, but its uid may come first.
        for (const Candidate& each : front_.sorted()) {
            meet_equals(each);
            if (complete_) model_.require(better_somewhere(each));
        }
        while (complete_) {
            const auto start = next();
            const auto best = start ? improve(*start) : std::nullopt;
            if (!best) break;
            meet_equals(*best);
            if (complete_) model_.require(better_somewhere(*best));
        }
        return complete_;
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
    Front& front_;
    std::vector<Candidate> met_;
    bool complete_ = true;
};

bool feasible(const Problem& problem) {
    z3::context context;
    return std::any_of(problem.groups().begin(), problem.groups().end(), [&](const CostGroup& group) {
        Model model(context, problem, group, std::nullopt);
        return model.check(z3::expr_vector(context)) == Answer::yes;
    });
}

std::unique_ptr<Bounds> make_bounds(Model& model, const Levels& levels, Objective objective) {
    if (objective == Objective::latency) return std::make_unique<LatencyBounds>(model);
    if (objective == Objective::gap) return std::make_unique<GapBounds>(model, levels);
    return std::make_unique<WidestBounds>(model, levels);
}

Ranking find_front(z3::context& context, const Problem& problem, const Levels& levels, const Query& query) {
    Front front(problem);
    Ranking ranking;
    for (const CostGroup& group : problem.groups()) {
        // One set at a time even where one table serves all: which PUs are used is most of what a sum depends on (0.1 s
        // for the front of a 9 × 4 table instead of 11 s).
        for (const PuSet set : group.sets) {
            const CostGroup alone{{set}, set, group.costs};
            Model model(context, problem, alone, query.deadline);
            ranking.complete = FrontFinder(model, levels, front).find() && ranking.complete;
            ranking.checks += model.checks();
        }
    }
    if (!ranking.complete) {
        for (const Candidate& each : schedules_at_hand(problem, query.objective, query.count)) front.add(each);
    }
    ranking.candidates = front.sorted();
    if (ranking.candidates.empty()) return ranking;
    ranking.bound = ranking.complete ? ranking.candidates.back().widest : least_possible(problem, query.objective);
    return ranking;
}

Ranking rank_all(z3::context& context, const Problem& problem, const Levels& levels, const Query& query) {
    std::vector<Unit> units;
    for (const CostGroup& group : problem.groups()) {
        units.push_back({std::make_unique<Model>(context, problem, group, query.deadline), nullptr});
        units.back().bounds = make_bounds(*units.back().model, levels, query.objective);
    }
    return Ranker(problem, units, query).rank();
}

Ranking solve(const Problem& problem, const Query& query) {
    z3::context context;
    const Levels levels(problem);
    if (levels.last() < 0) throw_infeasible(problem, feasible);
    Ranking ranking = query.objective == Objective::pareto ? find_front(context, problem, levels, query)
                                                           : rank_all(context, problem, levels, query);
    if (ranking.candidates.empty()) throw_infeasible(problem, feasible);
    return ranking;
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
