#include <unistd.h>

#include <algorithm>

#include "agent/commands.hpp"
#include "agent/schedule_source.hpp"
#include "bt/core/error.hpp"
#include "bt/format/result_log_writer.hpp"
#include "runtime/pipeline_run.hpp"

namespace bt::agent {
namespace {

using format::ResultSectionWriter;
using format::RunStatus;

apps::RunOptions read_options(const Arguments& arguments) {
    apps::RunOptions options;
    if (arguments.has("--tasks") && arguments.has("--seconds")) {
        throw usage_error("--tasks and --seconds contradict each other");
    }
    options.tasks = static_cast<std::uint64_t>(arguments.number("--tasks", 1, 1'000'000).value_or(100));
    if (const auto seconds = arguments.positive("--seconds", 86'400)) options.seconds = Seconds(*seconds);
    if (const auto in_flight = arguments.number("--in-flight", 1, 1024)) {
        options.in_flight = static_cast<std::size_t>(*in_flight);
    }
    options.verify = apps::parse_verify(arguments.text("--verify").value_or("sample"));
    return options;
}

// The section of one schedule in the log.
class Section {
public:
    Section(Output& out, const format::ScheduleRecord& record, format::LogClock clock, std::size_t in_flight)
        : writer_([&out](std::string_view text) { out.write(text); }, record.uid, format::render_line(record), clock,
                  static_cast<std::uint32_t>(in_flight)) {}

    void rows(const apps::PipelineResult& result) {
        for (std::size_t task = 0; task < result.tasks(); ++task) {
            for (std::size_t chunk = 0; chunk < result.chunks.size(); ++chunk) {
                const apps::Busy& busy = result.chunks[chunk][task];
                writer_.record(static_cast<std::uint32_t>(task), static_cast<std::uint32_t>(chunk),
                               static_cast<std::uint64_t>(busy.start), static_cast<std::uint64_t>(busy.end));
            }
        }
        for (const apps::CheckedOutput& check : result.checks) {
            writer_.check({static_cast<std::uint32_t>(check.task), check.comparison.equal(),
                           check.comparison.largest_error, check.comparison.checksum});
        }
        if (result.steady) {
            writer_.steady({static_cast<std::uint32_t>(result.steady->first_task),
                            static_cast<std::uint32_t>(result.steady->last_task)});
        }
    }

    void end(RunStatus status, const std::string& reason) { writer_.end(status, reason); }

private:
    ResultSectionWriter writer_;
};

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
    return all;
}

// Runs schedules one after the other and writes a section for each.
class Runs {
public:
    Runs(const Arguments& arguments, Output& out)
        : session_(arguments),
          options_(read_options(arguments)),
          out_(out),
          schedules_(read_wanted_schedules(arguments, session_)),
          lock_(session_.lock("run")),
          driver_(session_.driver("run " + std::to_string(arguments.number("--run", 1, 1'000'000).value_or(1)),
                                  {.patience = Seconds(arguments.positive("--timeout", 86'400).value_or(300)),
                                   .on_stall = [this] { give_up(); }})),
          runner_(session_.app(), session_.pu_names(), session_.memory(), *driver_) {}

    ExitCode run() {
        for (const format::ScheduleRecord& schedule : schedules_) {
            current_ = &schedule;
            const RunStatus status = run_one(schedule);
            wrong_ = wrong_ || status == RunStatus::wrong;
            failed_ = failed_ || status == RunStatus::failed;
            out_.flush();
        }
        if (wrong_) return ExitCode::wrong_result;
        return failed_ ? ExitCode::device : ExitCode::done;
    }

private:
    RunStatus run_one(const format::ScheduleRecord& schedule) {
        const apps::PipelineResult result = runner_.run(schedule.chunks, options_);
        for (const std::string& text : result.notices) note(schedule.uid + ": " + text);
        Section section(out_, schedule, session_.clock(), result.in_flight);
        if (result.failure) {
            note(schedule.uid + ": " + *result.failure);
            section.end(RunStatus::failed, *result.failure);
            return RunStatus::failed;
        }
        section.rows(result);
        const auto fault = result.first_fault();
        if (fault) note(schedule.uid + ": wrong result: " + *fault);
        section.end(fault ? RunStatus::wrong : RunStatus::ok, fault ? *fault : joined(result.notices));
        return fault ? RunStatus::wrong : RunStatus::ok;
    }

    // A kernel hangs: its thread cannot be stopped, so this process ends here.
    void give_up() {
        const std::string reason = "no PU has finished anything for a long time (--timeout)";
        note(current_->uid + ": " + reason);
        Section(out_, *current_, session_.clock(), options_.in_flight.value_or(current_->chunks.size() + 1))
            .end(RunStatus::timeout, reason);
        out_.flush();
        _exit(static_cast<int>(wrong_ ? ExitCode::wrong_result : ExitCode::device));
    }

    Session session_;
    apps::RunOptions options_;
    Output& out_;
    std::vector<format::ScheduleRecord> schedules_;
    std::unique_ptr<DeviceLock> lock_;
    std::unique_ptr<apps::Driver> driver_;
    apps::PipelineRunner runner_;
    const format::ScheduleRecord* current_ = nullptr;
    bool wrong_ = false;
    bool failed_ = false;
};

int run(const Arguments& arguments, Output& out) { return static_cast<int>(Runs(arguments, out).run()); }

}  // namespace

Command run_command() {
    return {"run", "execute schedules and compare their outputs with the reference",
            with_common({{"--schedule-file", Takes::one, "FILE", "schedules to run"},
                         {"--schedule-url", Takes::one, "URL", "the same from http://127.0.0.1:PORT/..."},
                         {"--allow-remote", Takes::nothing, "", "let --schedule-url name another address"},
                         {"--uid", Takes::list, "U...", "only these, in this order"},
                         {"--n-schedules", Takes::one, "N", "only the first N"},
                         {"--tasks", Takes::one, "N", "tasks for each schedule (100)"},
                         {"--seconds", Takes::one, "S", "instead: as many as fit into S seconds"},
                         {"--in-flight", Takes::one, "N", "task objects (chunks + 1)"},
                         {"--run", Takes::one, "N", "which run this is: it has noise of its own with --soc (1)"},
                         {"--verify", Takes::one, "all|sample|off", "which outputs to check (sample)"},
                         {"--timeout", Takes::one, "S", "give up when nothing has moved for S seconds (300)"}}),
            run};
}

}  // namespace bt::agent
