#include "cli/run_plan.hpp"

#include <algorithm>

#include "bt/core/sha256.hpp"
#include "bt/execute/external.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/duration.hpp"
#include "cli/input_file.hpp"
#include "cli/left_out.hpp"
#include "cli/number.hpp"
#include "cli/run_controls.hpp"
#include "runtime/application.hpp"
#include "runtime/machine.hpp"

namespace bt::cli {
namespace {

constexpr const char* advice_on_commands =
    "give it one in its file, compute schedules with fewer changes (--max-switches), or choose others with --uid";

FoundSchedules read_found(std::filesystem::path file, Backend backend, format::Lenient lenient) {
    const std::string text = system::read_file(file, most_input_bytes);
    auto content = format::read_schedules(text, file.string(), {.lenient = lenient, .backend = backend});
    for (const format::ScheduleRecord& record : content.pipelines) {
        if (record.backend) backend = *record.backend;
    }
    for (const format::ConcurrentSchedule& schedule : content.concurrent) backend = schedule.backend;
    return {std::move(file), backend, std::move(content)};
}

std::vector<Backend> backends_held(const store::Layout& layout, const store::Date& date, const DeviceId& device,
                                   const AppName& app) {
    std::vector<Backend> held;
    for (const Backend backend : {Backend::cu, Backend::vk, Backend::cpu}) {
        if (std::filesystem::exists(layout.schedules(date, device, app, backend))) held.push_back(backend);
    }
    return held;
}

Backend choose_backend(const std::vector<Backend>& held, const std::string& asked, const std::string& where) {
    if (asked != "auto") return parse_backend(asked);
    if (held.size() == 1) return held.front();
    std::string names;
    for (const Backend backend : held) names += (names.empty() ? "" : ", ") + std::string(to_string(backend));
    throw usage_error(where + " has schedules for several backends: " + names, "choose one with --backend");
}

// The agent with these PUs; the device's file may know them, cores and all, else the agent finds them.
std::vector<std::string> pu_arguments(const RunOptions& options, Backend backend, const std::vector<Pu>& pus) {
    std::vector<std::string> arguments{"--backend", std::string(to_string(backend))};
    if (!pus.empty()) arguments.insert(arguments.end(), {"--pus", apps::to_string(pus)});
    if (options.software_gpu) arguments.emplace_back("--software-gpu");
    return arguments;
}

bool has_kernels(const apps::Application& app, const PuName& pu) {
    for (int number = 1; number <= app.stage_count(); ++number) {
        const Stage stage = Stage::from_number(number);
        if (pu.str() == "vulkan" && app.vulkan(stage).empty()) return false;
        if (pu.str() == "cuda" && !app.has_cuda(stage)) return false;
    }
    return true;
}

bool has_times(const format::SocModel& model, const apps::Application& app, const PuName& pu) {
    for (int number = 1; number <= app.stage_count(); ++number) {
        if (!model.time(app.name(), Stage::from_number(number), pu)) return false;
    }
    return true;
}

std::vector<PuName> able_pus(const RunPlan& plan, const apps::Application& app, const Fleet& fleet,
                             const device::Entry& entry) {
    std::optional<format::SocModel> model;
    if (entry.device.transport == format::Transport::emulated) {
        const auto file = fleet.registry().soc_model(entry);
        model = format::read_soc_model(system::read_file(file, most_input_bytes), file.string());
    }
    std::vector<PuName> able;
    for (const Pu& pu : plan.pus) {
        const bool can = model ? has_times(*model, app, pu.name) : plan.is_virtual || has_kernels(app, pu.name);
        if (can) able.push_back(pu.name);
    }
    return able;
}

void add_asked(std::vector<std::string>& arguments, const RunOptions& options, const execute::Subject& subject,
               std::uint64_t seed) {
    const auto add = [&](const char* flag, const std::optional<std::string>& value) {
        if (value) arguments.insert(arguments.end(), {flag, *value});
    };
    add("--device", subject.device.str());
    add("--app", subject.app.str());
    add("--seed", std::to_string(seed));
    if (subject.stages > 0) {  // of several applications the schedule says its sizes itself
        for (const auto& [name, value] : subject.params) add("--param", name + "=" + value);
    }
    add("--input", options.input);
    add("--weights", options.weights);
    add("--tasks", options.tasks);
    if (options.seconds) add("--seconds", std::to_string(parse_duration(*options.seconds, "--seconds").count()));
    add("--in-flight", options.in_flight);
    add("--verify", options.verify);
    const Seconds hangs = options.deadline ? parse_duration(*options.deadline, "--deadline") : Seconds(60);
    add("--timeout", std::to_string(std::min(hangs, Seconds(60)).count()));
}

}  // namespace

FoundSchedules find_schedules(const RunOptions& options, const store::Store& held, const store::Date& day) {
    const Backend guess = options.backend == "auto" ? Backend::vk : parse_backend(options.backend);
    const format::Lenient lenient = lenient_if(options.lenient);
    if (options.schedules) {
        FoundSchedules found = read_found(*options.schedules, guess, lenient);
        if (options.backend != "auto") found.backend = guess;
        return found;
    }
    const DeviceId device(options.device);
    const AppName app(options.app);
    const auto backends = [&](const store::Date& date) {
        std::vector<Backend> all = backends_held(held.layout(), date, device, app);
        if (options.backend != "auto") std::erase_if(all, [&](Backend each) { return each != guess; });
        return all;
    };
    const auto has = [&](const store::Date& date) { return !backends(date).empty(); };
    const store::Date date = held.date_to_read(
        has(day) ? std::optional(day) : std::nullopt, has,
        "schedules of " + printable(app.str()) + " on " + printable(device.str()) +
            (options.backend == "auto" ? "" : " for the backend " + options.backend),
        [&] {
            return "make them: runner schedule --device " + printable(device.str()) + " --app " + printable(app.str()) +
                   (options.backend == "auto" ? "" : " --backend " + options.backend) +
                   "; or give a file: --schedules FILE";
        });
    const Backend backend = choose_backend(backends(date), options.backend, date.str());
    FoundSchedules found = read_found(held.layout().schedules(date, device, app, backend), backend, lenient);
    found.date = date;
    return found;
}

void refuse_what_schedules_say(const RunOptions& options) {
    const auto refuse = [](bool given, const std::string& flag, const std::string& instead) {
        if (given) throw usage_error(flag + " is one application's", "of several at once " + instead);
    };
    refuse(options.in_flight.has_value(), "--in-flight", "the schedules say it");
    refuse(options.seconds.has_value(), "--seconds", "--tasks says how many rounds run");
    refuse(options.input || options.weights, "--input or --weights", "the schedules say the sizes");
}

namespace {

// In the sizes of --param, else of the schedules. Those of another application say nothing of this one's.
std::shared_ptr<const apps::Application> app_of(const AppName& name, const RunOptions& options,
                                                const format::ScheduleFile& schedules, std::uint64_t seed) {
    AppInputs inputs{params_about(name, {name}, options.params), seed, options.input, options.weights};
    const format::ScheduleRecord* first = schedules.pipelines.empty() ? nullptr : &schedules.pipelines.front();
    if (inputs.params.empty() && first && first->app.value_or(name) == name) {
        for (const auto& [param, value] : first->params.value_or(Params{})) {
            inputs.params.push_back(param + "=" + value);
        }
    }
    return make_app(name, inputs);
}

// How long this schedule may take before it counts as hanging: twenty times what was predicted; without a prediction a
// second for each task, which is fifty times the slowest that any phone of ours took.
Nanoseconds deadline_of(const std::optional<Milliseconds>& task, const RunOptions& options) {
    const auto whole = [](Seconds time) { return std::chrono::duration_cast<Nanoseconds>(time); };
    if (options.deadline) return whole(parse_duration(*options.deadline, "--deadline"));
    constexpr Seconds preparation{120};  // inputs, references, GPU pipelines
    if (options.seconds) return whole(preparation + 2 * parse_duration(*options.seconds, "--seconds"));
    const Seconds each = task ? 20 * Seconds(*task) : Seconds(1);
    const double tasks = options.tasks ? number_in<double>(*options.tasks).value_or(100) : 100;
    return whole(std::min(preparation + tasks * each, Seconds(86'400)));
}

PlannedSchedule planned(const format::ScheduleRecord& record, const RunOptions& options) {
    const format::ScheduleMetrics& metrics = record.metrics;
    return {.runnable = execute::as_runnable(record, deadline_of(metrics.latency, options)),
            .rank = record.rank,
            .control = execute::is_control(record) ? "control" : "",
            .what = to_string(record.chunks),
            .predicted = metrics.interval ? metrics.interval : metrics.max_time};
}

PlannedSchedule planned(const format::ConcurrentSchedule& schedule, const RunOptions& options) {
    std::optional<Milliseconds> makespan;
    if (schedule.predicted) makespan = schedule.predicted->makespan;
    const bool overlaps = schedule.in_flight > 1 && schedule.predicted;
    PlannedSchedule plan{.runnable = execute::as_runnable(schedule, deadline_of(makespan, options)),
                         .rank = schedule.origin.rank,
                         .control = {},
                         .what = format::in_words(schedule.chains),
                         .predicted = overlaps ? schedule.predicted->period : makespan};
    if (schedule.origin.rank) return plan;
    for (const std::string& rule : schedule.origin.baselines) plan.control += (plan.control.empty() ? "" : " ") + rule;
    return plan;
}

// A schedule of several applications says itself in which sizes they run; --param can only agree.
void check_sizes(const format::ConcurrentSchedule& schedule, const std::vector<AppName>& apps,
                 const RunOptions& options, std::uint64_t seed) {
    for (std::size_t c = 0; c < apps.size() && !options.params.empty(); ++c) {
        const Params asked = make_app(apps[c], {params_about(apps[c], apps, options.params), seed})->params();
        if (asked == schedule.chains[c].params) continue;
        throw data_error("schedule " + schedule.uid + " is for " + apps[c].str() + " with " +
                             printable(bt::to_string(schedule.chains[c].params), 200) + ", not " +
                             printable(bt::to_string(asked), 200),
                         "of several applications the schedules say the sizes: leave --param away");
    }
}

void plan_pipelines(RunPlan& plan, const AppName& name, const RunOptions& options, const FoundSchedules& found,
                    const std::vector<PuName>& pus, const Fleet& fleet, const device::Entry& entry,
                    std::uint64_t seed) {
    const auto app = app_of(name, options, found.content, seed);
    plan.subject.params = app->params();
    plan.subject.stages = app->stage_count();
    auto records = execute::choose(found.content, {options.count, options.uids}, plan.subject, pus);
    records = execute::with_controls(std::move(records), plan.subject, able_pus(plan, *app, fleet, entry));
    predict_controls(records, found, plan.subject, store::Store(fleet.layout().root()));
    plan.content = format::render(records);
    for (const format::ScheduleRecord& record : records) plan.schedules.push_back(planned(record, options));
}

void take_sizes(RunPlan& plan, const format::ConcurrentSchedule& schedule) {
    for (const format::ScheduledChain& chain : schedule.chains) {
        for (const auto& [name, value] : chain.params) plan.subject.params[chain.app.str() + ":" + name] = value;
    }
}

void plan_concurrent(RunPlan& plan, const std::vector<AppName>& apps, const RunOptions& options,
                     const FoundSchedules& found, const std::vector<PuName>& pus, std::uint64_t seed) {
    execute::ConcurrentSubject subject{plan.subject.device, plan.subject.backend, apps, {}};
    for (const AppName& app : apps) subject.stages.push_back(make_app(app, {.seed = seed})->stage_count());
    const auto schedules = execute::choose_concurrent(found.content, {options.count, options.uids}, subject, pus);
    plan.content = format::render(schedules);
    for (const format::ConcurrentSchedule& each : schedules) {
        check_sizes(each, apps, options, seed);
        plan.schedules.push_back(planned(each, options));
    }
    take_sizes(plan, schedules.front());
}

// Such programs have sizes, inputs and a duration of their own, and nobody compares what they compute.
void refuse_what_programs_say(const RunOptions& options) {
    refuse_what_schedules_say(options);
    const auto refuse = [](bool given, const std::string& flag) {
        if (given)
            throw usage_error(flag + " is for applications of this program", "their commands say it: apps/*.json");
    };
    refuse(options.tasks.has_value(), "--tasks");
    refuse(!options.params.empty(), "--param");
    refuse(options.verify == "all", "--verify all");
    refuse(options.overhead, "--overhead");
}

// Nothing, or why these programs cannot carry it out.
std::optional<std::string> unable(const format::ConcurrentSchedule& schedule, const ChosenApps& apps) {
    try {
        for (std::size_t c = 0; c < apps.programs.size(); ++c) {
            execute::program_of({apps.programs[c], schedule.chains[c]});
        }
    } catch (const Error& error) {
        return error.failed();
    }
    return std::nullopt;
}

std::vector<format::ConcurrentSchedule> those_with_programs(std::vector<format::ConcurrentSchedule> schedules,
                                                            const ChosenApps& apps, RunPlan& plan) {
    std::vector<format::ConcurrentSchedule> able;
    for (format::ConcurrentSchedule& each : schedules) {
        if (each.in_flight > 1) {
            throw data_error("schedule " + each.uid + " is for the period: programs begin their tasks by themselves",
                             "runner schedule --objective makespan or latency");
        }
        const auto why = unable(each, apps);
        if (why && each.origin.rank) throw data_error(each.uid + ": " + *why, advice_on_commands);
        if (why) {
            plan.left_out.push_back("left out: " + each.uid + " (" + each.origin.baselines.front() + "): " + *why);
        } else {
            able.push_back(std::move(each));
        }
    }
    return able;
}

void plan_programs(RunPlan& plan, const ChosenApps& apps, const RunOptions& options, const FoundSchedules& found,
                   const device::Entry& entry) {
    refuse_what_programs_say(options);
    if (entry.device.transport == format::Transport::emulated) {
        throw usage_error(apps.names.front().str() + " is somebody else's program: no model knows what it does",
                          "take a device that is a machine");
    }
    execute::ConcurrentSubject subject{plan.subject.device, plan.subject.backend, apps.names, {}};
    std::vector<PuName> pus;
    for (const format::ExternalApp& app : apps.programs) {
        if (app.backend != plan.subject.backend) {
            throw data_error("the file of " + app.app.str() + " is of backend " + std::string(to_string(app.backend)) +
                                 ", the schedules are of " + std::string(to_string(plan.subject.backend)),
                             "make its profile and its file of one backend");
        }
        subject.stages.push_back(app.stages);
        for (const format::ExternalCommand& command : app.commands) {
            pus.insert(pus.end(), command.pus.begin(), command.pus.end());
        }
    }
    const auto schedules = those_with_programs(
        execute::choose_concurrent(found.content, {options.count, options.uids}, subject, pus), apps, plan);
    plan.content = format::render(schedules);
    for (const format::ConcurrentSchedule& each : schedules) plan.schedules.push_back(planned(each, options));
    plan.programs = apps.programs;
    take_sizes(plan, schedules.front());
}

}  // namespace

RunPlan make_run_plan(const RunOptions& options, const ChosenApps& apps, const FoundSchedules& found,
                      RunConnection& connection, const Fleet& fleet, std::uint64_t seed) {
    const device::Entry& entry = connection.entry();
    RunPlan plan{{entry.device.id, AppName(options.app), found.backend, {}, 0}};
    if (!apps.programs.empty()) {
        plan_programs(plan, apps, options, found, entry);
        return plan;
    }
    const auto info =
        ask_agent(connection.device(), connection.deployment(), pu_arguments(options, found.backend, entry.device.pus));
    std::vector<PuName> names;
    for (const format::AgentPu& each : info.pus) {
        plan.pus.push_back(each.pu);
        names.push_back(each.pu.name);
    }
    plan.is_virtual = info.clock == "virtual";
    plan.arguments = pu_arguments(options, found.backend, plan.pus);
    if (apps.names.size() == 1) {
        plan_pipelines(plan, apps.names.front(), options, found, names, fleet, entry, seed);
    } else {
        plan_concurrent(plan, apps.names, options, found, names, seed);
    }
    add_asked(plan.arguments, options, plan.subject, seed);
    return plan;
}

std::string settings_of(const RunPlan& plan, const RunOptions& options, std::uint64_t) {
    std::string line = "runs " + std::to_string(options.runs);
    for (const format::ExternalApp& app : plan.programs) line += " " + sha256_hex(format::render(app)).substr(0, 16);
    for (const std::string& word : plan.arguments) line += " " + printable(word, 300);
    for (const PlannedSchedule& each : plan.schedules) line += " " + each.runnable.uid;
    return line;
}

}  // namespace bt::cli
