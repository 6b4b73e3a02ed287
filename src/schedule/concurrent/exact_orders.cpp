// Orders that are free: each PU takes any of the jobs that it may take, or waits for one that gets ready later.
#include "schedule/concurrent/exact_search.hpp"

namespace bt::schedule {

// The first free PU that could begin something. False: none.
bool ExactSearch::choose(std::size_t depth) {
    for (int pu = 0; pu < problem_.pus(); ++pu) {
        std::vector<Branch>& branches = branches_[depth];
        branches.clear();
        bool others = false;
        for (std::size_t job = 0; job < stack_[depth].jobs().size(); ++job) {
            if (stack_[depth].may_take(pu, job)) {
                branches.push_back({{}, pu, static_cast<int>(job)});
            } else {
                others = others || !stack_[depth].done(job);
            }
        }
        if (branches.empty()) continue;
        if (others) branches.push_back({{}, pu, -1});
        take(depth);
        return true;
    }
    return false;
}

void ExactSearch::take(std::size_t depth) {
    std::vector<Branch>& branches = branches_[depth];
    for (Branch& branch : branches) {
        apply(depth, branch);
        branch.bound = bounds_.of(stack_[depth + 1], loads_);
    }
    sort(branches);
    for (const Branch& branch : branches) {
        apply(depth, branch);
        auto& list = order_[static_cast<std::size_t>(branch.pu)];
        if (branch.job >= 0)
            list.push_back({branch.job, stack_[depth].jobs()[static_cast<std::size_t>(branch.job)].group});
        explore(depth + 1, branch.bound);
        if (branch.job >= 0) list.pop_back();
    }
}

void ExactSearch::apply(std::size_t depth, const Branch& branch) {
    stack_[depth + 1] = stack_[depth];
    if (branch.job < 0) {
        stack_[depth + 1].hold(branch.pu);
    } else {
        stack_[depth + 1].begin(branch.pu, static_cast<std::size_t>(branch.job));
    }
}

}  // namespace bt::schedule
