#include <unistd.h>

#include <memory>

#include "bt/device/failure.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/clock.hpp"
#include "bt/system/lock.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/duration.hpp"
#include "cli/left_out.hpp"
#include "cli/missing_date.hpp"
#include "cli/number.hpp"
#include "cli/run_output.hpp"
#include "cli/run_overhead.hpp"
#include "cli/run_plan.hpp"
#include "cli/run_plan_output.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"

// `runner run`: runs schedules on a device and checks what they compute (docs/run.md).

namespace bt::cli {
namespace {

using SteadyClock = std::chrono::steady_clock;

void check_options(const RunOptions& options) {
    if (options.device.empty()) throw usage_error("which device? --device is missing", "runner devices lists them");
    if (options.count < 1 || options.count > format::most_schedules) {
        throw usage_error("-n " + std::to_string(options.count) + " is out of range",
                          "1 to " + std::to_string(format::most_schedules));
    }
    if (options.runs < 1 || options.runs > 1000) {
        throw usage_error("--runs " + std::to_string(options.runs) + " is out of range", "1 to 1000");
    }
    if (options.tasks && options.seconds) throw usage_error("--tasks and --seconds contradict each other");
    if (options.tasks) whole_number(*options.tasks, "--tasks", 1);
    if (options.in_flight) whole_number(*options.in_flight, "--in-flight", 1);
    if (options.seconds) parse_duration(*options.seconds, "--seconds");
    if (options.deadline) parse_duration(*options.deadline, "--deadline");
    if (options.app.find('+') != std::string::npos) refuse_what_schedules_say(options);
    if (options.overhead && options.resume) throw usage_error("--overhead begins anew: it does not go with --resume");
}

// The schedule that runs and the time left: one line that changes where somebody watches a terminal, else a line now
// and then.
class RunProgress {
public:
    explicit RunProgress(Terminal& terminal) : terminal_(terminal), watched_(isatty(STDERR_FILENO) != 0) {}

    // Nothing ran for so long: the pace is none the less.
    void paused(Seconds time) { begun_ += std::chrono::duration_cast<SteadyClock::duration>(time); }

