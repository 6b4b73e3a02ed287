#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/format/schedules.hpp"

// Which schedules run, and in which order (docs/run.md).
namespace bt::execute {

// One application of one size on one device.
struct Subject {
    DeviceId device;
    AppName app;
    Backend backend;
    Params params;
    int stages;
};

// A schedule as the agent runs it and logs carry it, whatever its version.
struct Runnable {
    std::string uid;
    std::string line;             // the whole schedule, on one line
    std::uint32_t in_flight = 1;  // task objects, or rounds
    // The whole application on one PU; of several applications a baseline. The best of these shows how far the device
    // drifts.
    bool to_compare = false;
    Nanoseconds deadline{};                        // what has not ended by then hangs
    std::vector<format::ScheduledChain> chains{};  // of version 6
};

Runnable as_runnable(const format::ScheduleRecord& record, Nanoseconds deadline);
Runnable as_runnable(const format::ConcurrentSchedule& schedule, Nanoseconds deadline);

// A control is there to compare with: the whole application on one PU. Its objective says so, in the schedules file and
// in every log.
format::ScheduleRecord control_on(const PuName& pu, const Subject& subject);
bool is_control(const format::ScheduleRecord& record);

// What was asked for of a file, as version 5.
struct Choice {
    std::size_t count = 30;           // the first so many
    std::vector<std::string> uids{};  // instead: these
};

// Throws a data error where the file has none, or one that belongs elsewhere or cannot run on these PUs; a usage error
// for a uid that it does not have.
std::vector<format::ScheduleRecord> choose(const format::ScheduleFile& file, const Choice& choice,
                                           const Subject& subject, std::span<const PuName> pus);

// Those chosen, then a control for each of `able` (PUs that can run every stage) that none of them is.
std::vector<format::ScheduleRecord> with_controls(std::vector<format::ScheduleRecord> chosen, const Subject& subject,
                                                  std::span<const PuName> able);

// Several applications of given sizes on one device: what schedules of version 6 are for.
struct ConcurrentSubject {
    DeviceId device;
    Backend backend;
    std::vector<AppName> apps;  // one for each chain
    std::vector<int> stages;    // likewise
};

// Those asked for, then all that are there to be compared with. Throws as choose().
std::vector<format::ConcurrentSchedule> choose_concurrent(const format::ScheduleFile& file, const Choice& choice,
                                                          const ConcurrentSubject& subject,
                                                          std::span<const PuName> pus);

// One process of the agent: a schedule in a run. Only the best of those to compare with comes more than once in a run.
struct Job {
    std::size_t schedule;
    int run;         // from 1
    int repeat = 0;  // 0, and for the best to compare with 1 and 2
    auto operator<=>(const Job&) const = default;
};

inline constexpr int repeats_of_best = 3;

// Those to compare with of the first run, which tell the best of them.
std::vector<Job> opening(std::span<const Runnable> schedules, std::uint64_t seed);

// All that follow, of all runs in one shuffled order, because a device that warms up or is throttled must not favour
// some schedule or some run; with the best to compare with (where there is one) of each run at the beginning, in the
// middle and at the end, which shows how far it drifted.
std::vector<Job> remaining(std::span<const Runnable> schedules, int runs, std::optional<std::size_t> best,
                           std::uint64_t seed);

}  // namespace bt::execute
