#include "schedule/group_search.hpp"

#include <algorithm>
#include <bit>

#include "bt/core/error.hpp"

namespace bt::schedule {
namespace {

// The bits of `set` at the positions of `pus`, side by side.
std::size_t local_mask(PuSet set, const std::vector<int>& pus) {
    std::size_t mask = 0;
    for (std::size_t i = 0; i < pus.size(); ++i) mask |= std::size_t{(set >> static_cast<unsigned>(pus[i])) & 1U} << i;
    return mask;
}

// 64 MiB of counts and as much of sums; the engines promise to stay below 200.
constexpr std::size_t most_states = std::size_t{1} << 23U;

}  // namespace

GroupSearch::GroupSearch(const Problem& problem, const CostGroup& group)
    : problem_(&problem), group_(&group), stages_(problem.stages()) {
    for (int pu = 0; pu < problem.pus(); ++pu) {
        if ((group.pus >> static_cast<unsigned>(pu)) & 1U) pus_.push_back(pu);
    }
    masks_ = std::size_t{1} << pus_.size();
    width_ = static_cast<std::size_t>(stages_) + 1;
    if (masks_ * width_ > most_states) {
        throw usage_error(std::to_string(stages_) + " stages on " + std::to_string(pus_.size()) + " PUs are too many",
                          "leave PUs out with --exclude-pu");
    }
    final_.assign(masks_, false);
    for (const PuSet set : group.sets) final_[local_mask(set, pus_)] = true;
    near_.resize(pus_.size() * width_);
    far_.resize(pus_.size() * width_);
}

void GroupSearch::only(int pus) {
    for (std::size_t mask = 0; mask < masks_; ++mask) final_[mask] = final_[mask] && std::popcount(mask) == pus;
    empty_below_ = 0;
}

bool GroupSearch::set_window(const Window& window) {
    for (int at = 0; at < stages_; ++at) {
        bool fits = false;
        for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
            const int global = global_pu(pu);
            far_[edge(pu, at)] = group_->costs.reach_within(global, at, window.most);
            near_[edge(pu, at)] =
                window.least <= 0 ? at + 1 : group_->costs.reach_within(global, at, window.least - 1) + 1;
            fits = fits || far_[edge(pu, at)] > at;
        }
        if (!fits) return false;
    }
    return true;
}

// From the last mask and stage to the first, so that what follows is known. A place `at` is reached with `mask` only
// when each PU used took at least one stage.
template <class Fill>
void GroupSearch::fill_backwards(Fill fill) {
    for (std::size_t mask = masks_; mask-- > 0;) {
        const int last = mask == 0 ? 0 : stages_;
        for (int at = std::popcount(mask); at <= last; ++at) fill(mask, at);
    }
}

std::uint64_t GroupSearch::ways(std::size_t mask, int at) const {
    if (at == stages_) return final_[mask] ? 1 : 0;
    std::uint64_t sum = 0;
    for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
        const std::size_t bit = std::size_t{1} << static_cast<unsigned>(pu);
        if (mask & bit) continue;
        const int near = near_[edge(pu, at)];
        const int far = far_[edge(pu, at)];
        if (near <= far) sum += sums_[state(mask | bit, far)] - sums_[state(mask | bit, near - 1)];
    }
    return std::min(sum, most_counted);
}

std::uint64_t GroupSearch::count(const Window& window) {
    if (window.most <= empty_below_ || !set_window(window)) return 0;
    ways_.assign(masks_ * width_, 0);
    sums_.assign(masks_ * width_, 0);
    fill_backwards([&](std::size_t mask, int at) {
        const std::uint64_t here = ways(mask, at);
        ways_[state(mask, at)] = here;
        const std::uint64_t before = at > 0 ? sums_[state(mask, at - 1)] : 0;
        sums_[state(mask, at)] = before + (problem_->may_cut(at) ? here : 0);
    });
    const std::uint64_t all = ways_[state(0, 0)];
    if (all == 0 && window.least <= 0) empty_below_ = std::max(empty_below_, window.most);
    return all;
}

bool GroupSearch::descend(std::size_t mask, int at, const Visit& visit) {
    if (at == stages_) return visit(pieces_);
    for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
        const std::size_t bit = std::size_t{1} << static_cast<unsigned>(pu);
        if (mask & bit) continue;
        for (int end = near_[edge(pu, at)]; end <= far_[edge(pu, at)]; ++end) {
            if (ways_[state(mask | bit, end)] == 0 || !problem_->may_cut(end)) continue;
            pieces_.push_back({global_pu(pu), at, end});
            const bool go_on = descend(mask | bit, end, visit);
            pieces_.pop_back();
            if (!go_on) return false;
        }
    }
    return true;
}

bool GroupSearch::each(const Window& window, const Visit& visit) { return count(window) == 0 || descend(0, 0, visit); }

void GroupSearch::steps(std::size_t mask, int at, std::vector<Step>& out) const {
    out.clear();
    for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
        const std::size_t bit = std::size_t{1} << static_cast<unsigned>(pu);
        if (mask & bit) continue;
        for (int end = near_[edge(pu, at)]; end <= far_[edge(pu, at)]; ++end) {
            const Key rest = rest_[state(mask | bit, end)];
            if (rest == no_key || !problem_->may_cut(end)) continue;
            out.push_back({pu, end, mask | bit, key_of(group_->costs.cost(global_pu(pu), at, end), 1), rest});
        }
    }
}

Key GroupSearch::least_key(std::size_t mask, int at) const {
    if (at == stages_) return final_[mask] ? 0 : no_key;
    Key least = no_key;
    for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
        const std::size_t bit = std::size_t{1} << static_cast<unsigned>(pu);
        if (mask & bit) continue;
        for (int end = near_[edge(pu, at)]; end <= far_[edge(pu, at)]; ++end) {
            const Key rest = rest_[state(mask | bit, end)];
            if (rest == no_key || !problem_->may_cut(end)) continue;
            least = std::min(least, key_of(group_->costs.cost(global_pu(pu), at, end), 1) + rest);
        }
    }
    return least;
}

Key GroupSearch::best(const Window& window) {
    rest_.assign(masks_ * width_, no_key);
    if (!set_window(window)) return no_key;
    fill_backwards([&](std::size_t mask, int at) { rest_[state(mask, at)] = least_key(mask, at); });
    return rest_[state(0, 0)];
}

bool GroupSearch::descend_within(std::size_t mask, int at, Key left, const Visit& visit) {
    if (at == stages_) return visit(pieces_);
    std::vector<Step> next;
    steps(mask, at, next);
    for (const Step& step : next) {
        if (step.key + step.rest > left) continue;
        pieces_.push_back({global_pu(step.pu), at, step.end});
        const bool go_on = descend_within(step.mask, step.end, left - step.key, visit);
        pieces_.pop_back();
        if (!go_on) return false;
    }
    return true;
}

bool GroupSearch::each_within(Key bound, const Visit& visit) {
    const Key least = rest_[state(0, 0)];
    return least == no_key || least > bound || descend_within(0, 0, bound, visit);
}

}  // namespace bt::schedule
