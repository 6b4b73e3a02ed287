#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "agent/output.hpp"
#include "bt/core/error.hpp"
#include "bt/format/result_log_writer.hpp"
#include "runtime/plan_run.hpp"
#include "runtime/threads.hpp"

namespace bt::agent {

// Runs schedules one after the other and writes a section of the log for each.
class Runs {
public:
    Runs(Output& out, format::LogClock clock, format::NameChains chains) : out_(out), clock_(clock), chains_(chains) {}
    Runs(const Runs&) = delete;
    Runs& operator=(const Runs&) = delete;
    virtual ~Runs() = default;

    ExitCode run();

protected:
    struct Head {
        std::string uid;
        std::string schedule;  // on one line
        std::size_t in_flight;
    };
    virtual std::size_t count() const = 0;
    virtual Head head(std::size_t schedule) const = 0;
    virtual apps::RunResult run_one(std::size_t schedule) = 0;

    // Ends the process where a kernel hangs for `patience`: its thread cannot be stopped.
    apps::ThreadOptions watched(Seconds patience);

private:
    format::RunStatus log_one(std::size_t schedule);
    format::ResultSectionWriter section(const Head& head);
    [[noreturn]] void give_up();

    Output& out_;
    format::LogClock clock_;
    format::NameChains chains_;
    std::size_t current_ = 0;
    bool wrong_ = false;
    bool failed_ = false;
};

}  // namespace bt::agent
