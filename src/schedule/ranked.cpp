#include "bt/schedule/ranked.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace bt::schedule {
namespace {

// A list that is all ties would name each schedule in each other one.
constexpr std::size_t most_tied = 50;

bool before(const Ranked& a, const Ranked& b) {
    const auto key = [](const Ranked& each) {
        return std::tuple(each.prediction.interval, each.plain.latency, each.plain.pus());
    };
    if (key(a) != key(b)) return key(a) < key(b);
    return std::tie(a.uid, a.plain.pieces) < std::tie(b.uid, b.plain.pieces);
}

// Half of the CI of the difference of two intervals. Where one cell stands in both widest chunks its error is in both
// and falls out.
double difference_width(const Problem& problem, const Ranked& a, const Ranked& b) {
    const double first = a.prediction.half_widths[a.prediction.widest];
    const double second = b.prediction.half_widths[b.prediction.widest];
    const Piece& one = a.plain.pieces[a.prediction.widest];
    const Piece& other = b.plain.pieces[b.prediction.widest];
    double variance = first * first + second * second;
    const PuSet set = set_of(a.plain.pieces);
    if (one.pu == other.pu && (problem.model().one_table() || set == set_of(b.plain.pieces))) {
        const StageTimes& times = problem.model().times(set);
        const double submission = problem.model().submissions()[static_cast<std::size_t>(one.pu)].half_width;
        variance -= 2 * submission * submission;
        for (int stage = std::max(one.first, other.first); stage < std::min(one.end, other.end); ++stage) {
            variance -= 2 * times.at(stage, one.pu).half_width * times.at(stage, one.pu).half_width;
        }
    }
    return std::sqrt(std::max(variance, 0.0));
}

bool tied(const Problem& problem, const Ranked& a, const Ranked& b) {
    const double difference = std::abs(static_cast<double>(a.prediction.interval - b.prediction.interval));
    return difference <= difference_width(problem, a, b);
}

double width(const Ranked& each) { return each.prediction.half_widths[each.prediction.widest]; }

// Pairs further apart in rank than this are not compared; a list by interval stops long before.
constexpr std::size_t most_compared = 1000;

void mark_ties(const Problem& problem, bool by_prediction, std::vector<Ranked>& list) {
    double widest = 0;
    for (const Ranked& each : list) widest = std::max(widest, width(each));
    const auto link = [&](std::size_t i, std::size_t j) {
        if (list[i].tied_with.size() < most_tied) list[i].tied_with.push_back(j);
    };
    for (std::size_t j = 1; j < list.size(); ++j) {
        const auto here = static_cast<double>(list[j].prediction.interval);
        for (std::size_t i = j; i-- > (j > most_compared ? j - most_compared : 0);) {
            const double apart = std::abs(here - static_cast<double>(list[i].prediction.interval));
            if (by_prediction && apart > std::hypot(widest, width(list[j]))) break;
            if (!tied(problem, list[i], list[j])) continue;
            link(i, j);
            link(j, i);
        }
    }
    for (Ranked& each : list) std::sort(each.tied_with.begin(), each.tied_with.end());
}

// In rank order: a schedule is proven once every better one stands before it.
void mark_proven(const Ranking& ranking, Objective objective, const std::vector<Ranked>& all, std::size_t count,
                 std::vector<Ranked>& list) {
    if (objective == Objective::pareto) {
        for (Ranked& each : list) each.proven = ranking.complete;
        return;
    }
    std::vector<Cost> least_after(all.size() + 1, std::numeric_limits<Cost>::max());
    for (std::size_t i = all.size(); i-- > 0;) {
        least_after[i] = std::min(least_after[i + 1], value(all[i].plain, objective));
    }
    for (std::size_t i = 0; i < count; ++i) {
        const Cost own = value(list[i].plain, objective);
        list[i].proven = least_after[i + 1] >= own && own <= ranking.bound;
    }
}

bool predicts(const CostModel& model, Busy busy) { return busy == Busy::predicted && !model.one_table(); }

// Of a list in order: what none before it equals or beats in latency and PUs as well.
void keep_front(std::vector<Ranked>& list) {
    std::vector<Ranked> front;
    for (Ranked& each : list) {
        const auto beats = [&](const Ranked& other) {
            return other.plain.latency <= each.plain.latency && other.plain.pus() <= each.plain.pus();
        };
        if (std::none_of(front.begin(), front.end(), beats)) front.push_back(std::move(each));
    }
    list = std::move(front);
}

}  // namespace

std::optional<SinglePu> best_single_pu(const CostModel& model) {
    std::optional<SinglePu> best;
    for (int pu = 0; pu < static_cast<int>(model.pus().size()); ++pu) {
        const StageTimes& times = model.times_alone(pu);
        const Submission& submission = model.submissions()[static_cast<std::size_t>(pu)];
        Cost sum = submission.chunk;
        bool runs = true;
        for (int stage = 0; stage < model.stages() && runs; ++stage) {
            const Cost time = times.at(stage, pu).time;
            runs = time != impossible;
            if (runs) sum += time + submission.stage;
        }
        if (runs && (!best || sum < best->interval)) best = SinglePu{pu, sum};
    }
    return best;
}

std::size_t candidates_for(std::size_t count, Objective objective, const CostModel& model, Busy busy) {
    if (objective != Objective::interval || !predicts(model, busy)) return count;
    // Ten times as many; not below 300, so that a short list is the beginning of a long one.
    return std::max<std::size_t>(10 * count, 300);
}

Query query_for(const Problem& problem, std::size_t count, Objective objective, Busy busy) {
    Query query{objective, candidates_for(count, objective, problem.model(), busy), std::nullopt};
    if (objective != Objective::pareto || !predicts(problem.model(), busy)) return query;
    const std::uint64_t all = count_schedules(problem, most_looked_at + 1);
    if (all > 0 && all <= most_looked_at) query = {Objective::interval, all, std::nullopt};
    return query;
}

std::vector<Ranked> rank(const Problem& problem, const Ranking& ranking, const Query& query, std::size_t count,
                         Busy busy) {
    const auto single = best_single_pu(problem.model());
    std::vector<Ranked> all;
    for (const Candidate& candidate : ranking.candidates) {
        Ranked made{candidate, problem.uid(candidate.pieces), predict(problem, candidate, busy)};
        if (single && made.prediction.interval > 0) {
            made.speedup = static_cast<double>(single->interval) / static_cast<double>(made.prediction.interval);
        }
        all.push_back(std::move(made));
    }
    const bool is_front = query.objective == Objective::pareto && predicts(problem.model(), busy);
    if (query.objective == Objective::interval || is_front) std::sort(all.begin(), all.end(), before);
    if (is_front) keep_front(all);
    std::vector<Ranked> list(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(count, all.size())));
    mark_proven(ranking, query.objective, all, list.size(), list);
    mark_ties(problem, query.objective == Objective::interval, list);
    return list;
}

}  // namespace bt::schedule
