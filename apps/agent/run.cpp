#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "agent/commands.hpp"
#include "agent/schedule_source.hpp"
#include "agent/verdict_file.hpp"
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

// One for each schedule: `--run` may name one for all.
std::vector<std::string> read_run_numbers(const Arguments& arguments, std::size_t schedules) {
    std::vector<std::string> numbers = arguments.list("--run");
    for (const std::string& number : numbers) {
        int value = 0;
        const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (fault == std::errc() && end == number.data() + number.size() && value >= 1 && value <= 1'000'000) continue;
        throw usage_error("--run " + printable(number, 40) + ": expected a whole number from 1 to 1000000");
    }
    if (numbers.empty()) numbers.emplace_back("1");
    if (numbers.size() == 1) numbers.resize(schedules, numbers.front());
    if (numbers.size() == schedules) return numbers;
    throw usage_error(
        "--run has " + std::to_string(numbers.size()) + " numbers for " + std::to_string(schedules) + " schedules",
        "one for all, or one for each --uid");
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
          numbers_(read_run_numbers(arguments, schedules_.size())),
          patience_(arguments.positive("--timeout", 86'400).value_or(300)),
          driver_(make_driver(numbers_.front())),
          runner_(session_.app(), session_.pu_names(), session_.memory(), *driver_) {
        if (const auto file = arguments.text("--verdicts")) file_.emplace(*file, session_.app());
        if (file_) file_->load(runner_.verdicts());
    }

    ExitCode run() {
        for (std::size_t i = 0; i < schedules_.size(); ++i) {
            current_ = &schedules_[i];
            if (i > 0 && numbers_[i] != numbers_[i - 1]) change_driver(numbers_[i]);
            const RunStatus status = run_one(*current_);
            if (file_) file_->save(runner_.verdicts());
            wrong_ = wrong_ || status == RunStatus::wrong;
            failed_ = failed_ || status == RunStatus::failed;
            out_.flush();
        }
        if (wrong_) return ExitCode::wrong_result;
        return failed_ ? ExitCode::device : ExitCode::done;
    }

private:
    std::unique_ptr<apps::Driver> make_driver(const std::string& number) {
        return session_.driver("run " + number, {.patience = patience_, .on_stall = [this] { give_up(); }});
    }

    void change_driver(const std::string& number) {
        if (session_.clock() == format::LogClock::monotonic) return;  // the noise there is nobody's choice
        auto next = make_driver(number);
        runner_.use(*next);
        driver_ = std::move(next);
    }

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
    std::vector<std::string> numbers_;  // of the run that each schedule belongs to
    Seconds patience_;
    std::unique_ptr<apps::Driver> driver_;
    apps::PipelineRunner runner_;
    std::optional<VerdictFile> file_;
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
                         {"--run", Takes::list, "N...",
                          "which run this is, for all or for each --uid: with --soc it has its own noise (1)"},
                         {"--verify", Takes::one, "all|sample|off", "which outputs to check (sample)"},
                         {"--verdicts", Takes::one, "FILE", "what other processes found equal, and is added to"},
                         {"--timeout", Takes::one, "S", "give up when nothing has moved for S seconds (300)"}}),
            run};
}

}  // namespace bt::agent
