#include "schedule/concurrent/incumbent.hpp"

#include <algorithm>

namespace bt::schedule {
namespace {

using Clock = std::chrono::steady_clock;

// Moving runs of groups tries as many assignments as the square of a chain's groups; beyond this only single groups.
constexpr int longest_for_runs = 64;

}  // namespace

bool Incumbent::allowed(const Assignment& assignment) const {
    for (int chain = 0; chain < problem_->chains(); ++chain) {
        const auto& pus = assignment[static_cast<std::size_t>(chain)];
        const auto& most = problem_->chain(chain).most_switches;
        if (most && switches(pus) > *most) return false;
        for (int group = 0; group < problem_->groups(chain); ++group) {
            if (!problem_->cost(chain, group, pus[static_cast<std::size_t>(group)]).possible()) return false;
        }
    }
    return true;
}

bool Incumbent::keep(const Assignment& assignment, Timeline timeline) {
    const Value worth = value(*problem_, assignment, timeline, query_->objective);
    if (beats(worth)) return false;
    best_ = ConcurrentSolution{assignment, std::move(timeline), worth};
    return true;
}

bool Incumbent::offer(const Assignment& assignment) {
    return allowed(assignment) && keep(assignment, evaluate(*problem_, assignment));
}

bool Incumbent::offer(const Assignment& assignment, const PuOrder& order) {
    if (!allowed(assignment)) return false;
    auto timeline = evaluate(*problem_, assignment, order);
    return timeline && keep(assignment, std::move(*timeline));
}

bool Incumbent::out_of_time() const { return query_->deadline && Clock::now() >= *query_->deadline; }

// The first run of groups of one chain whose move to another PU helps.
bool Incumbent::improve_once() {
    Assignment next = best_->assignment;
    for (int chain = 0; chain < problem_->chains(); ++chain) {
        auto& pus = next[static_cast<std::size_t>(chain)];
        const int groups = problem_->groups(chain);
        for (int first = 0; first < groups; ++first) {
            const int last = groups > longest_for_runs ? first + 1 : groups;
            for (int end = first + 1; end <= last; ++end) {
                for (int pu = 0; pu < problem_->pus(); ++pu) {
                    if (out_of_time()) return false;
                    const std::vector<int> before = pus;
                    std::fill(pus.begin() + first, pus.begin() + end, pu);
                    if (pus != before && offer(next)) return true;
                    pus = before;
                }
            }
        }
    }
    return false;
}

void Incumbent::begin() {
    ConcurrentQuery plain = *query_;
    plain.known.clear();
    if (const auto whole = whole_baseline(*problem_, plain).solution) offer(whole->assignment);
    for (const ConcurrentSolution& each : query_->known) {
        offer(each.assignment);
        if (query_->order == OrderRule::free) offer(each.assignment, each.timeline.order);
    }
    while (best_ && improve_once()) {
    }
}

}  // namespace bt::schedule
