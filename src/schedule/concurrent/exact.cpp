#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"
#include "schedule/concurrent/exact_search.hpp"

namespace bt::schedule {
namespace {

constexpr Value worst{std::numeric_limits<Cost>::max(), std::numeric_limits<Cost>::max()};

// The first pass proves that nothing is better by more than a hundredth, in a fraction of the time that the second,
// which begins with what the first found, takes to prove the optimum: large problems end with that if with nothing
// else.
constexpr double tolerances[] = {0.01, 0};

int switched(const Simulation::Job& job, int pu) { return job.last != Simulation::undecided && job.last != pu ? 1 : 0; }

}  // namespace

ExactSearch::ExactSearch(const ConcurrentProblem& problem, const ConcurrentQuery& query)
    : problem_(problem),
      query_(query),
      bounds_(problem, query.objective),
      incumbent_(problem, query),
      by_hand_(query.order == OrderRule::free),
      loads_(static_cast<std::size_t>(problem.pus()), 0),
      order_(loads_.size()) {
    int groups = 0;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        assignment_.emplace_back(static_cast<std::size_t>(problem.groups(chain)), 0);
        groups += problem.groups(chain);
    }
    switches_.resize(assignment_.size(), 0);
    // Each group is decided and, by hand, begun; and a PU may be held once before each begin.
    const auto starts = by_hand_ ? Simulation::Starts::by_hand : Simulation::Starts::by_rule;
    stack_.assign(static_cast<std::size_t>(by_hand_ ? (2 + problem.pus()) * groups + 1 : groups + 1),
                  Simulation(problem, starts));
    branches_.resize(stack_.size());
}

ConcurrentAnswer ExactSearch::search() {
    incumbent_.begin();
    const Value root = bounds_.of(stack_[0], loads_);
    Value bound = root;
    for (const double tolerance : tolerances) {
        tolerance_ = tolerance;
        open_ = worst;
        explore(0, root);
        if (!incumbent_.best()) break;
        bound = std::max(bound, proven_by_pass());
        if (stopped_) break;
    }
    if (!incumbent_.best()) {
        if (stopped_) throw host_error("no schedule found within the time", "give it more with --timeout");
        throw data_error("no schedule keeps to the switches that are allowed", "raise --max-switches");
    }
    return {*incumbent_.best(), std::min(bound, incumbent_.best()->value), taken_};
}

bool ExactSearch::out_of_time() {
    if (!stopped_ && query_.deadline && taken_ % 256 == 1) {
        stopped_ = std::chrono::steady_clock::now() >= *query_.deadline;
    }
    return stopped_;
}

bool ExactSearch::hopeless(const Value& bound) const {
    if (tolerance_ == 0 || bound == worst) return incumbent_.beats(bound);
    return incumbent_.beats({bound.late, static_cast<Cost>(static_cast<double>(bound.cost) * (1 + tolerance_))});
}

// What was given up was not better than this.
Value ExactSearch::proven_by_pass() const {
    Value best = incumbent_.best()->value;
    best.cost = static_cast<Cost>(std::floor(static_cast<double>(best.cost) / (1 + tolerance_)));
    return stopped_ ? std::min(open_, best) : best;
}

// `bound`: of this moment.
void ExactSearch::explore(std::size_t depth, const Value& bound) {
    ++taken_;
    if (hopeless(bound)) return;
    if (out_of_time()) {
        open_ = std::min(open_, bound);
        return;
    }
    for (;;) {
        const int job = stack_[depth].waits_for_decision();
        if (job >= 0) return decide(depth, static_cast<std::size_t>(job));
        if (by_hand_ && choose(depth)) return;
        if (!stack_[depth].advance([](std::size_t, int, double, double) {})) return finish(stack_[depth]);
    }
}

void ExactSearch::decide(std::size_t depth, std::size_t job) {
    const Simulation::Job at = stack_[depth].jobs()[job];
    const int most = problem_.chain(at.chain).most_switches.value_or(std::numeric_limits<int>::max());
    std::vector<Branch>& branches = branches_[depth];
    branches.clear();
    for (int pu = 0; pu < problem_.pus(); ++pu) {
        if (!problem_.cost(at.chain, at.group, pu).possible() || switches_[job] + switched(at, pu) > most) continue;
        place(depth, job, pu);
        branches.push_back({bounds_.of(stack_[depth + 1], loads_), pu, static_cast<int>(job)});
        loads_[static_cast<std::size_t>(pu)] -= bounds_.least(at.chain, at.group, pu);
    }
    sort(branches);
    for (const Branch& branch : branches) {
        place(depth, job, branch.pu);
        assignment_[job][static_cast<std::size_t>(at.group)] = branch.pu;
        switches_[job] += switched(at, branch.pu);
        explore(depth + 1, branch.bound);
        switches_[job] -= switched(at, branch.pu);
        loads_[static_cast<std::size_t>(branch.pu)] -= bounds_.least(at.chain, at.group, branch.pu);
    }
}

void ExactSearch::place(std::size_t depth, std::size_t job, int pu) {
    const Simulation::Job& at = stack_[depth].jobs()[job];
    stack_[depth + 1] = stack_[depth];
    stack_[depth + 1].decide(job, pu);
    loads_[static_cast<std::size_t>(pu)] += bounds_.least(at.chain, at.group, pu);
}

void ExactSearch::sort(std::vector<Branch>& branches) {
    std::stable_sort(branches.begin(), branches.end(),
                     [](const Branch& a, const Branch& b) { return a.bound < b.bound; });
}

// All groups have ended, or PUs wait for what never comes.
void ExactSearch::finish(const Simulation& simulation) {
    for (std::size_t job = 0; job < simulation.jobs().size(); ++job) {
        if (!simulation.done(job)) return;
    }
    if (hopeless(bounds_.of(simulation, loads_))) return;
    if (by_hand_) {
        incumbent_.offer(assignment_, order_);
    } else {
        incumbent_.offer(assignment_);
    }
}

std::optional<double> ConcurrentAnswer::gap() const {
    if (bound.late != best.value.late) return std::nullopt;
    if (proven() || best.value.cost == 0) return 0;
    return static_cast<double>(best.value.cost - bound.cost) / static_cast<double>(best.value.cost);
}

ConcurrentAnswer solve_exact(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    return ExactSearch(problem, query).search();
}

}  // namespace bt::schedule
