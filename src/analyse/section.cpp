#include "bt/analyse/section.hpp"

#include "analyse/open_tasks.hpp"

namespace bt::analyse {
namespace {

// Complete tasks in the order of their numbers, `chunks` times each.
class Tasks {
public:
    explicit Tasks(std::size_t chunks) : chunks_(chunks) {}

    std::size_t size() const { return numbers_.size(); }
    std::uint32_t number(std::size_t i) const { return numbers_[position(i)]; }
    std::span<const Times> times(std::size_t i) const { return {&times_[position(i) * chunks_], chunks_}; }

    void push(std::uint32_t task, std::span<const Times> times) {
        numbers_.push_back(task);
        times_.insert(times_.end(), times.begin(), times.end());
    }

    // In place of the oldest.
    void replace(std::uint32_t task, std::span<const Times> times) {
        numbers_[oldest_] = task;
        std::copy(times.begin(), times.end(), times_.begin() + static_cast<std::ptrdiff_t>(oldest_ * chunks_));
        oldest_ = (oldest_ + 1) % size();
    }

private:
    std::size_t position(std::size_t i) const {
        const std::size_t at = oldest_ + i;
        return at < size() ? at : at - size();
    }

    std::size_t chunks_;
    std::size_t oldest_ = 0;
    std::vector<std::uint32_t> numbers_;
    std::vector<Times> times_;
};

// Sums over steady tasks, in order.
class Sums {
public:
    explicit Sums(std::size_t chunks) : busy_(chunks), gaps_(chunks), longest_(chunks), before_(chunks) {}

    // The next task to be added comes after this one, which does not count.
    void follow(std::uint32_t task, std::span<const Times> times) {
        begun_ = true;
        before_task_ = task;
        std::copy(times.begin(), times.end(), before_.begin());
    }

    void add(std::uint32_t task, std::span<const Times> times) {
        latency_.add(static_cast<double>(times.back().end - std::min(times.front().start, times.back().end)));
        if (begun_ && task == before_task_ + 1) {
            ++followers_;
            for (std::size_t c = 0; c < times.size(); ++c) add(c, times[c]);
        }
        follow(task, times);
    }

    void add(const Sums& other) {
        for (std::size_t c = 0; c < busy_.size(); ++c) {
            busy_[c] += other.busy_[c];
            gaps_[c] += other.gaps_[c];
            longest_[c] = std::max(longest_[c], other.longest_[c]);
        }
        followers_ += other.followers_;
        latency_.add(other.latency_);
    }

    std::uint64_t followers() const { return followers_; }
    double busy(std::size_t chunk) const { return busy_[chunk]; }
    double gaps(std::size_t chunk) const { return gaps_[chunk]; }
    std::uint64_t longest(std::size_t chunk) const { return longest_[chunk]; }
    const Quantiles& latency() const { return latency_; }

private:
    void add(std::size_t chunk, const Times& times) {
        busy_[chunk] += static_cast<double>(times.end - times.start);
        if (times.start <= before_[chunk].end) return;
        const std::uint64_t gap = times.start - before_[chunk].end;
        gaps_[chunk] += static_cast<double>(gap);
        longest_[chunk] = std::max(longest_[chunk], gap);
    }

    std::vector<double> busy_;
    std::vector<double> gaps_;
    std::vector<std::uint64_t> longest_;
    std::uint64_t followers_ = 0;  // tasks with the one before them
    Quantiles latency_;            // in ticks
    bool begun_ = false;
    std::uint32_t before_task_ = 0;
    std::vector<Times> before_;
};

}  // namespace

TickSpan part_of(TickSpan whole, double from, double to) {
    const auto at = [&](double share) {
        return whole.begin + static_cast<std::uint64_t>(share * static_cast<double>(whole.end - whole.begin));
    };
    return {from <= 0 ? whole.begin : at(from), to >= 1 ? whole.end : at(to)};
}

struct SectionTrace::State {
    State(std::size_t number_of_chunks, std::optional<TickSpan> kept)
        : chunks(number_of_chunks), window(kept), open(chunks), busy(chunks), rows(chunks) {}

    bool overlaps(const Row& row) const { return !window || (row.end >= window->begin && row.start <= window->end); }

    // The first and the last tasks stay, because only the section's end tells which of them count.
    void settle(std::uint32_t task, std::span<const Times> times) {
        ++tasks;
        if (head.size() < most_kept) return head.push(task, times);
        if (tail.size() < most_kept) return tail.push(task, times);
        if (tasks == 2 * most_kept + 1) middle.follow(head.number(most_kept - 1), head.times(most_kept - 1));
        middle.add(tail.number(0), tail.times(0));
        tail.replace(task, times);
    }

    std::size_t kept() const { return head.size() + tail.size(); }
    bool in_head(std::size_t i) const { return i < head.size(); }
    std::uint32_t number(std::size_t i) const { return in_head(i) ? head.number(i) : tail.number(i - head.size()); }
    std::span<const Times> times(std::size_t i) const {
        return in_head(i) ? head.times(i) : tail.times(i - head.size());
    }

    struct Steady {
        std::size_t first;  // indices of kept tasks
        std::size_t last;
    };
    std::optional<Steady> computed() const;
    std::optional<Steady> as_said(SteadyRange said) const;
    Sums sums_of(Steady steady) const;
    void describe(SectionFigures& figures, Steady steady, double ms_per_tick) const;

