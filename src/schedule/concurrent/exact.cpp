// Branch and bound in the order of time: a group gets its PU in the moment in which its chain gets to it, so that what
// has happened so far is simulated once for all that may follow.
#include <algorithm>
#include <functional>

#include "bt/core/error.hpp"
#include "schedule/concurrent/incumbent.hpp"
#include "schedule/concurrent/lower_bounds.hpp"

namespace bt::schedule {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Value worst{std::numeric_limits<Cost>::max(), std::numeric_limits<Cost>::max()};

class Search {
public:
    Search(const ConcurrentProblem& problem, const ConcurrentQuery& query)
        : problem_(problem),
          query_(query),
          bounds_(problem, query.objective),
          incumbent_(problem, query),
          by_hand_(query.order == OrderRule::free),
          loads_(static_cast<std::size_t>(problem.pus()), 0) {
        int groups = 0;
        for (int chain = 0; chain < problem.chains(); ++chain) {
            assignment_.emplace_back(static_cast<std::size_t>(problem.groups(chain)), 0);
            groups += problem.groups(chain);
        }
        switches_.resize(assignment_.size(), 0);
        order_.resize(loads_.size());
        // Each group is decided and, by hand, begun; and a PU may be held once before each begin.
        const auto starts = by_hand_ ? Simulation::Starts::by_hand : Simulation::Starts::by_rule;
        stack_.assign(static_cast<std::size_t>(by_hand_ ? (2 + problem.pus()) * groups + 1 : groups + 1),
                      Simulation(problem, starts));
        branches_.resize(stack_.size());
    }

    ConcurrentAnswer search() {
        incumbent_.begin();
        explore(0, bounds_.of(stack_[0], loads_));
        if (!incumbent_.best()) {
            if (stopped_) throw host_error("no schedule found within the time", "give it more with --timeout");
            throw data_error("no schedule keeps to the switches that are allowed", "raise --max-switches");
        }
        const Value best = incumbent_.best()->value;
        return {*incumbent_.best(), stopped_ ? std::min(open_, best) : best, branches_taken_};
    }

private:
    struct Branch {
        Value bound;
        int pu;   // decided, or begun on, or held
        int job;  // begun; -1: held
    };

    bool out_of_time() {
        if (!stopped_ && query_.deadline && branches_taken_ % 256 == 0) stopped_ = Clock::now() >= *query_.deadline;
        return stopped_;
    }

