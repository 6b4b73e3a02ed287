#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/schedule/prediction.hpp"

namespace bt::schedule {

// One line of the answer.
struct Ranked {
    Candidate plain;
    std::string uid;
    Prediction prediction;
    bool proven = false;            // nothing better by the objective's plain cost exists outside the ranks before it
    std::optional<double> speedup;  // over the best single PU
    std::vector<std::size_t> tied_with;  // positions in the list of those that cannot be told apart
};

struct SinglePu {
    int pu;
    Cost interval;
};

// The PU that is fastest with all stages while the others idle; nothing where no PU can run all.
std::optional<SinglePu> best_single_pu(const CostModel& model);

// How many candidates an engine is asked for where `count` schedules are wanted: the order by prediction is not the
// order by plain cost.
std::size_t candidates_for(std::size_t count, Objective objective, const CostModel& model, Busy busy);

// More schedules than this are not all looked at, for a front or to find one by its uid.
inline constexpr std::uint64_t most_looked_at = 50'000;

// What an engine is asked for. A front by prediction can hold what no front by plain cost does: for it, every schedule
// where there are not too many.
Query query_for(const Problem& problem, std::size_t count, Objective objective, Busy busy);

// The first `count`. Objective::interval: by prediction, then latency, fewer PUs, uid; Objective::pareto: the front of
// what is predicted, in the same order; the others as the engine has them.
std::vector<Ranked> rank(const Problem& problem, const Ranking& ranking, const Query& query, std::size_t count,
                         Busy busy);

}  // namespace bt::schedule
