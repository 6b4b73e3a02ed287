#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/schedule/problem.hpp"

namespace bt::schedule {

enum class Objective { interval, latency, gap, pareto };
std::string_view to_string(Objective objective);
Objective parse_objective(std::string_view text);

// A schedule and its plain costs.
struct Candidate {
    std::vector<Piece> pieces;
    Cost widest = 0;
    Cost narrowest = 0;
    Cost latency = 0;

    int pus() const { return static_cast<int>(pieces.size()); }
    Cost gap() const { return widest - narrowest; }
    bool operator==(const Candidate&) const = default;
};

Candidate evaluate(const Problem& problem, std::vector<Piece> pieces);
Cost value(const Candidate& candidate, Objective objective);  // plain; of pareto the interval

// The total order by plain cost: interval: widest, latency; latency: latency, widest; gap: gap, widest, latency; pareto
// as interval; then fewer PUs, then uid.
class Order {
public:
    Order(const Problem& problem, Objective objective) : problem_(&problem), objective_(objective) {}
    bool operator()(const Candidate& a, const Candidate& b) const;

private:
    const Problem* problem_;
    Objective objective_;
};

// Among more schedules than this that agree in everything but their uids, those that come first by PU and cut are
// looked at, not all: a hundred equal stages on eight PUs have 13 million.
inline constexpr std::size_t most_ties = 50'000;

struct Query {
    Objective objective = Objective::interval;
    std::size_t count = 30;
    std::optional<std::chrono::steady_clock::time_point> deadline;
};

struct Ranking {
    std::vector<Candidate> candidates;  // the best `count` in Order; pareto: the whole front
    bool complete = true;               // false: the deadline struck; there is one schedule at least all the same
    Cost bound = 0;            // proven: what is not listed has at least this value (complete: the last one's value)
    std::uint64_t checks = 0;  // z3: how often it was asked
};

// Both throw a usage error that names the constraints which contradict each other, a data error where the tables alone
// leave no schedule.
Ranking solve_exact(const Problem& problem, const Query& query);
Ranking solve_z3(const Problem& problem, const Query& query);

// How many schedules there are, at most `most`.
std::uint64_t count_schedules(const Problem& problem, std::uint64_t most = std::uint64_t{1} << 40U);

}  // namespace bt::schedule