    void before(const PlannedSchedule& schedule, const execute::Job& job, std::size_t done, std::size_t all) {
        const auto now = SteadyClock::now();
        std::string line = std::to_string(done + 1) + " of " + std::to_string(all) + ": " + schedule.runnable.uid +
                           ", run " + std::to_string(job.run);
        if (here_ > 0) {
            const Seconds each = Seconds(now - begun_) / static_cast<double>(here_);
            line += ", " + to_text(each * static_cast<double>(all - done)) + " left";
        }
        ++here_;
        if (watched_) {
            terminal_.progress(line);
        } else if (now - shown_ > std::chrono::seconds(15)) {
            terminal_.note(line);
            shown_ = now;
        }
    }

private:
    Terminal& terminal_;
    bool watched_;
    std::size_t here_ = 0;
    SteadyClock::time_point begun_ = SteadyClock::now();
    SteadyClock::time_point shown_ = begun_;
};

struct Session {
    const RunOptions& options;
    const Invocation& invocation;
    const store::Layout& layout;
    store::Date date;
    std::string started;
    FoundSchedules found;
    RunPlan plan;
    store::LogSeries series;
    std::filesystem::path plan_file;  // what the device is given
};

std::filesystem::path plan_file_of(const store::Layout& layout, const store::Date& date,
                                   const execute::Subject& subject) {
    std::filesystem::path file = layout.results(date, subject.device, subject.app);
    return file / (file.filename().string() + "_run.json");
}

void write_manifest(const Session& session, const execute::Begun& begun, ExitCode code, const std::string& result) {
    const execute::Subject& subject = session.plan.subject;
    store::StepRecord step = step_record("run", session.started, session.invocation);
    step.device = subject.device.str();
    step.app = subject.app.str();
    step.backend = to_string(subject.backend);
    step.params = subject.params;
    step.seed = session.invocation.globals.seed;
    step.settings = {{"runs", std::to_string(session.options.runs)},
                     {"num-schedules", std::to_string(session.options.count)},
                     {"via", session.options.via},
                     {"verify", session.options.verify}};
    if (session.options.tasks) step.settings.emplace_back("tasks", *session.options.tasks);
    if (session.options.seconds) step.settings.emplace_back("seconds", *session.options.seconds);
    step.inputs.push_back(store::record_file(session.layout, session.found.file));
    step.outputs.push_back(store::record_file(session.layout, session.plan_file));
    for (const execute::RunLog& log : begun.logs) {
        if (!log.log) step.outputs.push_back(store::record_file(session.layout, log.file));
    }
    step.exit = static_cast<int>(code);
    step.result = result;
    store::append_step(session.layout, session.date, step);
}

// What was measured stands in the logs; this says it once more, also where the rest could not be.
void print_results(const Session& session, const RunResults& results, const execute::Begun& begun, Complete complete) {
    if (results.attempts() == 0) return;
    const Invocation& invocation = session.invocation;
    invocation.terminal.print(invocation.globals.json ? as_json(results, session.plan, begun, complete)
                                                      : as_text(results, session.plan));
    name_faults(results, invocation.terminal);
}

// All is measured: a device that goes now takes nothing with it.
void sweep(RunConnection& connection) {
    try {
        connection.sweep();
    } catch (const device::Failure&) {
        return;
    }
}

Error to_be_resumed(const Error& error, const Session& session) {
    return to_be_resumed_with(error, session.invocation.globals, session.date);
}

// A fault that comes on top of the first, such as a disk that is full for the manifest, too, must not hide it.
void record_failure(const Session& session, const execute::Begun& begun, const Error& error) {
    try {
        write_manifest(session, begun, error.code(), printable(error.failed(), 300));
    } catch (const Error&) {
        return;
    }
}

// There is nothing to resume only when this is written down, too.
void record_end(const Session& session, const execute::Begun& begun, const RunResults& results) {
    const ScheduleResult* best = best_of(results, session.plan);
    try {
        write_manifest(
            session, begun, results.code(),
            std::to_string(results.attempts()) + " attempts" + (best ? ", best " + best->schedule->runnable.uid : ""));
    } catch (const Error& error) {
        throw to_be_resumed(error, session);
    }
    execute::all_done(session.series);
}

ExitCode carry_out(const Session& session, RunConnection& connection) {
    Terminal& terminal = session.invocation.terminal;
    const RunPlan& plan = session.plan;
    execute::Begun begun = execute::begin_runs(session.series, static_cast<int>(session.options.runs),
                                               settings_of(plan, session.options, session.invocation.globals.seed),
                                               session.options.resume ? store::Resume::yes : store::Resume::no);
    if (session.options.resume) {
        terminal.note(begun.resumed ? "the runs of " + session.date.str() + " that were not finished go on"
                                    : "nothing is unfinished: new runs begin");
    }
    RunResults results(plan.schedules);
    RunProgress progress(terminal);
    const execute::Request request{plan.arguments,
                                   plan.is_virtual ? format::LogClock::virtual_time : format::LogClock::monotonic,
                                   session.invocation.globals.seed, plan.programs};
    std::vector<execute::Runnable> runnables;
    for (const PlannedSchedule& each : plan.schedules) runnables.push_back(each.runnable);
    execute::Listener listener;
    listener.before = [&](const execute::Job& job, std::size_t done, std::size_t all) {
        progress.paused(connection.take_waited());
        progress.before(plan.schedules[job.schedule], job, done, all);
    };
    listener.after = [&](const execute::Step& step) { results.take(step); };
    try {
        carry_out(connection, request, runnables, begun, listener);
    } catch (const Error& error) {
        terminal.end_progress();
        print_results(session, results, begun, Complete::no);
        record_failure(session, begun, error);
        throw to_be_resumed(error, session);
    }
    terminal.end_progress();
    sweep(connection);
    print_results(session, results, begun, Complete::yes);
    record_end(session, begun, results);
    for (const execute::RunLog& log : begun.logs) terminal.note("written: " + printable(log.file.string(), 200));
    return results.code();
}

void tell_left_out(const FoundSchedules& found, Terminal& terminal) {
    std::vector<std::string> notes;
    note_left_out(found.content.left_out, "schedules", found.file, notes);
    for (const std::string& note : notes) terminal.warn(note);
}

// What a solver that runs beside costs the first schedule (docs/run.md).
ExitCode compare_overhead(const Session& session, RunConnection& connection, const Fleet& fleet) {
    const Invocation& invocation = session.invocation;
    const Overhead overhead =
        measure_overhead(session.plan, session.options, connection, fleet, session.date, invocation.terminal);
    const auto file = session.series.folder / "overhead" / "overhead.csv";
    system::write_file_atomically(file, as_csv(overhead));
    invocation.terminal.print(invocation.globals.json ? as_json(overhead, session.plan) : as_text(overhead));
    invocation.terminal.note("written: " + printable(file.string(), 200));
    write_manifest(session, {}, ExitCode::done, "overhead of a solver beside " + overhead.uid);
    return ExitCode::done;
}

// --resume without --date goes on where something is unfinished, however long ago it began.
store::Date date_of_runs(const RunOptions& options, const store::Store& held, const Globals& globals) {
    if (globals.date) return store::parse_date(*globals.date);
    const auto unfinished = [&](const store::Date& date) {
        const DeviceId device(options.device);
        return options.resume && execute::is_unfinished(held.layout().result_logs(date, device, AppName(options.app)));
    };
    return held.newest_date(unfinished).value_or(store::Date::today());
}

ExitCode run(const RunOptions& options, const Invocation& invocation) {
    const std::string started = system::timestamp(system::real_clock().wall());
    check_options(options);
    const ChosenApps apps = choose_apps(options.app, store::Layout(store::choose_root(invocation.globals.data)));
    const Fleet fleet(invocation);
    const store::Store held(fleet.layout().root());
    const device::Entry entry = fleet.registry().resolve(options.device, options.adb_host);
    RunOptions by_id = options;  // `emulated:quad` is the device emulated-quad in every file
    by_id.device = entry.device.id.str();
    const store::Date date = date_of_runs(by_id, held, invocation.globals);
    FoundSchedules found = find_schedules(by_id, held, date);
    tell_left_out(found, invocation.terminal);
    std::unique_ptr<system::FileLock> lock;
    if (!options.dry_run) lock = std::make_unique<system::FileLock>(system::lock_device(entry.device.id));
    const RunBy by = apps.programs.empty() ? RunBy::agent : RunBy::programs;
    RunConnection connection(fleet, entry, by, parse_duration(options.reconnect, "--reconnect"), invocation.terminal);
    for (const std::string& note : connection.deployment().notes) invocation.terminal.note(note);
    RunPlan plan = make_run_plan(by_id, apps, found, connection, fleet, invocation.globals.seed);
    for (const std::string& left_out : plan.left_out) invocation.terminal.warn(left_out);
    auto series = fleet.layout().result_logs(date, plan.subject.device, plan.subject.app);
    auto plan_file = plan_file_of(fleet.layout(), date, plan.subject);
    const Session session{by_id,           invocation,        fleet.layout(),      date, started, std::move(found),
                          std::move(plan), std::move(series), std::move(plan_file)};
    if (options.dry_run) {
        const RunIntent intent{session.plan, options.runs, session.found.file, session.series.folder};
        invocation.terminal.print(invocation.globals.json ? as_json(intent) : as_text(intent));
        return ExitCode::done;
    }
    held.open_day(date);
    system::write_file_atomically(session.plan_file, session.plan.content);
    connection.offer(session.plan_file, options.via == "http" ? Via::http : Via::file);
    return options.overhead ? compare_overhead(session, connection, fleet) : carry_out(session, connection);
}

void declare(Flags& flags, RunOptions& options) {
    flags.text("--device", options.device, "ID", "The device");
    flags.text("--app", options.app, "NAME", "The application, or several at once: cifar-dense+tree");
    flags.number("-n,--num-schedules", options.count, "N", "The first so many; controls come on top");
    flags.list("--uid", options.uids, "U", "Only these");
    flags.text("--schedules", options.schedules, "FILE", "Schedules from a file, not the store");
    flags.text("--tasks", options.tasks, "N", "Tasks for each schedule (100)");
    flags.text("--seconds", options.seconds, "S", "Instead: as many as fit into S seconds");
    flags.number("--runs", options.runs, "R", "How often each runs, in processes of their own");
    flags.choice("--via", options.via, {"http", "file"}, "How schedules reach the device");
    flags.choice("--verify", options.verify, {"all", "sample", "off"}, "Which outputs are compared");
    flags.text("--in-flight", options.in_flight, "N", "Task objects (chunks + 1)");
    flags.text("--deadline", options.deadline, "TIME", "What takes longer hangs (20 times the prediction)");
    flags.text("--reconnect", options.reconnect, "TIME", "How long to wait for a lost device (2m)");
    flags.choice("--backend", options.backend, {"auto", "cpu", "vk", "cu"}, "The accelerator");
    flags.words("--param", options.params, "NAME=VALUE", "Sizes (those of the schedules)");
    flags.text("--input", options.input, "PATH", "Real inputs");
    flags.text("--weights", options.weights, "PATH", "Real weights");
    flags.text("--adb-host", options.adb_host, "HOST", "The ssh host whose adb sees the phone");
    flags.flag("--software-gpu", options.software_gpu, "Count a Vulkan driver that runs on the CPU");
    flags.flag("--lenient", options.lenient, lenient_help);
    flags.flag("--overhead", options.overhead, "What a solver that runs beside costs the first schedule");
    flags.flag("--resume", options.resume, "Go on with what was not finished");
    flags.flag("--dry-run", options.dry_run, "Say what would run");
}

}  // namespace

Command run_command() {
    auto options = std::make_shared<RunOptions>();
    return {"run", "Run schedules on a device and check what they compute",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); },
            [options](const Globals&) { check_options(*options); }};
}

}  // namespace bt::cli