    // `bound`: of this moment.
    void explore(std::size_t depth, const Value& bound) {
        ++branches_taken_;
        if (incumbent_.beats(bound)) return;
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

    void decide(std::size_t depth, std::size_t job) {
        const Simulation::Job at = stack_[depth].jobs()[job];
        const auto& most = problem_.chain(at.chain).most_switches;
        std::vector<Branch>& branches = branches_[depth];
        branches.clear();
        for (int pu = 0; pu < problem_.pus(); ++pu) {
            if (!problem_.cost(at.chain, at.group, pu).possible()) continue;
            if (switches_[job] + switched(at, pu) > most.value_or(std::numeric_limits<int>::max())) continue;
            place(depth, job, pu);
            branches.push_back({bounds_.of(stack_[depth + 1], loads_), pu, static_cast<int>(job)});
            loads_[static_cast<std::size_t>(pu)] -= bounds_.least(at.chain, at.group, pu);
        }
        sort(branches);
        for (std::size_t i = 0; i < branches_[depth].size(); ++i) {
            const Branch branch = branches_[depth][i];
            place(depth, job, branch.pu);
            assignment_[job][static_cast<std::size_t>(at.group)] = branch.pu;
            switches_[job] += switched(at, branch.pu);
            explore(depth + 1, branch.bound);
            switches_[job] -= switched(at, branch.pu);
            loads_[static_cast<std::size_t>(branch.pu)] -= bounds_.least(at.chain, at.group, branch.pu);
        }
    }

    static int switched(const Simulation::Job& job, int pu) {
        return job.last != Simulation::undecided && job.last != pu ? 1 : 0;
    }

    void place(std::size_t depth, std::size_t job, int pu) {
        const Simulation::Job& at = stack_[depth].jobs()[job];
        stack_[depth + 1] = stack_[depth];
        stack_[depth + 1].decide(job, pu);
        loads_[static_cast<std::size_t>(pu)] += bounds_.least(at.chain, at.group, pu);
    }

    // The first free PU that could begin something: each job that it may take, or waiting for another. False: none.
    bool choose(std::size_t depth) {
        for (int pu = 0; pu < problem_.pus(); ++pu) {
            std::vector<Branch>& branches = branches_[depth];
            branches.clear();
            std::size_t others = 0;
            for (std::size_t job = 0; job < stack_[depth].jobs().size(); ++job) {
                if (stack_[depth].may_take(pu, job)) {
                    branches.push_back({worst, pu, static_cast<int>(job)});
                } else {
                    others += !stack_[depth].done(job);
                }
            }
            if (branches.empty()) continue;
            if (others > 0) branches.push_back({worst, pu, -1});
            take(depth);
            return true;
        }
        return false;
    }

    void take(std::size_t depth) {
        for (Branch& branch : branches_[depth]) {
            apply(depth, branch);
            branch.bound = bounds_.of(stack_[depth + 1], loads_);
        }
        sort(branches_[depth]);
        for (std::size_t i = 0; i < branches_[depth].size(); ++i) {
            const Branch branch = branches_[depth][i];
            apply(depth, branch);
            auto& list = order_[static_cast<std::size_t>(branch.pu)];
            if (branch.job >= 0)
                list.push_back({branch.job, stack_[depth].jobs()[static_cast<std::size_t>(branch.job)].group});
            explore(depth + 1, branch.bound);
            if (branch.job >= 0) list.pop_back();
        }
    }

    void apply(std::size_t depth, const Branch& branch) {
        stack_[depth + 1] = stack_[depth];
        if (branch.job < 0) return stack_[depth + 1].hold(branch.pu);
        stack_[depth + 1].begin(branch.pu, static_cast<std::size_t>(branch.job));
    }

    static void sort(std::vector<Branch>& branches) {
        std::stable_sort(branches.begin(), branches.end(),
                         [](const Branch& a, const Branch& b) { return a.bound < b.bound; });
    }

    // All groups have ended, or PUs wait for what never comes.
    void finish(const Simulation& simulation) {
        for (std::size_t job = 0; job < simulation.jobs().size(); ++job) {
            if (!simulation.done(job)) return;
        }
        if (query_.objective != ConcurrentObjective::period && incumbent_.beats(bounds_.of(simulation, loads_))) return;
        if (by_hand_) {
            incumbent_.offer(assignment_, order_);
        } else {
            incumbent_.offer(assignment_);
        }
    }

    const ConcurrentProblem& problem_;
    const ConcurrentQuery& query_;
    LowerBounds bounds_;
    Incumbent incumbent_;
    bool by_hand_;
    std::vector<Simulation> stack_;
    std::vector<std::vector<Branch>> branches_;  // by depth
    Assignment assignment_;
    std::vector<int> switches_;  // by chain
    std::vector<double> loads_;  // by PU, of what is decided
    PuOrder order_;              // by hand
    Value open_ = worst;         // the least bound of what was not looked at
    std::uint64_t branches_taken_ = 0;
    bool stopped_ = false;
};

}  // namespace

std::optional<double> ConcurrentAnswer::gap() const {
    if (bound.late != best.value.late) return std::nullopt;
    if (proven() || best.value.cost == 0) return 0;
    return static_cast<double>(best.value.cost - bound.cost) / static_cast<double>(best.value.cost);
}

ConcurrentAnswer solve_exact(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    return Search(problem, query).search();
}

}  // namespace bt::schedule
