#include "agent/runs.hpp"

#include <unistd.h>
#include "bt/core/words.hpp"

namespace bt::agent {
namespace {

using format::ResultSectionWriter;
using format::RunStatus;

// Task by task: what was together in time stands together in the log.
void write_rows(ResultSectionWriter& section, const std::vector<apps::ChainResult>& chains) {
    const std::size_t tasks = chains.front().groups.front().size();
    for (std::size_t task = 0; task < tasks; ++task) {
        for (std::size_t chain = 0; chain < chains.size(); ++chain) {
            for (std::size_t group = 0; group < chains[chain].groups.size(); ++group) {
                const apps::Busy& busy = chains[chain].groups[group][task];
                section.record(static_cast<std::uint32_t>(task), static_cast<std::uint32_t>(group),
                               static_cast<std::uint64_t>(busy.start), static_cast<std::uint64_t>(busy.end),
                               static_cast<std::uint32_t>(chain));
            }
        }
    }
}

void write_checks(ResultSectionWriter& section, const std::vector<apps::ChainResult>& chains) {
    for (std::size_t chain = 0; chain < chains.size(); ++chain) {
        for (const apps::CheckedOutput& check : chains[chain].checks) {
            section.check({.task = static_cast<std::uint32_t>(check.task),
                           .ok = check.comparison.equal(),
                           .largest_error = check.comparison.largest_error,
                           .checksum = check.comparison.checksum,
                           .chain = static_cast<std::uint32_t>(chain)});
        }
    }
}

std::optional<std::string> first_fault(const std::vector<apps::ChainResult>& chains, format::NameChains named) {
    for (std::size_t chain = 0; chain < chains.size(); ++chain) {
        const auto fault = apps::first_fault(chains[chain].checks);
        if (!fault) continue;
        return named == format::NameChains::yes ? "chain " + std::to_string(chain) + ", " + *fault : *fault;
    }
    return std::nullopt;
}

}  // namespace

ExitCode Runs::run() {
    for (current_ = 0; current_ < count(); ++current_) {
        const RunStatus status = log_one(current_);
        wrong_ = wrong_ || status == RunStatus::wrong;
        failed_ = failed_ || status == RunStatus::failed;
        out_.flush();
    }
    if (wrong_) return ExitCode::wrong_result;
    return failed_ ? ExitCode::device : ExitCode::done;
}

RunStatus Runs::log_one(std::size_t schedule) {
    Head about = head(schedule);
    const apps::RunResult result = run_one(schedule);
    about.in_flight = result.in_flight;
    for (const std::string& text : result.notices) note(about.uid + ": " + text);
    ResultSectionWriter writer = section(about);
    if (result.failure) {
        note(about.uid + ": " + *result.failure);
        writer.end(RunStatus::failed, *result.failure);
        return RunStatus::failed;
    }
    write_rows(writer, result.chains);
    write_checks(writer, result.chains);
    if (result.steady) {
        writer.steady({static_cast<std::uint32_t>(result.steady->first_task),
                       static_cast<std::uint32_t>(result.steady->last_task)});
    }
    const auto fault = first_fault(result.chains, chains_);
    if (fault) note(about.uid + ": wrong result: " + *fault);
    writer.end(fault ? RunStatus::wrong : RunStatus::ok, fault ? *fault : joined(result.notices, "; "));
    return fault ? RunStatus::wrong : RunStatus::ok;
}

ResultSectionWriter Runs::section(const Head& head) {
    return {[this](std::string_view text) { out_.write(text); }, head.uid, head.schedule, clock_,
            static_cast<std::uint32_t>(head.in_flight),          chains_};
}

apps::ThreadOptions Runs::watched(Seconds patience) {
    return {.patience = patience, .on_stall = [this] { give_up(); }};
}

void Runs::give_up() {
    const std::string reason = "no PU has finished anything for a long time (--timeout)";
    const Head about = head(current_);
    note(about.uid + ": " + reason);
    section(about).end(RunStatus::timeout, reason);
    out_.flush();
    _exit(static_cast<int>(wrong_ ? ExitCode::wrong_result : ExitCode::device));
}

}  // namespace bt::agent
