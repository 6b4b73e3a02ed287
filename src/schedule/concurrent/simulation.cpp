#include "schedule/concurrent/simulation.hpp"

namespace bt::schedule {

Simulation::Simulation(const ConcurrentProblem& problem, Starts starts)
    : problem_(&problem),
      starts_(starts),
      jobs_(static_cast<std::size_t>(problem.chains())),
      running_(static_cast<std::size_t>(problem.pus()), -1),
      busy_(running_.size(), nullptr),
      rates_(running_.size(), 1),
      position_(running_.size(), 0),
      held_since_(running_.size(), -1) {
    for (std::size_t job = 0; job < jobs_.size(); ++job) jobs_[job].chain = static_cast<int>(job);
}

Simulation::Simulation(const ConcurrentProblem& problem, const PuOrder& order, int rounds, int in_flight)
    : Simulation(problem, Starts::in_order) {
    order_ = &order;
    in_flight_ = static_cast<std::size_t>(in_flight);
    left_of_round_.assign(static_cast<std::size_t>(rounds), problem.chains());
    jobs_.resize(jobs_.size() * left_of_round_.size());
    for (std::size_t job = 0; job < jobs_.size(); ++job) {
        jobs_[job].chain = static_cast<int>(job) % problem.chains();
        if (static_cast<int>(job) / problem.chains() >= in_flight) {
            jobs_[job].ready = std::numeric_limits<double>::infinity();
        }
    }
}

// The end of the last one of a round lets another begin.
void Simulation::end_job(std::size_t index) {
    if (left_of_round_.empty()) return;
    const auto chains = static_cast<std::size_t>(problem_->chains());
    const std::size_t round = index / chains;
    if (--left_of_round_[round] > 0 || round + in_flight_ >= left_of_round_.size()) return;
    const std::size_t first = (round + in_flight_) * chains;
    for (std::size_t job = first; job < first + chains; ++job) jobs_[job].ready = now_;
}

void Simulation::decide(std::size_t index, int pu) {
    Job& job = jobs_[index];
    if (job.last != undecided) {
        job.ready += static_cast<double>(problem_->delay(job.chain, job.group - 1, job.last, pu));
    }
    job.pu = pu;
}

std::vector<double> Simulation::state_after(int round) const {
    std::vector<double> state;
    const auto chains = static_cast<std::size_t>(problem_->chains());
    const auto rounds = static_cast<std::size_t>(round) + 1;
    for (std::size_t pu = 0; pu < position_.size(); ++pu) {
        state.push_back(static_cast<double>(position_[pu]) - static_cast<double>(rounds * (*order_)[pu].size()));
    }
    const std::size_t end = std::min(jobs_.size(), (rounds + in_flight_) * chains);
    for (std::size_t index = rounds * chains; index < end; ++index) {
        const Job& job = jobs_[index];
        state.push_back(job.group);
        state.push_back(job.running ? 1 : 0);
        state.push_back(job.running || done(index) ? 0 : std::max(0.0, job.ready - now_));
        state.push_back(job.running ? job.fixed : 0);
        state.push_back(job.running ? job.work : 0);
    }
    return state;
}

int Simulation::waits_for_decision() const {
    for (std::size_t job = 0; job < jobs_.size(); ++job) {
        if (jobs_[job].pu == undecided && !done(job)) return static_cast<int>(job);
    }
    return -1;
}

int Simulation::first_ready(std::size_t pu) const {
    int first = -1;
    for (std::size_t index = 0; index < jobs_.size(); ++index) {
        if (!may_begin(jobs_[index], pu)) continue;
        if (first >= 0 && jobs_[index].ready >= jobs_[static_cast<std::size_t>(first)].ready - same_moment) continue;
        first = static_cast<int>(index);
    }
    return first;
}

// The job at the head of the PU's order, where it may begin.
int Simulation::next_in_order(std::size_t pu) {
    const auto& list = (*order_)[pu];
    if (list.empty()) return -1;
    const std::size_t frame = position_[pu] / list.size();
    const GroupOfChain& next = list[position_[pu] % list.size()];
    const std::size_t index =
        frame * static_cast<std::size_t>(problem_->chains()) + static_cast<std::size_t>(next.chain);
    if (index >= jobs_.size() || jobs_[index].group != next.group || !may_begin(jobs_[index], pu)) return -1;
    ++position_[pu];
    return static_cast<int>(index);
}

void Simulation::begin(int pu, std::size_t index) {
    Job& job = jobs_[index];
    const auto here = static_cast<std::size_t>(pu);
    const GroupCost& cost = problem_->cost(job.chain, job.group, job.pu);
    job.fixed = static_cast<double>(cost.fixed);
    job.work = static_cast<double>(cost.time);
    job.start = now_;
    job.running = true;
    running_[here] = static_cast<int>(index);
    busy_[here] = &cost;
    held_since_[here] = -1;
}

void Simulation::begin_ready() {
    if (starts_ == Starts::by_hand) return;
    for (int pu = 0; pu < problem_->pus(); ++pu) {
        if (running(pu) >= 0) continue;
        const auto here = static_cast<std::size_t>(pu);
        const int next = starts_ == Starts::in_order ? next_in_order(here) : first_ready(here);
        if (next >= 0) begin(pu, static_cast<std::size_t>(next));
    }
}

double Simulation::next_event() {
    double until = std::numeric_limits<double>::infinity();
    for (std::size_t pu = 0; pu < running_.size(); ++pu) {
        if (running_[pu] < 0) continue;
        const Job& job = jobs_[static_cast<std::size_t>(running_[pu])];
        rates_[pu] = problem_->contention().rate(static_cast<int>(pu), *busy_[pu], busy_);
        until = std::min(until, now_ + (job.fixed > 0 ? job.fixed : job.work / rates_[pu]));
    }
    for (const Job& job : jobs_) {
        if (job.running || job.pu == undecided || running_[static_cast<std::size_t>(job.pu)] >= 0) continue;
        if (job.ready > now_ + same_moment) until = std::min(until, job.ready);
    }
    return until;
}

void Simulation::progress(double until) {
    const double passed = until - now_;
    for (std::size_t pu = 0; pu < running_.size(); ++pu) {
        if (running_[pu] < 0) continue;
        Job& job = jobs_[static_cast<std::size_t>(running_[pu])];
        double& left = job.fixed > 0 ? job.fixed : job.work;
        const double pace = job.fixed > 0 ? 1 : rates_[pu];
        left = now_ + left / pace <= until + same_moment ? 0 : left - passed * pace;
    }
    now_ = until;
}

}  // namespace bt::schedule
