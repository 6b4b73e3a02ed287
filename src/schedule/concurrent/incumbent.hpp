#pragma once

#include "bt/schedule/concurrent_engine.hpp"

namespace bt::schedule {

// The best found so far, and how a search gets it.
class Incumbent {
public:
    Incumbent(const ConcurrentProblem& problem, const ConcurrentQuery& query) : problem_(&problem), query_(&query) {}

    // Judged by the evaluator; kept where it is better than what there is and within the chains' most_switches.
    bool offer(const Assignment& assignment);
    bool offer(const Assignment& assignment, const PuOrder& order);

    // Known solutions, whole chains, and what exchanging runs of groups makes of the best of these.
    void begin();

    bool beats(const Value& bound) const { return best_ && best_->value <= bound; }
    const std::optional<ConcurrentSolution>& best() const { return best_; }

private:
    bool allowed(const Assignment& assignment) const;
    bool keep(const Assignment& assignment, Timeline timeline);
    bool improve_once();
    bool out_of_time() const;

    const ConcurrentProblem* problem_;
    const ConcurrentQuery* query_;
    std::optional<ConcurrentSolution> best_;
};

}  // namespace bt::schedule
