#include "cli/run_overhead.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

#include "bt/store/numbered_logs.hpp"
#include "bt/system/child.hpp"
#include "bt/system/growing_log.hpp"
#include "bt/system/program.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

// A store of its own for the solver, so that what it computes again and again replaces nothing.
class SolverStore {
public:
    SolverStore(const Fleet& fleet, const execute::Subject& subject)
        : root_(fs::temp_directory_path() / ("better-together-overhead-" + std::to_string(::getpid()))) {
        const store::Layout& layout = fleet.layout();
        const store::Store held(layout.root());
        const bool several = subject.stages == 0;
        const auto source = [&](const store::Date& day) {
            return several ? layout.profile(day, subject.app, subject.device)
                           : layout.table(day, subject.app, subject.device, store::TableKind::normal);
        };
        const store::Date day = held.date_to_read(
            {}, [&](const store::Date& each) { return fs::exists(source(each)); }, "benchmark of " + subject.app.str(),
            [] { return "the solver reads what runner benchmark measured"; });
        const store::Layout own(root_);
        fs::create_directories(own.app(day, subject.app).parent_path());
        fs::copy(layout.app(day, subject.app), own.app(day, subject.app), fs::copy_options::recursive);
        command_ = {system::own_program().string(),
                    "schedule",
                    "--device=" + subject.device.str(),
                    "--app=" + subject.app.str(),
                    "--backend=" + std::string(to_string(subject.backend)),
                    "--date=" + day.str(),
                    "--data=" + root_.string(),
                    "--quiet"};
    }
    ~SolverStore() {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    SolverStore(const SolverStore&) = delete;
    SolverStore& operator=(const SolverStore&) = delete;

    const std::vector<std::string>& command() const { return command_; }

private:
    fs::path root_;
    std::vector<std::string> command_;
};

// A solver that begins anew whenever it has ended, for as long as the object lives.
class SolverBeside {
public:
    explicit SolverBeside(const std::vector<std::string>& command)
        : thread_([this, command] { keep_solving(command); }) {}
    ~SolverBeside() { end(); }
    SolverBeside(const SolverBeside&) = delete;
    SolverBeside& operator=(const SolverBeside&) = delete;

    // How often it came to its end. Throws where it failed.
    std::size_t end() {
        stop_.request();
        if (thread_.joinable()) thread_.join();
        if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
        return solved_;
    }

private:
    void keep_solving(const std::vector<std::string>& command) {
        system::ChildOptions options;
        options.cancel = {&stop_};
        try {
            while (!stop_.requested()) {
                const system::ChildResult ended = system::run_child({command}, options);
                if (ended.succeeded()) ++solved_;
                if (ended.succeeded() || stop_.requested()) continue;
                throw data_error("the solver beside " + to_string(ended) + ": " + printable(ended.err, 300));
            }
        } catch (...) {
            fault_ = std::current_exception();
        }
    }

    system::Cancellation stop_;
    std::size_t solved_ = 0;
    std::exception_ptr fault_;
    std::thread thread_;
};

class Measuring {
public:
    Measuring(const RunPlan& plan, RunConnection& connection, system::GrowingLog& log)
        : plan_(plan), connection_(connection), log_(log) {}

    Milliseconds run() {
        const execute::Attempt wanted{plan_.arguments, plan_.schedules.front().runnable, format::LogClock::monotonic,
                                      ++number_, plan_.programs};
        const execute::Result result = execute::attempt(connection_, wanted, log_);
        if (result.outcome.status == format::RunStatus::ok && result.outcome.interval) return *result.outcome.interval;
        throw Error(result.code == ExitCode::done ? ExitCode::data : result.code,
                    plan_.schedules.front().runnable.uid + " " + std::string(to_string(result.outcome.status)) + ": " +
                        printable(result.outcome.reason, 300),
                    "more --tasks give a run a steady state");
    }

private:
    const RunPlan& plan_;
    RunConnection& connection_;
    system::GrowingLog& log_;
    std::uint64_t number_ = 0;
};

void refuse_other_machines(const RunPlan& plan, const RunConnection& connection) {
    if (plan.is_virtual) {
        throw usage_error("--overhead measures a machine, and a model in virtual time is none",
                          "take the device local");
    }
    if (connection.entry().device.transport == format::Transport::local) return;
    throw usage_error(
        "--overhead: the solver runs on this machine and costs '" + plan.subject.device.str() + "' nothing",
        "take the device local");
}

system::GrowingLog overhead_log(const store::Layout& layout, const store::Date& date, const execute::Subject& subject) {
    store::LogSeries series = layout.result_logs(date, subject.device, subject.app);
    series.folder /= "overhead";
    const auto known = store::logs_of(series);
    for (int number = known.empty() ? 0 : known.back().number + 1;; ++number) {
        if (auto log = system::GrowingLog::create(series.file(number))) return std::move(*log);
    }
}

}  // namespace

double Overhead::mean_percent() const {
    std::vector<double> values;
    for (const OverheadPair& pair : pairs) values.push_back(pair.percent());
    return mean(values);
}

double Overhead::largest_percent() const {
    double largest = pairs.front().percent();
    for (const OverheadPair& pair : pairs) largest = std::max(largest, pair.percent());
    return largest;
}

std::optional<Ci> Overhead::ci() const {
    std::vector<double> values;
    for (const OverheadPair& pair : pairs) values.push_back(pair.percent());
    return t_interval(values);
}

Overhead measure_overhead(const RunPlan& plan, const RunOptions& options, RunConnection& connection, const Fleet& fleet,
                          const store::Date& date, Terminal& terminal) {
    refuse_other_machines(plan, connection);
    const SolverStore solver(fleet, plan.subject);
    system::GrowingLog log = overhead_log(fleet.layout(), date, plan.subject);
    Measuring measuring(plan, connection, log);
    Overhead overhead{plan.schedules.front().runnable.uid, plan.schedules.front().what, {}};
    for (std::uint64_t run = 0; run < options.runs; ++run) {
        terminal.progress("pair " + std::to_string(run + 1) + " of " + std::to_string(options.runs));
        OverheadPair pair;
        const auto beside = [&] {
            SolverBeside solving(solver.command());
            pair.with = measuring.run();
            pair.solved = solving.end();
        };
        if (run % 2 == 1) beside();
        pair.without = measuring.run();
        if (run % 2 == 0) beside();
        overhead.pairs.push_back(pair);
    }
    terminal.end_progress();
    log.complete();
    return overhead;
}

}  // namespace bt::cli
