#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bt/analyse/quantiles.hpp"
#include "bt/core/units.hpp"

// What one schedule did in one run, from the rows of its section (docs/parse.md).
namespace bt::analyse {

// One task in one chunk, in ticks of the counter that timed it. Both count from 0.
struct Row {
    std::uint32_t task;
    std::uint32_t chunk;
    std::uint64_t start;
    std::uint64_t end;
};

struct TickSpan {
    std::uint64_t begin;
    std::uint64_t end;
};

// The part of `whole` from share `from` to share `to`.
TickSpan part_of(TickSpan whole, double from, double to);

// First and last task that count.
struct SteadyRange {
    std::uint32_t first;
    std::uint32_t last;
    bool operator==(const SteadyRange&) const = default;
};

struct ChunkFigures {
    Milliseconds mean_busy{0};
    std::uint64_t rows = 0;
    // Between its completions of the first and the last steady task.
    double utilisation = 0;
    Milliseconds mean_gap{0};  // idle between two tasks
    Milliseconds longest_gap{0};
};

struct SectionFigures {
    std::vector<ChunkFigures> chunks;
    std::size_t widest = 0;                // the chunk with the largest mean busy time
    std::optional<Milliseconds> interval;  // nothing where fewer than two tasks count
    std::optional<SteadyRange> steady;
    Quantiles latency;             // of the steady tasks, in ms
    std::uint64_t tasks = 0;       // with all their rows
    std::uint64_t incomplete = 0;  // rows of theirs are missing, or lie outside the window
};

// Takes the rows of one section in any order. Memory does not grow with their number: tasks whose rows are not all
// there (at most most_open of them, then the oldest counts as incomplete), the first and the last most_kept tasks, and
// sums over those between.
class SectionTrace {
public:
    static constexpr std::size_t most_open = 1U << 16U;
    static constexpr std::size_t most_kept = 2048;

    // `window`: rows that do not overlap it are left out.
    explicit SectionTrace(std::size_t chunks, std::optional<TickSpan> window = {});
    SectionTrace(SectionTrace&&) noexcept;
    SectionTrace& operator=(SectionTrace&&) noexcept;
    ~SectionTrace();

    void add(const Row& row);  // row.chunk < chunks

    // No more rows come. `said`: the steady tasks that the log names; without, they are computed: from when every chunk
    // has finished a task until the first chunk takes its last one.
    SectionFigures finish(std::uint64_t ticks_per_second, std::optional<SteadyRange> said = {});

    // After finish: up to `most` tasks in order, `chunks` rows each, from task `first` on.
    std::vector<Row> first_tasks(std::size_t most, std::uint32_t first = 0) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bt::analyse
