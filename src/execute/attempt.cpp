#include "bt/execute/attempt.hpp"

#include <cstdio>

#include "bt/device/agent_words.hpp"
#include "bt/execute/external.hpp"
#include "bt/format/result_log_writer.hpp"
#include "execute/section_stream.hpp"

namespace bt::execute {
namespace {

using device::Failure;
using device::Fault;
using format::RunStatus;

Result result_of(const Outcome& outcome) { return {outcome, code_of(outcome.status)}; }

// The section that the agent could not end itself, so that the log says of every schedule what became of it.
Result write_ours(const Attempt& attempt, system::GrowingLog& log, RunStatus status, const std::string& reason,
                  ExitCode code) {
    const std::string one_line = printable(reason, 300);
    std::string text;
    format::ResultSectionWriter writer([&](std::string_view piece) { text.append(piece); }, attempt.schedule.uid,
                                       attempt.schedule.line, attempt.clock, attempt.schedule.in_flight);
    writer.end(status, one_line);
    log.append(text);
    return {{attempt.schedule.uid, status, one_line}, code};
}

device::Program program_for(Connection& connection, const Attempt& attempt) {
    device::Program program{{connection.agent(), "run"}};
    const auto add = [&](const std::vector<std::string>& words) {
        program.argv.insert(program.argv.end(), words.begin(), words.end());
    };
    add(attempt.arguments);
    add(connection.schedule_flags());
    add({"--uid", attempt.schedule.uid, "--run", std::to_string(attempt.noise)});
    return program;
}

struct Once {
    std::optional<Outcome> outcome{};  // nothing: no whole section came
    std::string why{};                 // then
    ExitCode code = ExitCode::device;  // then
    bool timed_out = false;
    bool refused = false;  // the agent itself said what is wrong, and ran nothing
};

Once ended_without_section(const device::Device& device, const device::Outcome& ended,
                           const device::AgentWords& words) {
    Once once;
    if (ended.end == device::End::signalled) {
        once.why = "bt-agent was killed by signal " + std::to_string(ended.signal);
        return once;
    }
    if (ended.status == static_cast<int>(ExitCode::usage)) throw words.error(device, ended);
    once.refused = !words.failed().empty();
    once.why = once.refused
                   ? words.failed()
                   : "bt-agent ended with status " + std::to_string(ended.status) + " and printed no whole section";
    if (ended.status == static_cast<int>(ExitCode::data)) once.code = ExitCode::data;
    return once;
}

Once once_by_agent(Connection& connection, const Attempt& attempt, system::GrowingLog& log) {
    SectionStream stream(log, attempt.schedule.uid);
    device::AgentWords words;
    device::ExecuteOptions options;
    options.on_out_line = [&](std::string_view line) { stream.take(line); };
    options.on_err_line = [&](std::string_view line) { words.take(line); };
    options.deadline = attempt.schedule.deadline;
    const device::Outcome ended = connection.device().execute(program_for(connection, attempt), options);
    if (const auto outcome = stream.finish()) return {outcome};
    return ended_without_section(connection.device(), ended, words);
}

// What a program did wrong is its schedule's fault alone; what the device did is for attempt() to judge.
bool is_of_the_programs(Fault fault) { return fault == Fault::program_missing || fault == Fault::unsuitable; }

Once once_external(Connection& connection, const Attempt& attempt, system::GrowingLog& log) {
    std::vector<ExternalChain> together;
    for (std::size_t i = 0; i < attempt.programs.size(); ++i) {
        together.push_back({attempt.programs[i], attempt.schedule.chains[i]});
    }
    std::vector<ExternalResult> results;
    try {
        results = run_together(connection.device(), together, attempt.schedule.deadline);
    } catch (const Failure& failure) {
        if (!is_of_the_programs(failure.fault())) throw;
        return {.why = failure.failed()};
    } catch (const Error& error) {
        if (error.code() != ExitCode::data) throw;
        return {.why = error.failed(), .code = ExitCode::data};
    }
    log.append(section_of(attempt.schedule, results));
    Milliseconds longest{0};
    for (const ExternalResult& each : results) longest = std::max(longest, each.time);
    return {.outcome = Outcome{.uid = attempt.schedule.uid, .interval = longest}};
}

Once once(Connection& connection, const Attempt& attempt, system::GrowingLog& log) {
    try {
        return attempt.programs.empty() ? once_by_agent(connection, attempt, log)
                                        : once_external(connection, attempt, log);
    } catch (const Failure& failure) {
        if (failure.fault() != Fault::timed_out) throw;
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%g", Seconds(attempt.schedule.deadline).count());
        return {{}, "did not end within " + std::string(seconds) + " s", ExitCode::device, true};
    }
}

// A schedule that hangs and a device that does not answer look alike; whoever opens it anew knows.
void make_sure_it_answers(Connection& connection) {
    const device::Outcome answer = connection.device().execute({{"true"}}, {.deadline = std::chrono::seconds(30)});
    if (!answer.succeeded()) throw Failure(Fault::lost, "the device does not run programs any more", "");
}

}  // namespace

ExitCode code_of(RunStatus status) {
    switch (status) {
        case RunStatus::ok: return ExitCode::done;
        case RunStatus::wrong: return ExitCode::wrong_result;
        case RunStatus::failed:
        case RunStatus::timeout: break;
    }
    return ExitCode::device;
}

Result attempt(Connection& connection, const Attempt& attempt, system::GrowingLog& log) {
    constexpr int most_losses = 3;  // a schedule that takes the device down each time must not stop the others
    bool mended = false;
    for (int losses = 0;;) {
        try {
            const Once tried = once(connection, attempt, log);
            if (tried.outcome) return result_of(*tried.outcome);
            if (tried.timed_out) {
                make_sure_it_answers(connection);
                return write_ours(attempt, log, RunStatus::timeout, tried.why, tried.code);
            }
            if (!tried.refused || mended || !connection.mend_source()) {
                return write_ours(attempt, log, RunStatus::failed, tried.why, tried.code);
            }
            mended = true;
        } catch (const Failure& failure) {
            if (!may_come_back(failure.fault())) throw;
            connection.reconnect(failure);
            if (++losses < most_losses) continue;
            return write_ours(attempt, log, RunStatus::failed,
                              "the device was lost " + std::to_string(losses) + " times: " + failure.failed(),
                              ExitCode::device);
        }
    }
}

}  // namespace bt::execute
