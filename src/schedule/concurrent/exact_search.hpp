#pragma once

#include "schedule/concurrent/incumbent.hpp"
#include "schedule/concurrent/lower_bounds.hpp"

namespace bt::schedule {

// Branch and bound in the order of time: a group gets its PU in the moment in which its chain gets to it, so that what
// has happened so far is simulated once for all that may follow.
class ExactSearch {
public:
    ExactSearch(const ConcurrentProblem& problem, const ConcurrentQuery& query);

    ConcurrentAnswer search();

private:
    struct Branch {
        Value bound;
        int pu;   // decided, or begun on, or held
        int job;  // begun; -1: held
    };

    bool out_of_time();
    bool hopeless(const Value& bound) const;
    Value proven_by_pass() const;
    void explore(std::size_t depth, const Value& bound);
    void finish(const Simulation& simulation);

    // Which PU the next group of a job gets.
    void decide(std::size_t depth, std::size_t job);
    void place(std::size_t depth, std::size_t job, int pu);

    // With free orders: what a free PU begins, or that it waits (exact_orders.cpp).
    bool choose(std::size_t depth);
    void take(std::size_t depth);
    void apply(std::size_t depth, const Branch& branch);

    static void sort(std::vector<Branch>& branches);

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
    double tolerance_ = 0;       // what can be better by less than this share is not looked at
    Value open_;                 // the least bound of what was not looked at for want of time
    std::uint64_t taken_ = 0;
    bool stopped_ = false;
};

}  // namespace bt::schedule
