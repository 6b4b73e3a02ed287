#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/schedule.hpp"
#include "bt/core/units.hpp"

// Schedules of several applications at once (docs/formats/schedules.md, version 6).
namespace bt::format {

// One application and the groups of stages that each of its tasks passes. Unlike in a pipeline, a PU may serve a chain
// more than once.
struct ScheduledChain {
    AppName app;
    Params params;
    Chunks groups;
    bool operator==(const ScheduledChain&) const = default;
};

// A group of a chain, both counted from 0 as `Task` and `Chunk` in logs.
struct ScheduledGroup {
    std::size_t chain;
    std::size_t group;
    auto operator<=>(const ScheduledGroup&) const = default;
};

// Times count from the common start.
struct PredictedGroup {
    Milliseconds start;
    Milliseconds end;
    Milliseconds alone;  // what it would take with nothing beside it, submitting included
    auto operator<=>(const PredictedGroup&) const = default;
};

struct PredictedChain {
    Milliseconds start;
    Milliseconds end;
    std::vector<PredictedGroup> groups{};  // one for each group, or none where that was not said
    bool operator==(const PredictedChain&) const = default;
};

struct PredictedMakespan {
    Milliseconds makespan;
    std::vector<PredictedChain> chains;    // one for each chain
    std::optional<Milliseconds> period{};  // of repeated frames: from the end of one round to that of the next
    bool operator==(const PredictedMakespan&) const = default;
};

// Where a schedule comes from. Whatever is not known is empty.
struct ConcurrentOrigin {
    std::optional<int> rank{};             // among those that compete, from 1; nothing: it is there to compare with
    std::vector<std::string> baselines{};  // rules that give this very schedule: "single", "whole", "herald" …
    std::string objective{};               // "makespan", "latency", "period"
    std::string engine{};
    std::optional<bool> proven{};
    std::string contention{};  // the model: "none", "pairs", "pccs", "matrix"
    bool operator==(const ConcurrentOrigin&) const = default;
};

struct ConcurrentSchedule {
    std::string uid;
    DeviceId device;
    Backend backend;
    std::vector<ScheduledChain> chains;
    std::map<PuName, std::vector<ScheduledGroup>> order;  // what each PU does, in turn, in every round
    // Rounds (a task of every chain) that may be under way at once: 1 for makespan, where a round begins when every
    // chain has ended the one before; more for the period, where rounds overlap as far as the order lets them.
    std::size_t in_flight = 1;
    std::optional<PredictedMakespan> predicted;
    ConcurrentOrigin origin{};
    bool operator==(const ConcurrentSchedule&) const = default;
};

inline constexpr std::size_t most_chains = 64;
inline constexpr std::size_t most_rounds_in_flight = 1024;

// "tree: 1-2 big | 3-7 vulkan; cifar-dense: 1-9 big": for people, neighbouring groups on one PU as one.
std::string in_words(std::span<const ScheduledChain> chains);

// What is wrong with it, or nothing: a stage missing, repeated or out of order in a chain, a group that stands on no
// PU's list, twice or on another's, lists in which PUs wait for each other for ever.
std::optional<std::string> fault_of(const ConcurrentSchedule& schedule);

// `SCC-` letters and counts, chains joined by '+', `-` six hex digits of the SHA-256 over device, backend, and of each
// chain its app, params and groups, of each PU its order, and the rounds in flight where they are more than one. One
// that would be longer than a log takes has the number of all groups in place of the letters, and sixteen digits. The
// record's own uid is not looked at.
std::string uid_of(const ConcurrentSchedule& schedule);

}  // namespace bt::format
