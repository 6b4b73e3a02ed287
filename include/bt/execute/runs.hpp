#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bt/execute/attempt.hpp"
#include "bt/execute/plan.hpp"
#include "bt/store/layout.hpp"
#include "bt/store/numbered_logs.hpp"

// All runs of one command: a log for each, and what of them is done (docs/run.md).
namespace bt::execute {

// The log of one run.
struct RunLog {
    int number;
    std::filesystem::path file;               // its name when it is complete
    std::optional<system::GrowingLog> log{};  // nothing: it is complete
    std::vector<Outcome> done{};              // sections that it has, in its order
};

struct Begun {
    std::vector<RunLog> logs;  // one for each run
    bool resumed = false;
};

// New logs for so many runs; what an earlier command left unfinished is kept as `.aborted`. With Resume::yes those of
// the newest command that did not finish, where there is one. `settings`: what both commands must have in common, on
// one line; throws a data error where they differ.
Begun begin_runs(const store::LogSeries& series, int runs, const std::string& settings, store::Resume resume);

// Whether a command has not finished here: what --resume asks for.
bool is_unfinished(const store::LogSeries& series);

// Forgets that there is something to resume: every log is complete.
void all_done(const store::LogSeries& series);

struct Request {
    std::vector<std::string> arguments;  // of every attempt
    format::LogClock clock;
    std::uint64_t seed = 1;
    std::span<const format::ExternalApp> programs{};  // as an Attempt's
};

struct Step {
    Job job;
    Result result;
};

struct Listener {
    std::function<void(const Job& job, std::size_t done, std::size_t all)> before = [](auto&&...) {};
    std::function<void(const Step& step)> after = [](auto&&...) {};
};

// Runs what is missing; every log gets its name when its run is complete. What was done is in the logs whatever
// happens. Throws as attempt().
void carry_out(Connection& connection, const Request& request, std::span<const Runnable> schedules, Begun& begun,
               const Listener& listener);

// Of several at once: a wrong result before the device before the data.
ExitCode worse(ExitCode a, ExitCode b);

}  // namespace bt::execute
