#include <algorithm>
#include <memory>

#include "bt/core/suggest.hpp"
#include "cli/benchmark_campaign.hpp"
#include "cli/benchmark_cooldown.hpp"
#include "cli/command.hpp"
#include "cli/duration.hpp"
#include "cli/left_out.hpp"
#include "cli/terminal.hpp"
#include "runtime/application.hpp"

// `runner benchmark`: measures every stage on every PU, alone and under load (docs/benchmark.md).

namespace bt::cli {
namespace {

std::unique_ptr<apps::Application> make_app(const BenchmarkOptions& options, std::uint64_t seed) {
    if (options.app.empty()) throw usage_error("which application? --app is missing", "runner apps lists them");
    std::vector<std::string> names;
    for (const apps::AppEntry& entry : apps::catalogue()) names.push_back(entry.name);
    if (std::find(names.begin(), names.end(), options.app) == names.end()) {
        throw usage_error("unknown application '" + printable(options.app) + "'", did_you_mean(options.app, names));
    }
    apps::AppOptions given{.seed = seed, .input = options.input, .weights = options.weights};
    for (const std::string& param : options.params) given.params.insert(parse_param(param));
    return apps::make_application(AppName(options.app), given);
}

void check_options(BenchmarkOptions& options) {
    constexpr std::uint64_t most_repeats = 1000;
    if (options.repeat < 1 || options.repeat > most_repeats) {
        throw usage_error("--repeat " + std::to_string(options.repeat) + " is out of range", "1 to 1000");
    }
    parse_duration(options.seconds, "--seconds");
    parse_duration(options.patience, "--reconnect");
    if (options.budget) parse_duration(*options.budget, "--budget");
    check_cooldown(options.cooldown);
    if (options.conditions.empty()) options.conditions = {"normal", "fully"};
    if (options.rebuild && (options.resume || options.dry_run)) {
        throw usage_error("--rebuild measures nothing: it goes with neither --resume nor --dry-run");
    }
    if (options.lenient && !options.rebuild) {
        throw usage_error("--lenient goes with --rebuild: of what is measured now nothing is left out");
    }
}

// One device that cannot be prepared is no reason to leave the others unmeasured.
std::vector<DevicePlan> make_plans(const BenchmarkOptions& options, const apps::Application& app, const Fleet& fleet,
                                   const Invocation& invocation, std::vector<CampaignResult>& results) {
    std::vector<DevicePlan> plans;
    for (const device::Entry& entry : choose_devices(options, fleet, invocation.terminal)) {
        try {
            plans.push_back(make_plan(entry, options, app, fleet, invocation));
        } catch (const Error& error) {
            if (fleet.stop().requested() || error.code() == ExitCode::usage) throw;
            results.push_back({entry.device.id});
            results.back().failure = error;
        }
    }
    return plans;
}

// Several at once: 5 before 3 before 4.
ExitCode worst_of(const std::vector<CampaignResult>& results) {
    const auto rank = [](ExitCode code) {
        switch (code) {
            case ExitCode::interrupted:
            case ExitCode::terminated: return 9;
            case ExitCode::wrong_result: return 8;
            case ExitCode::device: return 7;
            case ExitCode::data: return 6;
            case ExitCode::usage: return 5;
            default: return code == ExitCode::done ? 0 : 4;
        }
    };
    ExitCode worst = ExitCode::done;
    for (const CampaignResult& result : results) {
        const ExitCode code = result.failure ? result.failure->code() : ExitCode::done;
        if (rank(code) > rank(worst)) worst = code;
    }
    return worst;
}

ExitCode tell(const std::vector<CampaignResult>& results, const Invocation& invocation) {
    Terminal& terminal = invocation.terminal;
    const bool any = std::any_of(results.begin(), results.end(), [](const auto& each) { return each.campaign; });
    if (any && invocation.globals.json) terminal.print(as_json(results));
    for (const CampaignResult& result : results) {
        if (result.campaign && !invocation.globals.json) terminal.print(as_text(result));
        for (const std::string& warning : result.warnings) {
            terminal.warn(printable(result.device.str()) + ": " + warning);
        }
        for (const auto& file : result.files) terminal.detail("written: " + printable(file.string(), 300));
    }
    for (const CampaignResult& result : results) {
        if (result.failure) terminal.error(result.failure->failed(), result.failure->advice());
    }
    return worst_of(results);
}

ExitCode run(BenchmarkOptions& options, const Invocation& invocation) {
    check_options(options);
    const Fleet fleet(invocation);
    if (options.rebuild) return tell(rebuild(options, fleet, invocation), invocation);
    const auto app = make_app(options, invocation.globals.seed);
    std::vector<CampaignResult> results;
    std::vector<DevicePlan> plans = make_plans(options, *app, fleet, invocation, results);
    if (plans.empty()) return tell(results, invocation);
    const Seconds cell = time_of_a_cell(options, plans);
    const std::string text = plan_text(plans, options, cell);
    if (options.dry_run) {
        invocation.terminal.print(text);
        return tell(results, invocation);
    }
    invocation.terminal.note(text.substr(0, text.size() - 1));
    for (DevicePlan& plan : plans) {
        results.push_back(run_campaign(plan, options, *app, cell, fleet, invocation));
        if (fleet.stop().requested()) break;
        plan.lock.reset();
    }
    return tell(results, invocation);
}

void declare(Flags& flags, BenchmarkOptions& options) {
    flags.list("--device", options.devices, "ID", "Devices (default: connected phones and default device files)");
    flags.text("--adb-host", options.adb_host, "HOST", "The ssh host that a phone hangs on");
    flags.text("--app", options.app, "NAME", "The application");
    flags.choice("--backend", options.backend, {"auto", "cpu", "vk", "cu"}, "The accelerator");
    flags.number("--repeat", options.repeat, "N", "Processes that measure everything; 5 or more give useful CIs");
    flags.list("--conditions", options.conditions, "NAME",
               "normal, fully, pairs, sets, or sets such as big+vulkan (normal fully)");
    flags.text("--seconds", options.seconds, "S", "Longest time for one cell (1)");
    flags.text("--budget", options.budget, "T", "Longest time for everything, as 90, 10m, 2h");
    flags.list("--stages", options.stages, "1-3,5", "Only these stages");
    flags.list("--pus", options.pus, "NAME", "Only these PUs; or with their cores, as big=4-7");
    flags.words("--param", options.params, "NAME=VALUE", "Sizes of the application");
    flags.text("--input", options.input, "PATH", "Real inputs, as the device names them");
    flags.text("--weights", options.weights, "PATH", "Real weights, as the device names them");
    flags.flag("--software-gpu", options.software_gpu, "Count a Vulkan driver that runs on the CPU");
    flags.optional_text("--cooldown", options.cooldown, "T|auto", "auto", "Wait between repeats for heat to go");
    flags.flag("--set-clocks", options.set_clocks, "Fix the CPUs' clocks while measuring (needs root there)");
    flags.text("--reconnect", options.patience, "T", "How long to wait for a lost device (2m)");
    flags.flag("--resume", options.resume, "Finish what was interrupted");
    flags.flag("--rebuild", options.rebuild, "Make the tables from the raw logs again; measure nothing");
    flags.flag("--lenient", options.lenient, lenient_help);
    flags.flag("--dry-run", options.dry_run, "Say what would be measured, and for how long");
}

}  // namespace

Command benchmark_command() {
    auto options = std::make_shared<BenchmarkOptions>();
    return {"benchmark", "Measure every stage on every PU, alone and under load",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); }};
}

}  // namespace bt::cli
