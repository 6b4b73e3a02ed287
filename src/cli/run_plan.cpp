#include "cli/run_plan.hpp"

#include <algorithm>
#include <charconv>

#include "bt/core/suggest.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/duration.hpp"
#include "cli/left_out.hpp"
#include "runtime/application.hpp"
#include "runtime/machine.hpp"

namespace bt::cli {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20U;

FoundSchedules read_found(std::filesystem::path file, Backend backend, format::Lenient lenient) {
    const std::string text = system::read_file(file, most_bytes);
    auto content = format::read_schedules(text, file.string(), {.lenient = lenient, .backend = backend});
    for (const format::ScheduleRecord& record : content.pipelines) {
        if (record.backend) backend = *record.backend;
    }
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
        model = format::read_soc_model(system::read_file(file, most_bytes), file.string());
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
    for (const auto& [name, value] : subject.params) add("--param", name + "=" + value);
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

FoundSchedules find_schedules(const RunOptions& options, const store::Store& held, const Globals& globals) {
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
    const auto asked = globals.date ? std::optional(store::parse_date(*globals.date)) : std::nullopt;
    const store::Date date =
        held.date_to_read(asked && has(*asked) ? asked : std::nullopt, has,
                          "schedules of " + printable(app.str()) + " on " + printable(device.str()) +
                              (options.backend == "auto" ? "" : " for the backend " + options.backend),
                          "make them: runner schedule --device " + printable(device.str()) + " --app " +
                              printable(app.str()) + "; or give a file: --schedules FILE");
    const Backend backend = choose_backend(backends(date), options.backend, date.str());
    return read_found(held.layout().schedules(date, device, app, backend), backend, lenient);
}

std::unique_ptr<apps::Application> make_run_app(const RunOptions& options, const format::ScheduleFile& schedules,
                                                std::uint64_t seed) {
    std::vector<std::string> names;
    for (const apps::AppEntry& entry : apps::catalogue()) names.push_back(entry.name);
    if (std::find(names.begin(), names.end(), options.app) == names.end()) {
        throw usage_error("unknown application '" + printable(options.app) + "'", did_you_mean(options.app, names));
    }
    apps::AppOptions given{.params = {}, .seed = seed, .input = options.input, .weights = options.weights};
    for (const std::string& param : options.params) given.params.insert(parse_param(param));
    // Without --param the sizes are those that the schedules were computed for.
    if (options.params.empty() && !schedules.pipelines.empty()) {
        given.params = schedules.pipelines.front().params.value_or(Params{});
    }
    return apps::make_application(AppName(options.app), given);
}

RunPlan make_run_plan(const RunOptions& options, const FoundSchedules& found, const apps::Application& app,
                      RunConnection& connection, const Fleet& fleet, std::uint64_t seed) {
    RunPlan plan{
        {connection.entry().device.id, app.name(), found.backend, app.params(), app.stage_count()}, {}, false, {}, {}};
    const auto info = ask_agent(connection.device(), connection.deployment(),
                                pu_arguments(options, found.backend, connection.entry().device.pus));
    std::vector<PuName> names;
    for (const format::AgentPu& each : info.pus) {
        plan.pus.push_back(each.pu);
        names.push_back(each.pu.name);
    }
    plan.is_virtual = info.clock == "virtual";
    auto chosen = execute::choose(found.content, {options.count, options.uids}, plan.subject, names);
    plan.schedules =
        execute::with_controls(std::move(chosen), plan.subject, able_pus(plan, app, fleet, connection.entry()));
    plan.arguments = pu_arguments(options, found.backend, plan.pus);
    add_asked(plan.arguments, options, plan.subject, seed);
    return plan;
}

Nanoseconds deadline_of(const format::ScheduleRecord& record, const RunOptions& options) {
    const auto whole = [](Seconds time) { return std::chrono::duration_cast<Nanoseconds>(time); };
    if (options.deadline) return whole(parse_duration(*options.deadline, "--deadline"));
    constexpr Seconds preparation{120};  // inputs, references, GPU pipelines
    if (options.seconds) return whole(preparation + 2 * parse_duration(*options.seconds, "--seconds"));
    // Twenty times what was predicted; without a prediction a second for each task, which is fifty times the slowest
    // that any phone of ours took.
    const Seconds task = record.metrics.latency ? 20 * Seconds(*record.metrics.latency) : Seconds(1);
    double tasks = 100;
    if (options.tasks) std::from_chars(options.tasks->data(), options.tasks->data() + options.tasks->size(), tasks);
    return whole(std::min(preparation + tasks * task, Seconds(86'400)));
}

std::string settings_of(const RunPlan& plan, const RunOptions& options, std::uint64_t) {
    std::string line = "runs " + std::to_string(options.runs);
    for (const std::string& word : plan.arguments) line += " " + printable(word, 300);
    for (const format::ScheduleRecord& record : plan.schedules) line += " " + record.uid;
    return line;
}

}  // namespace bt::cli
