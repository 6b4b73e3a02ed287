#include "bt/format/result_log.hpp"

#include <limits>

#include "bt/core/error.hpp"

namespace bt::format {

std::string_view to_string(LogClock clock) { return clock == LogClock::monotonic ? "monotonic" : "virtual"; }

std::string_view to_string(RunStatus status) {
    switch (status) {
        case RunStatus::ok: return "ok";
        case RunStatus::wrong: return "wrong";
        case RunStatus::failed: return "failed";
        case RunStatus::timeout: return "timeout";
    }
    return "failed";
}

std::string to_string(const MissingRows& rows) {
    std::string text = rows.chain ? "chain " + std::to_string(*rows.chain) + ", " : "";
    text += "chunk " + std::to_string(rows.chunk);
    if (rows.first_task == rows.last_task) return text + ", task " + std::to_string(rows.first_task);
    return text + ", tasks " + std::to_string(rows.first_task) + " to " + std::to_string(rows.last_task);
}

Nanoseconds nanoseconds_of(std::uint64_t ticks, std::uint64_t ticks_per_second) {
    __extension__ using Wide = unsigned __int128;
    constexpr std::uint64_t largest = std::numeric_limits<Nanoseconds::rep>::max();
    if (ticks_per_second == 0) throw data_error("a counter of 0 ticks per second measures no time");
    const Wide rounded = (Wide{ticks} * 1'000'000'000U + ticks_per_second / 2) / ticks_per_second;
    if (rounded > largest)
        throw data_error(std::to_string(ticks) + " ticks at " + std::to_string(ticks_per_second) +
                         " Hz are more than 292 years");
    return Nanoseconds(static_cast<Nanoseconds::rep>(rounded));
}

}  // namespace bt::format
