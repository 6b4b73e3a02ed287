#include "schedule/concurrent/herald.hpp"

#include <algorithm>
#include <numeric>

namespace bt::schedule {
namespace {

class Herald {
public:
    explicit Herald(const ConcurrentProblem& problem)
        : problem_(problem), free_(static_cast<std::size_t>(problem.pus()), 0) {
        ended_.resize(static_cast<std::size_t>(problem.chains()), 0);
        placed_.assignment.resize(ended_.size());
        placed_.order.resize(free_.size());
    }

    PlacedChains place() {
        for (;;) {
            find_frontier();
            if (frontier_.empty()) break;
            best_.clear();
            tuple_.clear();
            try_tuples(0, free_, ended_);
            commit();
        }
        placed_.predicted = *std::max_element(free_.begin(), free_.end());
        return std::move(placed_);
    }

private:
    int next_group(int chain) const {
        return static_cast<int>(placed_.assignment[static_cast<std::size_t>(chain)].size());
    }

    void find_frontier() {
        frontier_.clear();
        for (int chain = 0; chain < problem_.chains(); ++chain) {
            if (next_group(chain) < problem_.groups(chain)) frontier_.push_back(chain);
        }
    }

    void put(int chain, int pu, std::vector<Cost>& free, std::vector<Cost>& ended) const {
        Cost& of_pu = free[static_cast<std::size_t>(pu)];
        Cost& of_chain = ended[static_cast<std::size_t>(chain)];
        of_pu = of_chain = std::max(of_pu, of_chain) + problem_.cost(chain, next_group(chain), pu).alone();
    }

    // All PUs for the first of the frontier, and for each all for the next: GG, GD, DG, DD.
    void try_tuples(std::size_t at, const std::vector<Cost>& free, const std::vector<Cost>& ended) {
        if (at == frontier_.size()) {
            const Cost last = *std::max_element(free.begin(), free.end());
            if (!best_.empty() && last >= least_) return;
            least_ = last;
            best_ = tuple_;
            return;
        }
        const int chain = frontier_[at];
        for (int pu = 0; pu < problem_.pus(); ++pu) {
            if (!problem_.cost(chain, next_group(chain), pu).possible()) continue;
            std::vector<Cost> then_free = free;
            std::vector<Cost> then_ended = ended;
            put(chain, pu, then_free, then_ended);
            tuple_.push_back(pu);
            try_tuples(at + 1, then_free, then_ended);
            tuple_.pop_back();
        }
    }

    void commit() {
        for (std::size_t at = 0; at < frontier_.size(); ++at) {
            const int chain = frontier_[at];
            put(chain, best_[at], free_, ended_);
            placed_.order[static_cast<std::size_t>(best_[at])].push_back({chain, next_group(chain)});
            placed_.assignment[static_cast<std::size_t>(chain)].push_back(best_[at]);
        }
    }

    const ConcurrentProblem& problem_;
    std::vector<Cost> free_;
    std::vector<Cost> ended_;
    PlacedChains placed_;
    std::vector<int> frontier_;
    std::vector<int> tuple_;
    std::vector<int> best_;
    Cost least_ = 0;
};

class H2h {
public:
    explicit H2h(const ConcurrentProblem& problem)
        : problem_(problem.under({})), placed_(place_as_herald(problem)), makespan_(*makespan(placed_)) {}

    PlacedChains improve() {
        const std::vector<int> turns = by_end();
        for (int pass = 0; pass < 2; ++pass) {
            for (const int chain : turns) {
                for (int group = 0; group < problem_.groups(chain); ++group) {
                    if (group > 0) follow({chain, group}, {chain, group - 1}, 1);
                    if (group + 1 < problem_.groups(chain)) follow({chain, group}, {chain, group + 1}, 0);
                }
            }
        }
        return std::move(placed_);
    }

private:
    std::optional<Cost> makespan(const PlacedChains& placed) const {
        const auto line = evaluate(problem_, placed.assignment, placed.order);
        return line ? std::optional(line->makespan()) : std::nullopt;
    }

    std::vector<int> by_end() const {
        const Timeline line = evaluate(problem_, placed_.assignment, placed_.order).value();
        std::vector<int> turns(static_cast<std::size_t>(problem_.chains()));
        std::iota(turns.begin(), turns.end(), 0);
        std::stable_sort(turns.begin(), turns.end(), [&](int a, int b) { return line.end(a) > line.end(b); });
        return turns;
    }

    static int& pu_of(PlacedChains& placed, const GroupOfChain& each) {
        return placed.assignment[static_cast<std::size_t>(each.chain)][static_cast<std::size_t>(each.group)];
    }

    // Onto the PU of `leader`, `behind` places after it in its order.
    void follow(const GroupOfChain& moved, const GroupOfChain& leader, int behind) {
        PlacedChains next = placed_;
        const int from = pu_of(next, moved);
        const int to = pu_of(next, leader);
        if (from == to || !problem_.cost(moved.chain, moved.group, to).possible()) return;
        std::erase(next.order[static_cast<std::size_t>(from)], moved);
        auto& list = next.order[static_cast<std::size_t>(to)];
        list.insert(std::find(list.begin(), list.end(), leader) + behind, moved);
        pu_of(next, moved) = to;
        const auto then = makespan(next);
        if (!then || *then >= makespan_) return;
        placed_ = std::move(next);
        makespan_ = *then;
    }

    ConcurrentProblem problem_;
    PlacedChains placed_;
    Cost makespan_;
};

}  // namespace

PlacedChains place_as_herald(const ConcurrentProblem& problem) { return Herald(problem).place(); }
PlacedChains place_as_h2h(const ConcurrentProblem& problem) { return H2h(problem).improve(); }

}  // namespace bt::schedule
