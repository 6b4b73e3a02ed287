#include "bt/schedule/timeline.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"
#include "schedule/concurrent/simulation.hpp"

namespace bt::schedule {
namespace {

constexpr int rounds = 64;
constexpr int counted = 32;  // the last ones

Timeline empty_timeline(const ConcurrentProblem& problem) {
    Timeline made;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        made.groups.emplace_back(static_cast<std::size_t>(problem.groups(chain)));
    }
    made.order.resize(static_cast<std::size_t>(problem.pus()));
    return made;
}

// Lets the simulation run as assigned. `ended(job, group, start, end)`. False: PUs wait for each other for ever.
template <class Ended>
bool run(Simulation& simulation, const Assignment& assignment, Ended ended) {
    const auto decide = [&](std::size_t job) {
        const Simulation::Job& each = simulation.jobs()[job];
        if (simulation.done(job)) return;
        simulation.decide(job, assignment[static_cast<std::size_t>(each.chain)][static_cast<std::size_t>(each.group)]);
    };
    for (std::size_t job = 0; job < simulation.jobs().size(); ++job) decide(job);
    std::size_t open = simulation.jobs().size();
    while (open > 0) {
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
    whole = run(simulation, assignment, [&](std::size_t job, int group, double start, double end) {
        made.groups[job][static_cast<std::size_t>(group)] = {start, end};
        const int pu = assignment[job][static_cast<std::size_t>(group)];
        made.order[static_cast<std::size_t>(pu)].push_back({static_cast<int>(job), group});
    });
    return made;
}

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

std::optional<Cost> repeated_period(const ConcurrentProblem& problem, const Assignment& assignment,
                                    const PuOrder& order) {
    Simulation simulation(problem, order, rounds, rounds_in_flight(problem));
    std::vector<double> ends(rounds, 0);
    std::vector<double> busy(static_cast<std::size_t>(problem.pus()), 0);
    const auto chains = static_cast<std::size_t>(problem.chains());
    const bool whole = run(simulation, assignment, [&](std::size_t job, int group, double start, double end) {
        const std::size_t round = job / chains;
        ends[round] = std::max(ends[round], end);
        const int pu = assignment[job % chains][static_cast<std::size_t>(group)];
        if (round >= rounds - counted) busy[static_cast<std::size_t>(pu)] += end - start;
    });
    if (!whole) return std::nullopt;
    const double between_ends = ends[rounds - 1] - ends[rounds - counted - 1];
    return std::llround(std::max(between_ends, *std::max_element(busy.begin(), busy.end())) / counted);
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
        made.cost = repeated_period(problem, assignment, timeline.order).value();
    return made;
}

}  // namespace bt::schedule
