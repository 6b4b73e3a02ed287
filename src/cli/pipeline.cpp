// `runner pipeline`: all steps for devices and applications, and the one table that a person wants
// (docs/pipeline.md).
#include <algorithm>
#include <memory>
#include <mutex>
#include <thread>

#include "cli/chosen_apps.hpp"
#include "cli/pipeline_outcome.hpp"
#include "cli/pipeline_plan.hpp"
#include "cli/pipeline_report.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

std::vector<Command> step_commands() {
    return {benchmark_command(), heatmap_command(), schedule_command(),
            run_command(),       parse_command(),   server_command()};
}

void declare(Flags& flags, PipelineOptions& options) {
    flags.list("--device", options.devices, "ID", "Devices; several are worked on at the same time");
    flags.list("--app", options.apps, "NAME", "Applications, one after the other; A+B: several at once");
    flags.list("--steps", options.steps, "STEP",
               "benchmark heatmap schedule run parse server (default: all but server, which serves until Ctrl-C)");
    flags.optional_text("--report", options.report, "FILE", "",
                        "Write all of it as one HTML file (data/DATE/report_DEVICE_APP.html)");
    flags.flag("--dry-run", options.dry_run, "Show the commands that would be run");
    flags.of_commands(step_commands(), options.passed);
}

// Carries out a plan, its devices side by side.
class Pipeline {
public:
    Pipeline(const PipelinePlan& plan, const Invocation& invocation, const Fleet& fleet)
        : plan_(plan), globals_(invocation.globals), terminal_(invocation.terminal), fleet_(fleet) {}

    std::vector<Outcome> run() {
        std::vector<std::vector<Outcome>> of_devices(plan_.devices().size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < plan_.devices().size(); ++i) {
            threads.emplace_back([this, i, &of_devices] { of_devices[i] = run_device(plan_.devices()[i]); });
        }
        for (std::thread& thread : threads) thread.join();
        std::vector<Outcome> all;
        for (std::vector<Outcome>& outcomes : of_devices) {
            for (Outcome& outcome : outcomes) all.push_back(std::move(outcome));
        }
        return all;
    }

    ExitCode serve(const Step& server) {
        const auto all = [this](std::string_view line) { say("", line); };
        const system::ChildResult ended = run_step(server, {.err = all, .out = all}, fleet_.stop());
        fleet_.stop().throw_if_requested();
        return code_of(server, ended);
    }

private:
    std::vector<Outcome> run_device(const std::string& device) {
        std::vector<Outcome> outcomes;
        for (const std::string& app : plan_.apps()) {
            outcomes.push_back(run_app(device, app));
            if (outcomes.back().code == ExitCode::interrupted || outcomes.back().code == ExitCode::terminated) break;
        }
        return outcomes;
    }

    Outcome run_app(const std::string& device, const std::string& app) {
        Outcome outcome{device, app};
        try {
            const std::vector<std::string>& names = plan_.names();
            for (auto name = names.begin(); name != names.end(); ++name) {
                if (!globals_.quiet) say(device, "== " + *name + " " + app);
                outcome.failed_step = *name;
                outcome.steps_left = {name, names.end()};
                if (plan_.server()) outcome.steps_left.emplace_back("server");
                for (const Step& step : plan_.steps(*name, device, app)) {
                    outcome.code = carry_out(step, device);
                    if (outcome.code != ExitCode::done) return outcome;
                }
            }
            outcome.failed_step.clear();
            if (const auto folder = plan_.analysis(device, app)) outcome.find(*folder);
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
        const bool several = plan_.devices().size() > 1 && !device.empty();
        const std::string whose = several ? "[" + printable(device) + "] " : "";
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            terminal_.pass_on(whose + std::string(text.substr(begin, end - begin)));
            begin = end + 1;
        }
    }

    const PipelinePlan& plan_;
    const Globals& globals_;
    Terminal& terminal_;
    const Fleet& fleet_;
    std::mutex speaking_;
};

void check_options(const PipelineOptions& options, const Globals& globals) {
    if (options.devices.empty()) throw usage_error("which device? --device is missing", "runner devices lists them");
    if (options.apps.empty()) throw usage_error("which application? --app is missing", "runner apps lists them");
    const store::Layout layout(store::choose_root(globals.data));
    for (const std::string& app : options.apps) named_apps(app, layout);
    ids_of(options.devices);  // each once
}

// What failed is in it, too; where nothing was found out there is nothing to report.
std::optional<std::filesystem::path> report(const std::vector<Outcome>& outcomes, const PipelinePlan& plan,
                                            const Fleet& fleet, const Invocation& invocation) {
    const auto file = plan.report();
    const bool any = std::any_of(outcomes.begin(), outcomes.end(), [](const auto& each) { return each.summary; });
    if (!file || !any) return std::nullopt;
    return write_report(outcomes, *file, fleet, plan.date(), invocation);
}

ExitCode run(const PipelineOptions& options, const Invocation& invocation) {
    check_options(options, invocation.globals);
    const Fleet fleet(invocation);
    const PipelinePlan plan(options, invocation.globals, fleet);
    plan.check();
    if (options.dry_run) {
        invocation.terminal.print(invocation.globals.json ? plan.as_json() : plan.as_text());
        return ExitCode::done;
    }
    Pipeline pipeline(plan, invocation, fleet);
    const std::vector<Outcome> outcomes = pipeline.run();
    tell(outcomes, plan.date(), report(outcomes, plan, fleet, invocation), invocation);
    const ExitCode code = worst_of(outcomes);
    const auto server = plan.server();
    return code == ExitCode::done && server ? pipeline.serve(*server) : code;
}

}  // namespace

Command pipeline_command() {
    const auto options = std::make_shared<PipelineOptions>();
    return {"pipeline", "All of it: measure, look, schedule, run, compare; one table at the end",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); }};
}

}  // namespace bt::cli
