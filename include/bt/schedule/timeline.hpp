#pragma once

#include <vector>

#include "bt/schedule/chains.hpp"

namespace bt::schedule {

// A group of a chain, both from 0.
struct GroupOfChain {
    int chain;
    int group;
    auto operator<=>(const GroupOfChain&) const = default;
};

// What each PU does, in turn: [PU].
using PuOrder = std::vector<std::vector<GroupOfChain>>;

struct Span {
    double start = 0;  // in ns from the common start; whole where nothing slows anything down
    double end = 0;
};

// When everything happens. Every such time of the program, ours and the baselines', comes from evaluate().
struct Timeline {
    std::vector<std::vector<Span>> groups;  // [chain][group]
    PuOrder order;

    Cost end(int chain) const;  // to the nearest ns
    Cost makespan() const;
};

// By the ready rule: a free PU takes, among the chains whose next group is assigned to it and ready, the one ready
// first (tie: the lower chain), and never waits for a later one. Moments closer than a picosecond are one.
Timeline evaluate(const ConcurrentProblem& problem, const Assignment& assignment);

// Each PU in its own order, waiting where it must; nothing where PUs wait for each other for ever.
std::optional<Timeline> evaluate(const ConcurrentProblem& problem, const Assignment& assignment, const PuOrder& order);

// How many rounds are under way at once where frames are repeated: one for each PU, and one that waits.
int rounds_in_flight(const ConcurrentProblem& problem);

// From the end of one round to that of the next, where rounds repeat themselves.
struct Period {
    Cost cost = 0;
    bool exact = false;  // a round left all as one before it did; else the mean over the last 32 of 64 rounds
};

// A frame of every chain is a round; each PU repeats its order round after round, and a round begins when the one
// `rounds_in_flight` before it has ended. No PU is busy for longer in a round. Nothing: PUs wait for each other for
// ever.
std::optional<Period> repeated_period(const ConcurrentProblem& problem, const Assignment& assignment,
                                      const PuOrder& order);

enum class ConcurrentObjective { makespan, latency, period };
std::string_view to_string(ConcurrentObjective objective);
ConcurrentObjective parse_concurrent_objective(std::string_view text);

// What is compared, deadlines first. Makespan: the largest weight · end; latency: the sum of weight · end.
struct Value {
    Cost late = 0;  // what chains are past their deadlines, in sum
    Cost cost = 0;
    auto operator<=>(const Value&) const = default;
};
Value value(const ConcurrentProblem& problem, const Assignment& assignment, const Timeline& timeline,
            ConcurrentObjective objective);

}  // namespace bt::schedule
