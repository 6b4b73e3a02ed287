#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "bt/schedule/timeline.hpp"

namespace bt::schedule {

// All chains running at once, event by event. Frames of one chain may run beside each other: each is a job. Small and
// plain, so that a search copies it at every branch.
class Simulation {
public:
    static constexpr int undecided = -1;
    static constexpr double same_moment = 1e-3;  // ns

    struct Job {
        int chain = 0;
        int group = 0;         // that runs or comes next
        int pu = undecided;    // of that group
        int last = undecided;  // PU of the group before
        double ready = 0;      // when it may start; of a job that is done: when it ended
        double start = 0;
        double fixed = 0;  // what is left of the group while it runs, in ns alone
        double work = 0;
        bool running = false;
    };

    // Who says what a free PU takes: the ready rule, an order, or the caller through begin() and hold().
    enum class Starts { by_rule, in_order, by_hand };

    // One job for each chain.
    explicit Simulation(const ConcurrentProblem& problem, Starts starts = Starts::by_rule);
    // Round after round of one job for each chain, each PU repeating its order. A round begins when the one `in_flight`
    // before it has ended in all chains.
    Simulation(const ConcurrentProblem& problem, const PuOrder& order, int rounds, int in_flight);

    const std::vector<Job>& jobs() const { return jobs_; }
    double now() const { return now_; }
    bool done(std::size_t job) const { return jobs_[job].group == problem_->groups(jobs_[job].chain); }
    // The job on the PU; -1: idle.
    int running(int pu) const { return running_[static_cast<std::size_t>(pu)]; }

    // The PU of a job's next group. Delays count from the moment at which the group before ended.
    void decide(std::size_t job, int pu);

    // By hand, once nothing is undecided: whether the PU, which is free, may take the job now.
    bool may_take(int pu, std::size_t job) const {
        return running(pu) < 0 && may_begin(jobs_[job], static_cast<std::size_t>(pu)) &&
               jobs_[job].ready > held_since_[static_cast<std::size_t>(pu)] + same_moment;
    }
    void begin(int pu, std::size_t job);
    // The PU waits for a job that gets ready later.
    void hold(int pu) { held_since_[static_cast<std::size_t>(pu)] = now_; }

    // In rounds, at the moment at which `round` has ended: all that decides what happens from now on, counted from that
    // round and this moment. Two rounds with one state are followed by the same.
    std::vector<double> state_after(int round) const;

    // A job that is not done and whose next group has no PU; -1: none.
    int waits_for_decision() const;

    // On to the next event; `ended(job, group, start, end)` for each group that ends in it. False: nothing goes on, as
    // all jobs are done or PUs wait for each other. No decision may be open.
    template <class Ended>
    bool advance(Ended ended);

private:
    void begin_ready();
    bool may_begin(const Job& job, std::size_t pu) const {
        return job.pu == static_cast<int>(pu) && !job.running && job.ready <= now_ + same_moment;
    }
    int first_ready(std::size_t pu) const;
    int next_in_order(std::size_t pu);
    double next_event();
    void progress(double until);
    void end_job(std::size_t index);

    const ConcurrentProblem* problem_;
    Starts starts_;
    const PuOrder* order_ = nullptr;  // in_order
    std::vector<Job> jobs_;
    std::vector<int> running_;            // by PU
    std::vector<const GroupCost*> busy_;  // by PU
    std::vector<double> rates_;           // by PU, of work
    std::vector<std::size_t> position_;   // in the order, by PU
    std::vector<double> held_since_;      // by PU; below 0: it does not wait
    std::size_t in_flight_ = 1;
    std::vector<int> left_of_round_;  // jobs that have not ended
    double now_ = 0;
};

template <class Ended>
bool Simulation::advance(Ended ended) {
    begin_ready();
    const double until = next_event();
    if (until == std::numeric_limits<double>::infinity()) return false;
    progress(until);
    for (std::size_t pu = 0; pu < running_.size(); ++pu) {
        if (running_[pu] < 0) continue;
        const auto index = static_cast<std::size_t>(running_[pu]);
        Job& job = jobs_[index];
        if (job.fixed > 0 || job.work > 0) continue;
        running_[pu] = -1;
        busy_[pu] = nullptr;
        job.running = false;
        job.ready = now_;
        job.last = job.pu;
        job.pu = undecided;
        const int group = job.group++;
        if (done(index)) end_job(index);
        ended(index, group, job.start, now_);
    }
    return true;
}

}  // namespace bt::schedule
