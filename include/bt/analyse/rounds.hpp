#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "bt/analyse/quantiles.hpp"
#include "bt/analyse/section.hpp"
#include "bt/core/units.hpp"

// What a schedule of several applications at once did in one run (docs/parse.md). A round is a task of every chain; its
// rows are those of its groups, numbered through all chains.
namespace bt::analyse {

// One group of one chain, means over the rounds that count.
struct GroupFigures {
    Milliseconds start{0};      // after the round's first start
    Milliseconds busy{0};       // from its start to its end
    Milliseconds contended{0};  // of that, while a group of another chain ran
};

struct RoundFigures {
    bool counts = false;                   // some of it does
    std::optional<SteadyRange> steady;     // the rounds that count; nothing: none, or what programs say of themselves
    Milliseconds makespan{0};              // from the round's first start to its last end, mean
    std::vector<Milliseconds> latency{};   // of each chain: from the round's first start to its own last end, mean
    std::optional<Milliseconds> period{};  // from the end of one round to that of the next; of two rounds or more
    Quantiles makespans{};                 // ms
    std::vector<GroupFigures> groups{};    // numbered through all chains; none where nobody saw them
    std::uint64_t rounds = 0;              // whole ones, also those that do not count
    std::uint64_t left_out = 0;            // whole ones that came after the most that are kept
};

// Of programs that run together and say one mean each: as if each had begun a task at the common start.
RoundFigures of_means(std::span<const std::uint64_t> ticks, std::uint64_t ticks_per_second);

// Takes the rows of one section in any order, keeps at most most_rounds rounds.
class RoundsTrace {
public:
    static constexpr std::size_t most_rounds = 1U << 14U;

    // `groups_of_chains`: how many groups each chain has.
    explicit RoundsTrace(std::vector<std::size_t> groups_of_chains);
    RoundsTrace(RoundsTrace&&) noexcept;
    RoundsTrace& operator=(RoundsTrace&&) noexcept;
    ~RoundsTrace();

    // The number of a group through all chains.
    std::size_t number(std::size_t chain, std::size_t group) const;

    void add(const Row& row);  // row.chunk: the group's number

    // No more rows come. Without `said` all rounds count but the first one.
    RoundFigures finish(std::uint64_t ticks_per_second, std::optional<SteadyRange> said);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bt::analyse
