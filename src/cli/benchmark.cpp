#include <algorithm>
#include <memory>
#include <set>

#include "bt/core/suggest.hpp"
#include "bt/format/json_writer.hpp"
#include "cli/benchmark_campaign.hpp"
#include "cli/benchmark_cooldown.hpp"
#include "cli/benchmark_profile.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/command.hpp"
#include "cli/duration.hpp"
#include "cli/left_out.hpp"
#include "cli/terminal.hpp"
#include "cli/worse_of.hpp"
#include "runtime/application.hpp"

// `runner benchmark`: measures every stage on every PU, alone and under load (docs/benchmark.md).

namespace bt::cli {
namespace {

void check_options(BenchmarkOptions& options) {
    constexpr std::uint64_t most_repeats = 1000;
    if (options.repeat < 1 || options.repeat > most_repeats) {
        throw usage_error("--repeat " + std::to_string(options.repeat) + " is out of range", "1 to 1000");
    }
    parse_duration(options.seconds, "--seconds");
    parse_duration(options.patience, "--reconnect");
    if (options.budget) parse_duration(*options.budget, "--budget");
    check_cooldown(options.cooldown);
    if (options.conditions.empty()) {
        const bool several = options.app.find('+') != std::string::npos;
        options.conditions = {"normal", several ? "pairs" : "fully"};
    }
    if (options.rebuild && (options.resume || options.dry_run)) {
        throw usage_error("--rebuild measures nothing: it goes with neither --resume nor --dry-run",
                          "rebuild first, or leave --rebuild out");
    }
    if (options.lenient && !options.rebuild) {
        throw usage_error("--lenient goes with --rebuild: of what is measured now nothing is left out",
                          "leave it out, or rebuild the tables of a day: --rebuild --lenient");
    }
}

// Logs may be of applications that this program does not have.
std::vector<AppName> apps_to_rebuild(const BenchmarkOptions& options) {
    if (options.app.empty())
        throw usage_error("which application? --app is missing", "runner status lists those in the store");
    return AppName(options.app).parts();
}

// Several applications make a profile, and that needs each as a whole.
void check_several(const BenchmarkOptions& options, const std::vector<AppName>& apps) {
    if (apps.size() == 1) {
        if (options.groups.empty() && options.measure.empty()) return;
        throw usage_error("--groups and --measure are for several applications at once",
                          "as in --app cifar-dense+tree");
    }
    for (const std::string& each : options.measure) {
        const std::vector<std::string> known{"cells", "switches", "streams", "demand"};
        if (std::find(known.begin(), known.end(), each) != known.end()) continue;
        throw usage_error("--measure: unknown '" + printable(each) + "'", did_you_mean(each, known));
    }
    parse_cuts(options.groups, apps);
    if (!options.stages.empty()) {
        throw usage_error("--stages goes with one application: several need all of their stages",
                          "--groups says where their stages may be parted");
    }
    if (options.input || options.weights) {
        throw usage_error("--input and --weights are one application's",
                          "benchmark each with its own, --conditions normal pairs; then --rebuild --app " +
                              options.app + " makes the profile");
    }
}

// What the agent measures besides cells. How PUs share the memory is the device's: it is measured with the first.
std::vector<std::string> shared_measurements(const DevicePlan& plan, bool is_first, const Cuts& cuts) {
    // Also where nothing more is measured: cuts that cannot be are refused before it begins.
    const std::vector<StageRange> groups = groups_of(plan.app->name(), plan.app->stage_count(), cuts);
    if (plan.options.measure.empty()) return {};
    std::vector<std::string> words{"--measure", "cells"};
    for (const std::string& each : plan.options.measure) {
        if (each != "cells" && (is_first || each != "streams")) words.push_back(each);
    }
    words.emplace_back("--groups");
    for (const StageRange& group : groups) {
        words.push_back(std::to_string(group.first.number()) + "-" + std::to_string(group.last.number()));
    }
    return words;
}

// One plan for each application, an application that is named twice once.
std::vector<DevicePlan> plans_of(const device::Entry& entry, const BenchmarkOptions& options,
                                 const std::vector<AppName>& apps, std::uint64_t seed) {
    std::vector<DevicePlan> plans;
    for (auto app = apps.begin(); app != apps.end(); ++app) {
        if (std::find(apps.begin(), app, *app) != app) continue;
        plans.push_back({entry, options});
        BenchmarkOptions& own = plans.back().options;
        own.app = app->str();
        own.params = params_about(*app, apps, options.params);
        plans.back().app = make_app(*app, {own.params, seed, own.input, own.weights});
        plans.back().first_repeat =
            shared_measurements(plans.back(), app == apps.begin(), parse_cuts(own.groups, apps));
    }
    return plans;
}

// One device that cannot be prepared is no reason to leave the others unmeasured.
std::vector<DevicePlan> make_plans(const BenchmarkOptions& options, const std::vector<AppName>& apps,
                                   const Fleet& fleet, const Invocation& invocation,
                                   std::vector<CampaignResult>& results) {
    std::vector<DevicePlan> plans;
    for (const device::Entry& entry : choose_devices(options, fleet, invocation.terminal)) {
        try {
            std::vector<DevicePlan> of_device = plans_of(entry, options, apps, invocation.globals.seed);
            for (DevicePlan& plan : of_device) {
                complete_plan(plan, &plan == &of_device.front() ? nullptr : &of_device.front(), fleet, invocation);
            }
            std::move(of_device.begin(), of_device.end(), std::back_inserter(plans));
        } catch (const Error& error) {
            if (fleet.stop().requested() || error.code() == ExitCode::usage) throw;
            results.push_back({entry.device.id});
            results.back().failure = error;
        }
    }
    return plans;
}

std::vector<Error> failures_of(const std::vector<CampaignResult>& results) {
    std::vector<Error> failures;
    for (const CampaignResult& result : results) {
        if (result.failure) failures.push_back(*result.failure);
    }
    return failures;
}

// Several at once: 5 before 3 before 4.
ExitCode worst_of(const std::vector<CampaignResult>& results, const std::vector<ProfileResult>& profiles) {
    ExitCode worst = ExitCode::done;
    const auto take = [&](const std::optional<Error>& failure) {
        if (failure) worst = worse_of(worst, failure->code());
    };
    for (const CampaignResult& result : results) take(result.failure);
    for (const ProfileResult& profile : profiles) take(profile.failure);
    return worst;
}

ExitCode tell(const std::vector<CampaignResult>& results, const std::vector<ProfileResult>& profiles,
              const Invocation& invocation) {
    Terminal& terminal = invocation.terminal;
    const bool any = std::any_of(results.begin(), results.end(), [](const auto& each) { return each.campaign; });
    if (any && invocation.globals.json) {
        terminal.print(as_json(results, [&](format::JsonWriter& json) { write_profiles(json, profiles); }));
    }
    const auto say = [&](const DeviceId& device, const std::vector<std::string>& warnings) {
        for (const std::string& warning : warnings) terminal.warn(printable(device.str()) + ": " + warning);
    };
    for (const CampaignResult& result : results) {
        if (result.campaign && !invocation.globals.json) terminal.print(as_text(result));
        say(result.device, result.warnings);
        for (const auto& file : result.files) terminal.detail("written: " + printable(file.string(), 300));
    }
    for (const ProfileResult& profile : profiles) {
        say(profile.device, profile.warnings);
        if (!profile.profile || profile.failure) continue;
        if (!invocation.globals.json) terminal.print(as_text(profile));
        terminal.note("written: " + printable(profile.file.string(), 300));
    }
    const auto fail = [&](const std::optional<Error>& failure) {
        if (failure) terminal.error(failure->failed(), failure->advice());
    };
    for (const CampaignResult& result : results) fail(result.failure);
    for (const ProfileResult& profile : profiles) fail(profile.failure);
    return worst_of(results, profiles);
}

// Of every device all of whose applications are there as a whole.
std::vector<ProfileResult> make_profiles(const std::vector<CampaignResult>& results, const BenchmarkOptions& options,
                                         const Fleet& fleet, const Invocation& invocation) {
    std::vector<ProfileResult> profiles;
    if (options.app.find('+') == std::string::npos) return profiles;
    const std::vector<AppName> parts = AppName(options.app).parts();
    const std::set<AppName> apps(parts.begin(), parts.end());
    std::map<DeviceId, std::vector<const CampaignResult*>> by_device;
    for (const CampaignResult& result : results) {
        if (result.complete()) by_device[result.device].push_back(&result);
    }
    for (const auto& [device, campaigns] : by_device) {
        if (campaigns.size() == apps.size()) {
            profiles.push_back(write_profile(campaigns, options, fleet, invocation));
        }
    }
    return profiles;
}

std::vector<AppName> checked_apps(BenchmarkOptions& options, const Globals& globals) {
    check_options(options);
    const store::Layout layout(store::choose_root(globals.data));
    std::vector<AppName> apps = options.rebuild ? apps_to_rebuild(options) : named_apps(options.app, layout);
    check_several(options, apps);
    return apps;
}

void check(BenchmarkOptions& options, const Globals& globals) {
    const std::vector<AppName> apps = checked_apps(options, globals);
    if (options.rebuild) return;
    for (const AppName& app : apps) {
        make_app(app, {params_about(app, apps, options.params), globals.seed, options.input, options.weights});
    }
}

ExitCode run(BenchmarkOptions& options, const Invocation& invocation) {
    const std::vector<AppName> apps = checked_apps(options, invocation.globals);
    if (invocation.globals.date) store::parse_date(*invocation.globals.date);  // before anything is looked for
    const Fleet fleet(invocation);
    if (options.rebuild) {
        const auto rebuilt = rebuild(options, fleet, invocation);
        return tell(rebuilt, make_profiles(rebuilt, options, fleet, invocation), invocation);
    }
    std::vector<CampaignResult> results;
    std::vector<DevicePlan> plans = make_plans(options, apps, fleet, invocation, results);
    if (plans.empty()) return tell(results, {}, invocation);
    const Seconds cell = time_of_a_cell(options, plans);
    if (options.dry_run) {
        invocation.terminal.print(invocation.globals.json ? plan_json(plans, cell, failures_of(results))
                                                          : plan_text(plans, cell));
        return tell(results, {}, invocation);
    }
    const std::string text = plan_text(plans, cell);
    invocation.terminal.note(text.substr(0, text.size() - 1));
    std::optional<store::Date> date;
    for (std::size_t i = 0; i < plans.size() && !fleet.stop().requested(); ++i) {
        DevicePlan& plan = plans[i];
        const bool first = i == 0 || !plan.of_same_device(plans[i - 1]);
        if (first) date = date_of(plans, plan.device(), fleet.layout(), invocation.globals);
        results.push_back(run_campaign(plan, *date, cell, fleet, invocation));
        plan.lock.reset();
    }
    return tell(results, make_profiles(results, options, fleet, invocation), invocation);
}

void declare(Flags& flags, BenchmarkOptions& options) {
    flags.list("--device", options.devices, "ID", "Devices (default: connected phones and default device files)");
    flags.text("--adb-host", options.adb_host, "HOST", "The ssh host that a phone hangs on");
    flags.text("--app", options.app, "NAME", "The application, or several: cifar-dense+tree");
    flags.choice("--backend", options.backend, {"auto", "cpu", "vk", "cu"}, "The accelerator");
    flags.number("--repeat", options.repeat, "N", "Processes that measure everything; 5 or more give useful CIs");
    flags.list("--conditions", options.conditions, "NAME",
               "normal, fully, pairs, sets, or sets such as big+vulkan (normal fully)");
    flags.text("--seconds", options.seconds, "S", "Longest time for one cell (1)");
    flags.text("--budget", options.budget, "T", "Longest time for everything, as 90, 10m, 2h");
    flags.words("--groups", options.groups, "APP=2,5", "Several applications: where each may change its PU");
    flags.list("--measure", options.measure, "WHAT", "Several applications: switches, streams, demand besides cells");
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
            [options](const Invocation& invocation) { return run(*options, invocation); },
            [options](const Globals& globals) { check(*options, globals); }};
}

}  // namespace bt::cli
