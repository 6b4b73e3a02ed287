#include "cli/parse_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/analyse/runs.hpp"
#include "bt/core/pu.hpp"
#include "bt/core/table.hpp"
#include "cli/parse_summary.hpp"

namespace bt::cli {
namespace {

using format::RunStatus;
using format::ScheduleSummary;

constexpr double drift_told = 0.02;    // what lies below is the noise of a settled measurement
constexpr std::size_t most_told = 10;  // of a kind

using Fastest = std::map<std::pair<PuName, int>, Milliseconds>;

void note(Fastest& fastest, const PuName& pu, int stage, Milliseconds time) {
    const auto [place, added] = fastest.try_emplace({pu, stage}, time);
    if (!added) place->second = std::min(place->second, time);
}

// What the store's tables and the schedules themselves know.
Fastest fastest_of(const ParseInput& input, const ParsedLogs& parsed) {
    Fastest fastest = input.fastest;
    const auto add = [&](const format::ScheduleRecord& record) {
        for (const Chunk& chunk : record.chunks) {
            for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
                if (stage.index() >= record.stage_times.size() || !record.stage_times[stage.index()]) continue;
                note(fastest, chunk.pu, stage.number(), *record.stage_times[stage.index()]);
            }
        }
    };
    for (const auto& [uid, schedule] : input.known) add(schedule.record);
    for (const MeasuredSchedule& measured : parsed.schedules) add(measured.record);
    return fastest;
}

// The least that the stages of a chunk take together; nothing where one of them was never measured.
std::optional<Milliseconds> least_time(const Fastest& fastest, const Chunk& chunk) {
    Milliseconds sum{0};
    Milliseconds least = longest_time;
    for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
        const auto found = fastest.find({chunk.pu, stage.number()});
        if (found == fastest.end()) return std::nullopt;
        sum += found->second;
        least = std::min(least, found->second);
    }
    // Single stages of a GPU were submissions of their own, and a chunk is one: so much may be saved.
    if (class_of(chunk.pu) != PuClass::cpu) sum -= (chunk.stages.count() - 1) * least;
    return sum;
}

void warn_of_skipped_stages(std::vector<std::string>& out, const ParseInput& input, const ParsedLogs& parsed) {
    const Fastest fastest = fastest_of(input, parsed);
    std::size_t schedules = 0;
    std::string example;
    double worst = 1;
    for (const MeasuredSchedule& measured : parsed.schedules) {
        bool any = false;
        for (std::size_t c = 0; c < measured.record.chunks.size(); ++c) {
            const Chunk& chunk = measured.record.chunks[c];
            const auto time = mean_busy(measured, c);
            const auto least = least_time(fastest, chunk);
            if (!time || !least || !analyse::far_below(*time, *least)) continue;
            any = true;
            if (*time / *least >= worst) continue;
            worst = *time / *least;
            example = fmt::format("{}, stages {}: {:.3f} ms, where they took {:.3f} ms or more", measured.record.uid,
                                  to_string(std::span(&chunk, 1)), time->count(), least->count());
        }
        schedules += any;
    }
    if (schedules == 0) return;
    out.push_back(
        fmt::format("a stage was skipped: in {} of {} schedules a chunk ran far below the fastest time that its "
                    "stages ever took; the worst is {}. These times are not times of the application",
                    schedules, parsed.schedules.size(), example));
}

void warn_of_drift(std::vector<std::string>& out, const ParseInput& input, const ParsedLogs& parsed) {
    std::size_t told = 0;
    for (const MeasuredSchedule& measured : parsed.schedules) {
        for (std::size_t log = 0; log < input.logs.size() && told < most_told; ++log) {
            std::vector<double> values;
            for (const MeasuredSection& section : measured.sections) {
                const bool counts = section.log == log && section.status == RunStatus::ok && section.figures.interval;
                if (counts) values.push_back(section.figures.interval->count());
            }
            const auto spread = analyse::spread(values);
            if (!spread || *spread < drift_told) continue;
            ++told;
            out.push_back(
                fmt::format("drift: in {} the intervals of {} lie {:.1f} % apart ({:.3f} first, {:.3f} ms last)",
                            input.logs[log].filename().string(), measured.record.uid, *spread * 100, values.front(),
                            values.back()));
        }
    }
}

