#include "schedule/concurrent/lower_bounds.hpp"

#include <cmath>

namespace bt::schedule {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

// A bound may not be rounded up by what sums of fractions lose: whole ns stay as they are.
Cost whole(double ns) { return std::llround(ns - 0.01); }

Cost weighted(double weight, double ns) {
    return weight == 1 ? whole(ns) : std::llround(weight * static_cast<double>(whole(ns)));
}

}  // namespace

LowerBounds::LowerBounds(const ConcurrentProblem& problem, ConcurrentObjective objective)
    : problem_(&problem), objective_(objective), pus_(problem.pus()), least_weight_(never) {
    for (int chain = 0; chain < problem.chains(); ++chain) {
        std::vector<double>& least = least_.emplace_back();
        for (int group = 0; group < problem.groups(chain); ++group) {
            for (int pu = 0; pu < pus_; ++pu) {
                const GroupCost& cost = problem.cost(chain, group, pu);
                const double rate = cost.possible() ? problem.contention().best_rate(pu, cost) : 1;
                least.push_back(
                    cost.possible() ? static_cast<double>(cost.fixed) + static_cast<double>(cost.time) / rate : never);
            }
        }
        find_paths(chain);
        least_weight_ = std::min(least_weight_, problem.chain(chain).weight);
    }
    find_shares();
}

void LowerBounds::find_paths(int chain) {
    const int groups = problem_->groups(chain);
    std::vector<double>& path = path_.emplace_back(static_cast<std::size_t>((groups + 1) * (pus_ + 1)), 0);
    for (int group = groups - 1; group >= 0; --group) {
        for (int last = Simulation::undecided; last < pus_; ++last) {
            double best = never;
            for (int pu = 0; pu < pus_; ++pu) {
                const Cost delay = group == 0 || last < 0 ? 0 : problem_->delay(chain, group - 1, last, pu);
                best =
                    std::min(best, static_cast<double>(delay) + least(chain, group, pu) + rest(chain, group + 1, pu));
            }
            path[static_cast<std::size_t>(group * (pus_ + 1) + last + 1)] = best;
        }
    }
}

LowerBounds::Shares LowerBounds::make_shares(std::vector<double> of_pu) const {
    Shares made{std::move(of_pu), {}};
    for (int chain = 0; chain < problem_->chains(); ++chain) {
        const int groups = problem_->groups(chain);
        std::vector<double>& rest = made.rest.emplace_back(static_cast<std::size_t>(groups + 1), 0);
        for (int group = groups - 1; group >= 0; --group) {
            double best = never;
            for (int pu = 0; pu < pus_; ++pu) {
                if (least(chain, group, pu) == never) continue;
                best = std::min(best, made.of_pu[static_cast<std::size_t>(pu)] * least(chain, group, pu));
            }
            rest[static_cast<std::size_t>(group)] = rest[static_cast<std::size_t>(group) + 1] + best;
        }
    }
    return made;
}

// Weights under which the bound is high: those of busy PUs are raised again and again.
void LowerBounds::find_shares() {
    const auto pus = static_cast<std::size_t>(pus_);
    std::vector<double> now(pus, 1.0 / static_cast<double>(pus_));
    std::vector<double> best = now;
    double highest = 0;
    for (int round = 0; round < 300; ++round) {
        std::vector<double> load(pus, 0);
        double bound = 0;
        for (int chain = 0; chain < problem_->chains(); ++chain) {
            for (int group = 0; group < problem_->groups(chain); ++group) {
                std::size_t at = pus;
                double cheapest = never;
                for (std::size_t pu = 0; pu < pus; ++pu) {
                    const double time = least(chain, group, static_cast<int>(pu));
                    if (time == never || now[pu] * time >= cheapest) continue;
                    cheapest = now[pu] * time;
                    at = pu;
                }
                load[at] += least(chain, group, static_cast<int>(at));
                bound += cheapest;
            }
        }
        if (bound > highest) {
            highest = bound;
            best = now;
        }
        const double largest = *std::max_element(load.begin(), load.end());
        double sum = 0;
        for (std::size_t pu = 0; pu < pus; ++pu) sum += now[pu] *= std::exp(load[pu] / largest / (1 + 0.05 * round));
        for (double& each : now) each /= sum;
    }
    shares_.push_back(make_shares(best));
    // Later in a schedule, when one PU is more in demand than at the beginning.
    for (std::size_t pu = 0; pu < pus; ++pu) {
        for (const double more : {0.05, 0.15, 0.4}) {
            std::vector<double> leaning = best;
            for (double& each : leaning) each *= 1 - more;
            leaning[pu] += more;
            shares_.push_back(make_shares(std::move(leaning)));
        }
    }
}

