#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/units.hpp"

namespace bt::format {

// What a result log says (docs/formats/result-log.md), in ticks of the counter that wrote it.

// A line may be no longer; it bounds what a reader keeps of a text that never breaks its lines.
inline constexpr std::size_t longest_result_line = std::size_t{1} << 20U;
inline constexpr std::size_t longest_uid = 100;
inline constexpr std::uint64_t most_ticks = (std::uint64_t{1} << 63U) - 1;
inline constexpr std::uint64_t most_ticks_per_second = 1'000'000'000'000;
inline constexpr std::uint32_t last_possible_task = 999'999'999;

enum class LogClock { monotonic, virtual_time };
enum class RunStatus { ok, wrong, failed, timeout };
std::string_view to_string(LogClock clock);  // "monotonic", "virtual"
std::string_view to_string(RunStatus status);

// One task in one chunk; in a section of several applications at once: one round of a chain in one of its groups. All
// count from 0, as in every generation of the log.
struct ResultRecord {
    std::uint32_t task = 0;
    std::uint32_t chunk = 0;
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    std::uint32_t chain = 0;  // 0 in a section of one application

    std::uint64_t duration() const { return end - start; }
    auto operator<=>(const ResultRecord&) const = default;
};

// One task's output against the reference result.
struct OutputCheck {
    std::uint32_t task = 0;
    bool ok = false;
    double largest_error = 0;  // may be infinite or not a number
    std::uint64_t checksum = 0;
    std::uint32_t chain = 0;
};

// First and last task that count.
struct SteadyTasks {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    auto operator<=>(const SteadyTasks&) const = default;
};

// Rows that should be there: every task up to the section's largest, in every chunk up to its chain's largest.
struct MissingRows {
    std::uint32_t chunk = 0;
    std::uint32_t first_task = 0;
    std::uint32_t last_task = 0;
    std::optional<std::uint32_t> chain{};  // nothing in a section of one application
    auto operator<=>(const MissingRows&) const = default;
};
std::string to_string(const MissingRows& rows);  // "chunk 2, tasks 5 to 9", "chain 1, chunk 2, tasks 5 to 9"

// What the lines before the rows say. Whatever a generation does not write is empty.
struct ResultSectionHead {
    std::size_t line = 0;                    // where the section begins
    std::string uid;                         // empty in the oldest generation
    std::optional<std::uint64_t> frequency;  // ticks per second; known only at the end in the oldest generation
    std::optional<LogClock> clock;
    std::optional<std::uint32_t> in_flight;
    std::string schedule;  // JSON on one line; empty in the earlier system's logs
};

struct ResultSectionEnd {
    static constexpr std::size_t most_named = 20;

    bool cut = false;                       // the end line is missing: nothing in this section is to be used unsaid
    std::size_t line = 0;                   // the last line
    std::uint64_t records = 0;              // rows that were read
    std::uint64_t noise = 0;                // lines of other programs between ours
    std::uint64_t left_out = 0;             // lines of ours that a lenient reader passed over
    std::uint64_t missing = 0;              // rows that are not there
    std::vector<MissingRows> missing_rows;  // the first most_named of them, by chain, chunk and task
    std::uint32_t chains = 0;               // of a section of several applications at once; 0: of one
    // By chain, where programs of somebody else ran: what each one says that a task takes it. Such a section has no
    // rows.
    std::vector<std::uint64_t> means;
    std::optional<SteadyTasks> steady;
    std::optional<RunStatus> status;
    std::string reason;
    std::vector<std::string> pus;  // by chunk, where rows name them (two older generations), in our names
};

// Exact to half a nanosecond, also where ticks · 10⁹ exceeds 64 bits. Throws a data error where the time does not fit.
Nanoseconds nanoseconds_of(std::uint64_t ticks, std::uint64_t ticks_per_second);

}  // namespace bt::format
