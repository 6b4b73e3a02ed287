#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "bt/schedule/problem.hpp"

namespace bt::schedule {

// Bounds on the cost of every chunk, both included.
struct Window {
    Cost least = 0;
    Cost most = largest_total;
};

// Latency and number of PUs as one number that adds up along a schedule and compares as the pair does.
using Key = std::int64_t;
inline constexpr Key key_of(Cost latency, int pus) { return latency * 16 + pus; }
inline constexpr Key no_key = std::numeric_limits<Key>::max();

// Says whether to go on.
using Visit = std::function<bool(std::span<const Piece>)>;

// Dynamic programming over (PUs used, next stage) in one cost group: how many ways there are to finish, and the best
// of them. Every question is about schedules whose chunks all lie in a window.
class GroupSearch {
public:
    GroupSearch(const Problem& problem, const CostGroup& group);

    // Only schedules of exactly `pus` PUs from now on.
    void only(int pus);

    // Number of schedules, at most `most_counted`.
    static constexpr std::uint64_t most_counted = std::uint64_t{1} << 40U;
    std::uint64_t count(const Window& window);

    // Every schedule of the window, by PU and cut. False: the visitor stopped it.
    bool each(const Window& window, const Visit& visit);

    // The least key of a whole schedule; no_key where there is none. Prepares `rest`.
    Key best(const Window& window);

    // Every schedule with a key of at most `bound`, by PU and cut; after best() with the same window.
    bool each_within(Key bound, const Visit& visit);

    // For a search across groups; valid after best().
    struct Step {
        int pu;  // local
        int end;
        std::size_t mask;
        Key key;   // of this chunk
        Key rest;  // least key of what follows
    };
    void steps(std::size_t mask, int at, std::vector<Step>& out) const;
    int global_pu(int local) const { return pus_[static_cast<std::size_t>(local)]; }
    Key rest() const { return rest_.front(); }  // of a whole schedule, as best() said
    const CostGroup& group() const { return *group_; }
    int stages() const { return stages_; }

private:
    std::size_t state(std::size_t mask, int at) const { return mask * width_ + static_cast<std::size_t>(at); }
    std::size_t edge(int pu, int at) const {
        return static_cast<std::size_t>(pu) * width_ + static_cast<std::size_t>(at);
    }
    bool set_window(const Window& window);  // false: some stage fits nowhere
    std::uint64_t ways(std::size_t mask, int at) const;
    Key least_key(std::size_t mask, int at) const;
    bool descend(std::size_t mask, int at, const Visit& visit);
    bool descend_within(std::size_t mask, int at, Key left, const Visit& visit);
    template <class Fill>
    void fill_backwards(Fill fill);

    const Problem* problem_;
    const CostGroup* group_;
    std::vector<int> pus_;  // global positions
    std::size_t masks_;
    std::size_t width_;  // stages + 1
    int stages_;
    std::vector<bool> final_;  // whether a schedule may use exactly this mask
    std::vector<int> near_, far_;
    std::vector<std::uint64_t> ways_, sums_;  // sums_: of ways_ over the places up to here where a cut is allowed
    std::vector<Key> rest_;
    std::vector<Piece> pieces_;
    Cost empty_below_ = 0;  // no schedule has all its chunks at or below
};

}  // namespace bt::schedule
