// `runner pipeline`: all steps for devices and applications, and the one table that a person wants
// (docs/pipeline.md).
#include <algorithm>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "bt/format/json_writer.hpp"
#include "bt/store/date.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/command_line.hpp"
#include "cli/fleet.hpp"
#include "cli/passed_flags.hpp"
#include "cli/pipeline_outcome.hpp"
#include "cli/pipeline_report.hpp"
#include "cli/pipeline_steps.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

struct Options {
    std::vector<std::string> devices;
    std::vector<std::string> apps;
    std::vector<std::string> steps;
    std::optional<std::string> report;  // empty: in the store
    bool dry_run = false;
    PassedFlags passed;
};

std::vector<Command> step_commands() {
    return {benchmark_command(), heatmap_command(), schedule_command(),
            run_command(),       parse_command(),   server_command()};
}

void declare(Flags& flags, Options& options) {
    flags.list("--device", options.devices, "ID", "Devices; several are worked on at the same time");
    flags.list("--app", options.apps, "NAME", "Applications, one after the other; A+B: several at once");
    flags.list("--steps", options.steps, "STEP",
               "benchmark heatmap schedule run parse server (default: all but server, which serves until Ctrl-C)");
    flags.optional_text("--report", options.report, "FILE", "",
                        "Write all of it as one HTML file (data/DATE/report_DEVICE_APP.html)");
    flags.flag("--dry-run", options.dry_run, "Show the commands that would be run");
    flags.of_commands(step_commands(), options.passed);
}

// Everything that the steps have in common.
class Pipeline {
public:
    Pipeline(const Options& options, const Invocation& invocation, const Fleet& fleet)
        : options_(options),
          steps_(choose_steps(options.steps)),
          date_(invocation.globals.date ? store::parse_date(*invocation.globals.date) : store::Date::today()),
          globals_(invocation.globals),
          terminal_(invocation.terminal),
          fleet_(fleet) {}

    // Before anything begins: a flag that the last step refuses would cost all the work before it.
    void check() const {
        for (const Step& step : all_steps()) check(step);
        if (serves()) check(server());
    }

    std::string text() const {
        std::string text;
        for (const Step& step : all_steps()) text += line_of(step) + '\n';
        if (options_.report) text += "write " + printable(report_name().string(), 300) + '\n';
        if (serves()) text += line_of(server()) + '\n';
        return text;
    }

    std::string json() const {
        std::vector<Step> steps = all_steps();
        if (serves()) steps.push_back(server());
        format::JsonWriter json;
        json.begin_object().member("kind", "pipeline-plan").member("version", 1).member("date", date_.str());
        json.key("steps").begin_array();
        for (const Step& step : steps) {
            json.begin_object(format::JsonLayout::line).member("step", step.name).key("arguments").begin_array();
            for (const std::string& word : step.words) json.value(format::valid_utf8(word));
            json.end().end();
        }
        json.end();
        if (options_.report) json.member("report", format::valid_utf8(report_name().string()));
        return json.end().take();
    }

    // What failed is in it, too; where nothing was found out there is nothing to report.
    std::optional<std::filesystem::path> report(const std::vector<Outcome>& outcomes, const Invocation& invocation) {
        const bool any = std::any_of(outcomes.begin(), outcomes.end(), [](const auto& each) { return each.summary; });
        if (!options_.report || !any) return std::nullopt;
        return write_report(outcomes, report_name(), fleet_, date_, invocation);
    }

    std::vector<Outcome> run() {
        std::vector<std::vector<Outcome>> of_devices(options_.devices.size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < options_.devices.size(); ++i) {
            threads.emplace_back([this, i, &of_devices] { of_devices[i] = run_device(options_.devices[i]); });
        }
        for (std::thread& thread : threads) thread.join();
        std::vector<Outcome> all;
        for (std::vector<Outcome>& outcomes : of_devices) {
            for (Outcome& outcome : outcomes) all.push_back(std::move(outcome));
        }
        return all;
    }

    const store::Date& date() const { return date_; }
    bool serves() const { return std::find(steps_.begin(), steps_.end(), "server") != steps_.end(); }
    ExitCode serve() {
        const auto all = [this](std::string_view line) { say("", line); };
        const system::ChildResult ended = run_step(server(), {.err = all, .out = all}, fleet_.stop());
        fleet_.stop().throw_if_requested();
        return code_of(server(), ended);
    }

private:
    // In the order of one device after the other; without the server, which has none.
    std::vector<Step> all_steps() const {
        std::vector<Step> all;
        for (const std::string& device : options_.devices) {
            for (const std::string& app : options_.apps) {
                for (const std::string& name : steps_) {
                    if (name == "server") continue;
                    for (Step& step : steps_of(name, device, app)) all.push_back(std::move(step));
                }
            }
        }
        return all;
    }

    // A heatmap is of one application.
    std::vector<Step> steps_of(const std::string& name, const std::string& device, const std::string& app) const {
        if (name != "heatmap" || app.find('+') == std::string::npos) return {step_of(name, device, app)};
        std::vector<Step> steps;
        std::set<AppName> seen;
        for (const AppName& part : AppName(app).parts()) {
            if (seen.insert(part).second) steps.push_back(step_of(name, device, part.str()));
        }
        return steps;
    }

