#pragma once

#include <algorithm>
#include <vector>

#include "bt/schedule/engine.hpp"

namespace bt::schedule {

// What nothing beats in interval, latency and number of PUs at once; of those that agree in all three the one with
// the first uid.
class Front {
public:
    explicit Front(const Problem& problem) : order_(problem, Objective::pareto) {}

    void add(const Candidate& candidate) {
        for (Candidate& held : held_) {
            if (!as_good(held, candidate)) continue;
            if (as_good(candidate, held) && order_(candidate, held)) held = candidate;
            return;
        }
        std::erase_if(held_, [&](const Candidate& held) { return as_good(candidate, held); });
        held_.push_back(candidate);
    }

    std::vector<Candidate> sorted() const {
        std::vector<Candidate> list = held_;
        std::sort(list.begin(), list.end(), order_);
        return list;
    }

private:
    // In every respect.
    static bool as_good(const Candidate& a, const Candidate& b) {
        return a.widest <= b.widest && a.latency <= b.latency && a.pus() <= b.pus();
    }

    Order order_;
    std::vector<Candidate> held_;
};

}  // namespace bt::schedule