    std::size_t chunks;
    std::optional<TickSpan> window;
    OpenTasks open;
    std::vector<double> busy;
    std::vector<std::uint64_t> rows;
    std::uint64_t tasks = 0;
    Tasks head{chunks};
    Tasks tail{chunks};
    Sums middle{chunks};
};

std::optional<SectionTrace::State::Steady> SectionTrace::State::computed() const {
    if (kept() < 2) return std::nullopt;
    std::uint64_t begin = 0;
    for (const Times& time : times(0)) begin = std::max(begin, time.end);
    const std::uint64_t end = times(kept() - 1).front().start;
    std::size_t first = 0;
    while (first < kept() && times(first).back().end < begin) ++first;
    std::size_t last = kept() - 1;
    while (last > first && times(last).back().end > end) --last;
    if (first >= last) return std::nullopt;
    return Steady{first, last};
}

// Those of the named tasks that are there.
std::optional<SectionTrace::State::Steady> SectionTrace::State::as_said(SteadyRange said) const {
    std::size_t first = 0;
    while (first < kept() && number(first) < said.first) ++first;
    std::size_t last = kept();
    while (last > 0 && number(last - 1) > said.last) --last;
    if (first + 1 >= last) return std::nullopt;
    return Steady{first, last - 1};
}

Sums SectionTrace::State::sums_of(Steady steady) const {
    Sums sums(chunks);
    const bool around_middle = tasks > kept() && in_head(steady.first) && !in_head(steady.last);
    const std::size_t end = around_middle ? head.size() : steady.last + 1;
    for (std::size_t i = steady.first; i < end; ++i) sums.add(number(i), times(i));
    if (!around_middle) return sums;
    Sums rest = middle;
    for (std::size_t i = head.size(); i <= steady.last; ++i) rest.add(number(i), times(i));
    rest.add(sums);
    return rest;
}

void SectionTrace::State::describe(SectionFigures& figures, Steady steady, double ms_per_tick) const {
    const Sums sums = sums_of(steady);
    const auto first = times(steady.first);
    const auto last = times(steady.last);
    figures.steady = SteadyRange{number(steady.first), number(steady.last)};
    const double steps = static_cast<double>(figures.steady->last - figures.steady->first);
    const auto between = [&](std::size_t c) { return static_cast<double>(last[c].end - first[c].end); };
    figures.interval = Milliseconds(between(chunks - 1) * ms_per_tick / steps);
    figures.latency.add(sums.latency(), ms_per_tick);
    if (sums.followers() == 0) return;
    const auto followers = static_cast<double>(sums.followers());
    for (std::size_t c = 0; c < chunks; ++c) {
        ChunkFigures& chunk = figures.chunks[c];
        // Tasks with missing rows were busy as well: the mean of the others stands in for them.
        const double busy_time = sums.busy(c) / followers * steps;
        chunk.utilisation = between(c) > 0 ? std::min(1.0, busy_time / between(c)) : 1.0;
        chunk.mean_gap = Milliseconds(sums.gaps(c) / followers * ms_per_tick);
        chunk.longest_gap = Milliseconds(static_cast<double>(sums.longest(c)) * ms_per_tick);
    }
}

SectionTrace::SectionTrace(std::size_t chunks, std::optional<TickSpan> window)
    : state_(std::make_unique<State>(chunks, window)) {}
SectionTrace::SectionTrace(SectionTrace&&) noexcept = default;
SectionTrace& SectionTrace::operator=(SectionTrace&&) noexcept = default;
SectionTrace::~SectionTrace() = default;

void SectionTrace::add(const Row& row) {
    const bool kept = state_->overlaps(row);
    if (kept) {
        state_->busy[row.chunk] += static_cast<double>(row.end - row.start);
        ++state_->rows[row.chunk];
    }
    state_->open.add(row, kept, [&](std::uint32_t task, std::span<const Times> times) { state_->settle(task, times); });
}

SectionFigures SectionTrace::finish(std::uint64_t ticks_per_second, std::optional<SteadyRange> said) {
    State& state = *state_;
    state.open.finish([&](std::uint32_t task, std::span<const Times> times) { state.settle(task, times); });
    const double ms_per_tick = 1e3 / static_cast<double>(ticks_per_second);
    SectionFigures figures;
    figures.tasks = state.tasks;
    figures.incomplete = state.open.incomplete();
    for (std::size_t c = 0; c < state.chunks; ++c) {
        ChunkFigures chunk{.rows = state.rows[c]};
        if (chunk.rows > 0) {
            chunk.mean_busy = Milliseconds(state.busy[c] / static_cast<double>(chunk.rows) * ms_per_tick);
        }
        figures.chunks.push_back(chunk);
        if (chunk.mean_busy > figures.chunks[figures.widest].mean_busy) figures.widest = c;
    }
    const auto steady = said ? state.as_said(*said) : state.computed();
    if (steady) state.describe(figures, *steady, ms_per_tick);
    return figures;
}

std::vector<Row> SectionTrace::first_tasks(std::size_t most, std::uint32_t first) const {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < state_->head.size() && most > 0; ++i) {
        const std::uint32_t task = state_->head.number(i);
        if (task < first) continue;
        --most;
        const auto times = state_->head.times(i);
        for (std::uint32_t c = 0; c < times.size(); ++c) rows.push_back({task, c, times[c].start, times[c].end});
    }
    return rows;
}

}  // namespace bt::analyse