    Step step_of(const std::string& name, const std::string& device, const std::string& app) const {
        Step step{name, {name}};
        if (name != "server") step.words.insert(step.words.end(), {"--device=" + device, "--app=" + app});
        for (std::string& word : options_.passed.of(name)) {
            if (!is_of_benchmark_alone(word, name, app)) step.words.push_back(std::move(word));
        }
        step.words.push_back("--date=" + date_.str());
        step.words.push_back("--data=" + fleet_.layout().root().string());
        step.words.push_back("--seed=" + std::to_string(globals_.seed));
        if (globals_.quiet) step.words.push_back("--quiet");
        if (globals_.verbose) step.words.push_back("--verbose");
        return step;
    }

    // How long a cell takes. Schedules of several applications run for tasks, never for a time.
    bool is_of_benchmark_alone(const std::string& word, const std::string& step, const std::string& app) const {
        return step == "run" && word.starts_with("--seconds=") && app.find('+') != std::string::npos &&
               steps_.front() == "benchmark";
    }

    std::filesystem::path report_name() const {
        if (!options_.report->empty()) return *options_.report;
        return report_file(options_.devices, options_.apps, fleet_, date_);
    }

    Step server() const { return step_of("server", "", ""); }

    static void check(const Step& step) {
        std::vector<std::string> words{"runner"};
        words.insert(words.end(), step.words.begin(), step.words.end());
        const std::vector<Command> all = commands();
        const Request request = parse_command_line(all, words);
        if (request.command && request.command->check) request.command->check(request.globals);
    }

    static std::string line_of(const Step& step) {
        std::string line = "runner";
        for (const std::string& word : step.words) line += ' ' + printable(word, 300);
        return line;
    }

    std::vector<Outcome> run_device(const std::string& device) {
        std::vector<Outcome> outcomes;
        for (const std::string& app : options_.apps) {
            outcomes.push_back(run_app(device, app));
            if (outcomes.back().code == ExitCode::interrupted || outcomes.back().code == ExitCode::terminated) break;
        }
        return outcomes;
    }

    Outcome run_app(const std::string& device, const std::string& app) {
        Outcome outcome{device, app};
        try {
            for (auto name = steps_.begin(); name != steps_.end(); ++name) {
                if (*name == "server") continue;
                if (!globals_.quiet) say(device, "== " + *name + " " + app);
                outcome.failed_step = *name;
                outcome.steps_left = {name, steps_.end()};
                for (const Step& step : steps_of(*name, device, app)) {
                    outcome.code = carry_out(step, device);
                    if (outcome.code != ExitCode::done) return outcome;
                }
            }
            outcome.failed_step.clear();
            outcome.find(fleet_, date_);
        } catch (const Error& error) {
            outcome.code = error.code();
            outcome.failure = error;
        }
        return outcome;
    }

    // What a step found out comes as a whole when it has ended: its two streams have no order. With --quiet the
    // pipeline's table says it in short.
    ExitCode carry_out(const Step& step, const std::string& device) {
        const auto pass_on = [&](std::string_view line) { say(device, line); };
        const system::ChildResult ended = run_step(step, {.err = pass_on}, fleet_.stop());
        if (!globals_.quiet && !ended.out.empty()) say(device, ended.out);
        fleet_.stop().throw_if_requested();
        return code_of(step, ended);
    }

    // Several devices speak side by side: each line says whose it is.
    void say(const std::string& device, std::string_view text) {
        const std::lock_guard lock(speaking_);
        if (text.ends_with('\n')) text.remove_suffix(1);
        const bool several = options_.devices.size() > 1 && !device.empty();
        const std::string whose = several ? "[" + printable(device) + "] " : "";
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            terminal_.pass_on(whose + std::string(text.substr(begin, end - begin)));
            begin = end + 1;
        }
    }

    const Options& options_;
    std::vector<std::string> steps_;
    store::Date date_;
    const Globals& globals_;
    Terminal& terminal_;
    const Fleet& fleet_;
    std::mutex speaking_;
};

void check_options(const Options& options, const Globals& globals) {
    if (options.devices.empty()) throw usage_error("which device? --device is missing", "runner devices lists them");
    if (options.apps.empty()) throw usage_error("which application? --app is missing", "runner apps lists them");
    const store::Layout layout(store::choose_root(globals.data));
    for (const std::string& app : options.apps) named_apps(app, layout);
    ids_of(options.devices);  // each once
}

ExitCode run(const Options& options, const Invocation& invocation) {
    check_options(options, invocation.globals);
    const Fleet fleet(invocation);
    Pipeline pipeline(options, invocation, fleet);
    pipeline.check();
    if (options.dry_run) {
        invocation.terminal.print(invocation.globals.json ? pipeline.json() : pipeline.text());
        return ExitCode::done;
    }
    const std::vector<Outcome> outcomes = pipeline.run();
    const auto report = pipeline.report(outcomes, invocation);
    tell(outcomes, pipeline.date(), report, invocation);
    const ExitCode code = worst_of(outcomes);
    return code == ExitCode::done && pipeline.serves() ? pipeline.serve() : code;
}

}  // namespace

Command pipeline_command() {
    const auto options = std::make_shared<Options>();
    return {"pipeline", "All of it: measure, look, schedule, run, compare; one table at the end",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); }};
}

}  // namespace bt::cli
