#include "bt/schedule/timeline.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"
#include "schedule/concurrent/simulation.hpp"

namespace bt::schedule {
namespace {

constexpr int rounds = 64;
constexpr int counted = 32;  // the last ones, where the rounds do not repeat themselves

Timeline empty_timeline(const ConcurrentProblem& problem) {
    Timeline made;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        made.groups.emplace_back(static_cast<std::size_t>(problem.groups(chain)));
    }
    made.order.resize(static_cast<std::size_t>(problem.pus()));
    return made;
}

// Lets the simulation run as assigned, until all is done or `enough()` says so. `ended(job, group, start, end)`. False:
// PUs wait for each other for ever.
template <class Ended, class Enough>
bool run(Simulation& simulation, const Assignment& assignment, Ended ended, Enough enough) {
    const auto decide = [&](std::size_t job) {
        const Simulation::Job& each = simulation.jobs()[job];
        if (simulation.done(job)) return;
        simulation.decide(job, assignment[static_cast<std::size_t>(each.chain)][static_cast<std::size_t>(each.group)]);
    };
    for (std::size_t job = 0; job < simulation.jobs().size(); ++job) decide(job);
    std::size_t open = simulation.jobs().size();
    while (open > 0 && !enough()) {
        const bool moved = simulation.advance([&](std::size_t job, int group, double start, double end) {
            ended(job, group, start, end);
            if (simulation.done(job)) --open;
            decide(job);
        });
        if (!moved) return false;
    }
    return true;
}

Timeline record(const ConcurrentProblem& problem, Simulation& simulation, const Assignment& assignment, bool& whole) {
    Timeline made = empty_timeline(problem);
    whole = run(
        simulation, assignment,
        [&](std::size_t job, int group, double start, double end) {
            made.groups[job][static_cast<std::size_t>(group)] = {start, end};
            const int pu = assignment[job][static_cast<std::size_t>(group)];
            made.order[static_cast<std::size_t>(pu)].push_back({static_cast<int>(job), group});
        },
        [] { return false; });
    return made;
}

// Rounds that end, until one leaves all as one before it did: what lies between them then goes on for ever.
class SteadyCycle {
public:
    // Says whether this round closes a cycle.
    bool closed_by(const Simulation& simulation, int round) {
        ends_.push_back(simulation.now());
        states_.push_back(simulation.state_after(round));
        for (std::size_t before = states_.size() - 1; before-- > 0;) {
            if (!same(states_[before], states_.back())) continue;
            period_ = (ends_.back() - ends_[before]) / static_cast<double>(states_.size() - 1 - before);
            return true;
        }
        return false;
    }
    std::optional<double> period() const { return period_; }

private:
    static bool same(const std::vector<double>& a, const std::vector<double>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](double x, double y) { return std::abs(x - y) <= Simulation::same_moment; });
    }

    std::vector<double> ends_;
    std::vector<std::vector<double>> states_;
    std::optional<double> period_;
};

}  // namespace

Cost Timeline::end(int chain) const { return std::llround(groups[static_cast<std::size_t>(chain)].back().end); }

Cost Timeline::makespan() const {
    Cost last = 0;
    for (int chain = 0; chain < static_cast<int>(groups.size()); ++chain) last = std::max(last, end(chain));
    return last;
}

Timeline evaluate(const ConcurrentProblem& problem, const Assignment& assignment) {
    Simulation simulation(problem);
    bool whole = false;
    return record(problem, simulation, assignment, whole);
}

std::optional<Timeline> evaluate(const ConcurrentProblem& problem, const Assignment& assignment, const PuOrder& order) {
    Simulation simulation(problem, order, 1, 1);
    bool whole = false;
    Timeline made = record(problem, simulation, assignment, whole);
    return whole ? std::optional(std::move(made)) : std::nullopt;
}

int rounds_in_flight(const ConcurrentProblem& problem) { return problem.pus() + 1; }

std::optional<Period> repeated_period(const ConcurrentProblem& problem, const Assignment& assignment,
                                      const PuOrder& order) {
    const int in_flight = rounds_in_flight(problem);
    Simulation simulation(problem, order, rounds, in_flight);
    std::vector<double> ends;  // of whole rounds, which end in turn
    std::vector<int> left(rounds, problem.chains());
    std::vector<double> busy(static_cast<std::size_t>(problem.pus()), 0);
    const auto chains = static_cast<std::size_t>(problem.chains());
    SteadyCycle cycle;
    int looked_at = 0;
    const auto ended = [&](std::size_t job, int group, double start, double end) {
        const std::size_t round = job / chains;
        const auto in_chain = static_cast<std::size_t>(group);
        if (in_chain + 1 == assignment[job % chains].size() && --left[round] == 0) ends.push_back(end);
        const int pu = assignment[job % chains][in_chain];
        if (round >= rounds - counted) busy[static_cast<std::size_t>(pu)] += end - start;
    };
    // The last rounds have nothing behind them: what they leave is no steady state.
    const auto closed = [&] {
        const int done = static_cast<int>(ends.size());
        if (done == looked_at || done + in_flight > rounds) return false;
        looked_at = done;
        return cycle.closed_by(simulation, done - 1);
    };
    if (!run(simulation, assignment, ended, closed)) return std::nullopt;
    if (cycle.period()) return Period{std::llround(*cycle.period()), true};
    const double between_ends = ends[rounds - 1] - ends[rounds - counted - 1];
    return Period{std::llround(std::max(between_ends, *std::max_element(busy.begin(), busy.end())) / counted), false};
}

std::string_view to_string(ConcurrentObjective objective) {
    switch (objective) {
        case ConcurrentObjective::makespan: return "makespan";
        case ConcurrentObjective::latency: return "latency";
        case ConcurrentObjective::period: return "period";
    }
    return {};
}

ConcurrentObjective parse_concurrent_objective(std::string_view text) {
    for (const auto each : {ConcurrentObjective::makespan, ConcurrentObjective::latency, ConcurrentObjective::period}) {
        if (text == to_string(each)) return each;
    }
    throw usage_error("no objective '" + printable(text) + "' for several applications", "makespan, latency or period");
}

Value value(const ConcurrentProblem& problem, const Assignment& assignment, const Timeline& timeline,
            ConcurrentObjective objective) {
    Value made;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        const Chain& each = problem.chain(chain);
        const Cost end = timeline.end(chain);
        if (each.deadline) made.late += std::max<Cost>(0, end - *each.deadline);
        const Cost weighted = each.weight == 1 ? end : std::llround(each.weight * static_cast<double>(end));
        made.cost = objective == ConcurrentObjective::latency ? made.cost + weighted : std::max(made.cost, weighted);
    }
    if (objective == ConcurrentObjective::period)
        made.cost = repeated_period(problem, assignment, timeline.order).value().cost;
    return made;
}

}  // namespace bt::schedule
