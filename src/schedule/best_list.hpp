#pragma once

#include <algorithm>
#include <vector>

#include "bt/schedule/engine.hpp"

namespace bt::schedule {

// The first `count` in Order of all candidates that were added.
class BestList {
public:
    BestList(Order order, std::size_t count) : order_(order), count_(count) {}

    void add(Candidate candidate) {
        held_.push_back(std::move(candidate));
        if (held_.size() >= 2 * count_ + 64) shrink();
    }

    // Sorted, at most `count`.
    const std::vector<Candidate>& list() {
        shrink();
        return held_;
    }

private:
    void shrink() {
        const std::size_t keep = std::min(count_, held_.size());
        std::partial_sort(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(keep), held_.end(), order_);
        held_.resize(keep);
    }

    Order order_;
    std::size_t count_;
    std::vector<Candidate> held_;
};

}  // namespace bt::schedule
