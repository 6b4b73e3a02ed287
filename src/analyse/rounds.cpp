#include "bt/analyse/rounds.hpp"

#include <algorithm>
#include <numeric>

#include "analyse/open_tasks.hpp"

namespace bt::analyse {
namespace {

// The part of `own` that at least one of `others` overlaps.
std::uint64_t overlapped(const Times& own, std::vector<Times>& others) {
    std::sort(others.begin(), others.end(), [](const Times& a, const Times& b) { return a.start < b.start; });
    std::uint64_t sum = 0;
    std::uint64_t covered = own.start;
    for (const Times& other : others) {
        const std::uint64_t from = std::max(covered, other.start);
        const std::uint64_t to = std::min(own.end, other.end);
        if (to <= from) continue;
        sum += to - from;
        covered = to;
    }
    return sum;
}

}  // namespace

RoundFigures of_means(std::span<const std::uint64_t> ticks, std::uint64_t ticks_per_second) {
    RoundFigures figures;
    figures.counts = !ticks.empty();
    for (const std::uint64_t each : ticks) {
        figures.latency.emplace_back(static_cast<double>(each) * 1e3 / static_cast<double>(ticks_per_second));
        figures.makespan = std::max(figures.makespan, figures.latency.back());
    }
    return figures;
}

struct RoundsTrace::State {
    explicit State(std::vector<std::size_t> groups_of_chains)
        : chains(std::move(groups_of_chains)),
          groups(std::accumulate(chains.begin(), chains.end(), std::size_t{0})),
          open(groups) {
        for (std::size_t chain = 0; chain < chains.size(); ++chain)
            chain_of.insert(chain_of.end(), chains[chain], chain);
    }

    void settle(std::uint32_t round, std::span<const Times> rows) {
        if (numbers.size() == most_rounds) {
            ++left_out;
            return;
        }
        numbers.push_back(round);
        times.insert(times.end(), rows.begin(), rows.end());
    }

    std::span<const Times> round(std::size_t i) const { return {&times[i * groups], groups}; }
    std::uint64_t begin(std::size_t i) const {
        const auto rows = round(i);
        return std::min_element(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.start < b.start; })->start;
    }
    std::uint64_t end(std::size_t i) const {
        const auto rows = round(i);
        return std::max_element(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.end < b.end; })->end;
    }

    // Rounds may overlap: what ran beside a group may be of the round before it or after it.
    std::uint64_t contended(std::size_t i, std::size_t group) const {
        std::vector<Times> others;
        for (std::size_t near = i == 0 ? 0 : i - 1; near < std::min(i + 2, numbers.size()); ++near) {
            for (std::size_t other = 0; other < groups; ++other) {
                if (chain_of[other] != chain_of[group]) others.push_back(round(near)[other]);
            }
        }
        return overlapped(round(i)[group], others);
    }

    void add(RoundFigures& sums, std::size_t i, double ms_per_tick) const {
        const auto ms = [&](std::uint64_t ticks) { return Milliseconds(static_cast<double>(ticks) * ms_per_tick); };
        const std::uint64_t zero = begin(i);
        const auto rows = round(i);
        std::vector<std::uint64_t> ends(chains.size(), zero);
        for (std::size_t group = 0; group < groups; ++group) {
            GroupFigures& sum = sums.groups[group];
            sum.start += ms(rows[group].start - zero);
            sum.busy += ms(rows[group].end - rows[group].start);
            sum.contended += ms(contended(i, group));
            ends[chain_of[group]] = std::max(ends[chain_of[group]], rows[group].end);
        }
        for (std::size_t chain = 0; chain < chains.size(); ++chain) sums.latency[chain] += ms(ends[chain] - zero);
        sums.makespan += ms(end(i) - zero);
        sums.makespans.add(ms(end(i) - zero).count());
    }

    std::vector<std::size_t> chains;
    std::size_t groups;
    std::vector<std::size_t> chain_of{};  // of each group
    OpenTasks open;
    std::vector<std::uint32_t> numbers{};
    std::vector<Times> times{};
    std::uint64_t left_out = 0;
};

RoundsTrace::RoundsTrace(std::vector<std::size_t> groups_of_chains)
    : state_(std::make_unique<State>(std::move(groups_of_chains))) {}
RoundsTrace::RoundsTrace(RoundsTrace&&) noexcept = default;
RoundsTrace& RoundsTrace::operator=(RoundsTrace&&) noexcept = default;
RoundsTrace::~RoundsTrace() = default;

std::size_t RoundsTrace::number(std::size_t chain, std::size_t group) const {
    std::size_t number = group;
    for (std::size_t before = 0; before < chain; ++before) number += state_->chains[before];
    return number;
}

void RoundsTrace::add(const Row& row) {
    state_->open.add(row, true, [&](std::uint32_t round, std::span<const Times> rows) { state_->settle(round, rows); });
}

RoundFigures RoundsTrace::finish(std::uint64_t ticks_per_second, std::optional<SteadyRange> said) {
    State& state = *state_;
    state.open.finish([&](std::uint32_t round, std::span<const Times> rows) { state.settle(round, rows); });
    RoundFigures figures;
    figures.rounds = state.numbers.size() + state.left_out;
    figures.left_out = state.left_out;
    figures.groups.resize(state.groups);
    figures.latency.resize(state.chains.size());
    const SteadyRange counts = said.value_or(SteadyRange{1, UINT32_MAX});
    std::vector<std::size_t> counted;
    for (std::size_t i = 0; i < state.numbers.size(); ++i) {
        if (state.numbers[i] >= counts.first && state.numbers[i] <= counts.last) counted.push_back(i);
    }
    if (counted.empty()) return figures;
    figures.counts = true;
    const double ms_per_tick = 1e3 / static_cast<double>(ticks_per_second);
    for (const std::size_t i : counted) state.add(figures, i, ms_per_tick);
    const auto rounds = static_cast<double>(counted.size());
    figures.makespan /= rounds;
    for (Milliseconds& latency : figures.latency) latency /= rounds;
    for (GroupFigures& group : figures.groups) {
        group.start /= rounds;
        group.busy /= rounds;
        group.contended /= rounds;
    }
    const std::size_t first = counted.front();
    const std::size_t last = counted.back();
    figures.steady = SteadyRange{state.numbers[first], state.numbers[last]};
    const std::uint32_t steps = figures.steady->last - figures.steady->first;
    if (steps > 0) {
        const auto between = static_cast<double>(state.end(last) - state.end(first));
        figures.period = Milliseconds(between * ms_per_tick / steps);
    }
    return figures;
}

}  // namespace bt::analyse