double LowerBounds::free_at(const Simulation& simulation, int pu) const {
    if (simulation.running(pu) < 0) return simulation.now();
    const Simulation::Job& job = simulation.jobs()[static_cast<std::size_t>(simulation.running(pu))];
    const GroupCost& cost = problem_->cost(job.chain, job.group, pu);
    return simulation.now() + job.fixed + job.work / problem_->contention().best_rate(pu, cost);
}

double LowerBounds::end(const Simulation& simulation, std::size_t index) const {
    const Simulation::Job& job = simulation.jobs()[index];
    if (simulation.done(index)) return job.ready;
    if (job.running) return free_at(simulation, job.pu) + rest(job.chain, job.group + 1, job.pu);
    if (job.pu == Simulation::undecided) return job.ready + rest(job.chain, job.group, job.last);
    return std::max(job.ready, simulation.now()) + least(job.chain, job.group, job.pu) +
           rest(job.chain, job.group + 1, job.pu);
}

double LowerBounds::busy_until(const Simulation& simulation) const {
    double highest = 0;
    for (const Shares& shares : shares_) {
        double sum = 0;
        for (int pu = 0; pu < pus_; ++pu) sum += shares.of_pu[static_cast<std::size_t>(pu)] * free_at(simulation, pu);
        for (std::size_t index = 0; index < simulation.jobs().size(); ++index) {
            const Simulation::Job& job = simulation.jobs()[index];
            const auto& rest = shares.rest[static_cast<std::size_t>(job.chain)];
            const bool placed = job.pu != Simulation::undecided;
            sum += rest[static_cast<std::size_t>(job.group) + (placed ? 1 : 0)];
            if (placed && !job.running) {
                sum += shares.of_pu[static_cast<std::size_t>(job.pu)] * least(job.chain, job.group, job.pu);
            }
        }
        highest = std::max(highest, sum);
    }
    return highest;
}

double LowerBounds::load(const Simulation& simulation, const std::vector<double>& loads) const {
    double highest = *std::max_element(loads.begin(), loads.end());
    for (const Shares& shares : shares_) {
        double sum = 0;
        for (std::size_t pu = 0; pu < loads.size(); ++pu) sum += shares.of_pu[pu] * loads[pu];
        for (const Simulation::Job& job : simulation.jobs()) {
            const std::size_t open = static_cast<std::size_t>(job.group) + (job.pu == Simulation::undecided ? 0 : 1);
            sum += shares.rest[static_cast<std::size_t>(job.chain)][open];
        }
        highest = std::max(highest, sum);
    }
    return highest;
}

Value LowerBounds::of(const Simulation& simulation, const std::vector<double>& loads) const {
    Value bound;
    for (std::size_t index = 0; index < simulation.jobs().size(); ++index) {
        const Chain& chain = problem_->chain(simulation.jobs()[index].chain);
        const double ends = end(simulation, index);
        if (ends == never) return {std::numeric_limits<Cost>::max(), std::numeric_limits<Cost>::max()};
        if (chain.deadline) bound.late += std::max<Cost>(0, whole(ends) - *chain.deadline);
        const Cost cost = weighted(chain.weight, ends);
        bound.cost = objective_ == ConcurrentObjective::latency ? bound.cost + cost : std::max(bound.cost, cost);
    }
    if (objective_ == ConcurrentObjective::makespan) {
        bound.cost = std::max(bound.cost, weighted(least_weight_, busy_until(simulation)));
    }
    if (objective_ == ConcurrentObjective::period) bound.cost = whole(load(simulation, loads));
    return bound;
}

}  // namespace bt::schedule