// By log the interval of a schedule's first section there.
std::map<std::size_t, Milliseconds> first_intervals(const MeasuredSchedule& measured) {
    std::map<std::size_t, Milliseconds> by_log;
    for (const MeasuredSection& section : measured.sections) {
        if (section.figures.interval) by_log.try_emplace(section.log, *section.figures.interval);
    }
    return by_log;
}

// A model draws the same noise from the same seed. One without noise, whose logs are all alike, is no mistake.
void warn_of_copies(std::vector<std::string>& out, const ParseInput& input, const ParsedLogs& parsed) {
    if (parsed.origin.clock != format::LogClock::virtual_time) return;
    std::optional<std::pair<std::size_t, std::size_t>> alike;
    bool any_differ = false;
    for (const MeasuredSchedule& measured : parsed.schedules) {
        const auto by_log = first_intervals(measured);
        for (auto a = by_log.begin(); a != by_log.end(); ++a) {
            for (auto b = std::next(a); b != by_log.end(); ++b) {
                any_differ = any_differ || a->second != b->second;
                if (!alike && a->second == b->second) alike.emplace(a->first, b->first);
            }
        }
    }
    if (!alike || !any_differ) return;
    out.push_back(fmt::format(
        "{} and {} hold the same runs, which count twice: a model gives the same times for the same --seed. "
        "Run with another one, or leave one out: --logs",
        input.logs[alike->first].filename().string(), input.logs[alike->second].filename().string()));
}

void warn_of_failures(std::vector<std::string>& out, const format::Summary& summary) {
    std::size_t bad = 0;
    for (const ScheduleSummary& schedule : summary.schedules) {
        if (schedule.status == RunStatus::ok) continue;
        if (++bad > most_told) continue;
        out.push_back(fmt::format("{} {}{}{}", schedule.uid, to_string(schedule.status),
                                  schedule.reason.empty() ? "" : ": ", schedule.reason));
    }
    if (bad > most_told) out.push_back(fmt::format("{} more schedules without a right result", bad - most_told));
}

void warn_of_unverified(std::vector<std::string>& out, const format::Summary& summary) {
    const auto unverified = std::count_if(summary.schedules.begin(), summary.schedules.end(),
                                          [](const ScheduleSummary& schedule) { return !schedule.verified; });
    if (unverified == 0) return;
    out.push_back(
        fmt::format("the outputs of {} of {} schedules were not compared with the reference in every run: none of "
                    "these is called best",
                    unverified, summary.schedules.size()));
}

// A log of another hour is of another temperature: what ran in it alone is better or worse for that.
void warn_of_unequal_runs(std::vector<std::string>& out, const format::Summary& summary) {
    const ScheduleSummary* fewest = nullptr;
    const ScheduleSummary* most = nullptr;
    for (const ScheduleSummary& schedule : summary.schedules) {
        if (!schedule.interval) continue;
        if (!fewest || schedule.runs < fewest->runs) fewest = &schedule;
        if (!most || schedule.runs > most->runs) most = &schedule;
    }
    if (!fewest || fewest->runs == most->runs) return;
    out.push_back(fmt::format(
        "not every schedule was measured in the same runs, {} in {} and {} in {}: what differs between runs "
        "counts as theirs; --logs names those of one command",
        fewest->uid, fewest->runs, most->uid, most->runs));
}

}  // namespace

std::vector<std::string> warnings_of(const ParseInput& input, const ParsedLogs& parsed,
                                     const format::Summary& summary) {
    std::vector<std::string> out = parsed.warnings;
    if (out.size() > most_told) {
        const std::size_t more = out.size() - most_told;
        out.resize(most_told);
        out.push_back(fmt::format("{} more warnings of this kind", more));
    }
    if (!summary.noisy.empty()) out.push_back("noisy: " + summary.noisy);
    warn_of_failures(out, summary);
    warn_of_skipped_stages(out, input, parsed);
    warn_of_unverified(out, summary);
    warn_of_unequal_runs(out, summary);
    warn_of_copies(out, input, parsed);
    warn_of_drift(out, input, parsed);
    return out;
}

}  // namespace bt::cli
