#include "cli/benchmark_plan.hpp"

#include <algorithm>
#include <set>

#include "bt/core/pu.hpp"
#include "bt/core/suggest.hpp"
#include "bt/device/failure.hpp"
#include "bt/device/standing.hpp"
#include "cli/duration.hpp"
#include "cli/terminal.hpp"
#include "runtime/application.hpp"
#include "runtime/bench_plan.hpp"
#include "runtime/machine.hpp"

namespace bt::cli {
namespace {

constexpr const char* software_gpu = "--software-gpu";

bool can_run(const apps::Application& app, const StageRange& stages, const PuName& pu) {
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        if (pu.str() == "vulkan" && app.vulkan(stage).empty()) return false;
        if (pu.str() == "cuda" && !app.has_cuda(stage)) return false;
    }
    return true;
}

std::vector<profile::CellName> order_of(const DevicePlan& plan, std::uint64_t seed) {
    std::vector<profile::CellName> order;
    for (const apps::BenchTarget& target : apps::bench_targets(plan.stages, plan.sets, seed)) {
        if (plan.is_virtual() || can_run(*plan.app, target.stages, target.pu)) {
            order.push_back({target.stages, target.pu, target.set});
        }
    }
    return order;
}

// What every question to the agent says: which device, application and PUs.
std::vector<std::string> common_arguments(const device::Entry& entry, const BenchmarkOptions& options,
                                          const std::string& backend) {
    std::vector<std::string> arguments{"--device", entry.device.id.str(), "--app", options.app, "--backend", backend};
    if (options.software_gpu) arguments.emplace_back(software_gpu);
    return arguments;
}

std::vector<Pu> pus_of(const format::AgentInfo& info) {
    std::vector<Pu> pus;
    for (const format::AgentPu& each : info.pus) pus.push_back(each.pu);
    return pus;
}

// Names choose among the device's PUs; with cores ("big=4-7") they are the PUs.
std::vector<Pu> chosen_pus(const std::vector<std::string>& asked, const std::vector<Pu>& present,
                           const DeviceId& device) {
    std::string joined;
    for (const std::string& item : asked) joined += (joined.empty() ? "" : ",") + item;
    if (joined.find('=') != std::string::npos) return apps::parse_pus(joined);
    std::set<std::string> wanted(asked.begin(), asked.end());
    std::vector<Pu> chosen;
    std::vector<std::string> names;
    for (const Pu& pu : present) {
        names.push_back(pu.name.str());
        if (wanted.erase(pu.name.str()) > 0) chosen.push_back(pu);
    }
    if (wanted.empty()) return chosen;
    throw usage_error("--pus: device '" + printable(device.str()) + "' has no PU '" + printable(*wanted.begin()) + "'",
                      did_you_mean(*wanted.begin(), names));
}

// Those of the device that --pus does not name; the log names them, so that nobody takes them for absent.
std::vector<std::string> left_out_flags(const std::vector<Pu>& present, const std::vector<PuName>& chosen) {
    std::string left_out;
    for (const Pu& pu : present) {
        if (std::find(chosen.begin(), chosen.end(), pu.name) != chosen.end()) continue;
        left_out += (left_out.empty() ? "" : ",") + pu.name.str();
    }
    return left_out.empty() ? std::vector<std::string>() : std::vector<std::string>{"--left-out", left_out};
}

std::vector<std::string> agent_flags(const BenchmarkOptions& options, std::uint64_t seed) {
    std::vector<std::string> flags{"--seed", std::to_string(seed)};
    for (const std::string& param : options.params) flags.insert(flags.end(), {"--param", param});
    if (options.input) flags.insert(flags.end(), {"--input", *options.input});
    if (options.weights) flags.insert(flags.end(), {"--weights", *options.weights});
    for (const std::string& stage : options.stages) flags.insert(flags.end(), {"--stages", stage});
    for (const std::string& condition : options.conditions) flags.insert(flags.end(), {"--conditions", condition});
    return flags;
}

// The device's file may know its PUs, cores and all; else the agent finds them.
format::AgentInfo ask_once(DevicePlan& plan, const BenchmarkOptions& options) {
    auto arguments = common_arguments(plan.entry, options, options.backend);
    const std::string own = apps::to_string(plan.entry.device.pus);
    if (!own.empty()) arguments.insert(arguments.end(), {"--pus", own});
    return ask_agent(plan.connection->device(), plan.connection->deployment(), arguments);
}

// A device that was there a moment ago is waited for, as in the campaign itself.
format::AgentInfo ask(DevicePlan& plan, const BenchmarkOptions& options) {
    try {
        return ask_once(plan, options);
    } catch (const device::Failure& failure) {
        if (!device::may_come_back(failure.fault())) throw;
        plan.connection->reconnect(failure);
        return ask_once(plan, options);
    }
}

}  // namespace

std::size_t DevicePlan::cells() const {
    std::size_t count = 0;
    for (const auto& order : orders) count += order.size();
    return count;
}

LiveConnection::LiveConnection(const Fleet& fleet, device::Entry entry, Seconds patience, Terminal& terminal)
    : fleet_(fleet), entry_(std::move(entry)), terminal_(terminal), lost_(patience, fleet.stop(), terminal) {
    open();
}

void LiveConnection::open() {
    device_.reset();
    device_ = fleet_.registry().open(entry_);
    deployment_ = deploy(*device_, fleet_.agents());
}

void LiveConnection::reconnect(const device::Failure& why) {
    lost_.wait(why, [this] {
        open();
        if (clocks_) fix_clocks();
    });
    terminal_.note("device " + printable(entry_.device.id.str()) + " is back; going on");
}

void LiveConnection::fix_clocks() {
    clocks_.reset();
    clocks_ = std::make_unique<profile::FixedClocks>(fleet_.registry().open(entry_));
    for (const std::string& each : clocks_->set()) terminal_.note("clocks: " + each);
}

void LiveConnection::release_clocks() {
    if (!clocks_) return;
    for (const std::string& each : clocks_->put_back()) terminal_.note("clocks put back: " + each);
    clocks_.reset();
}

void complete_plan(DevicePlan& plan, const DevicePlan* of_same_device, const Fleet& fleet,
                   const Invocation& invocation) {
    const device::Entry& entry = plan.entry;
    const BenchmarkOptions& options = plan.options;
    if (of_same_device) {
        plan.lock = of_same_device->lock;
        plan.connection = of_same_device->connection;
    } else {
        if (!options.dry_run) plan.lock = std::make_shared<system::FileLock>(system::lock_device(entry.device.id));
        plan.connection = std::make_shared<LiveConnection>(
            fleet, entry, parse_duration(options.patience, "--reconnect"), invocation.terminal);
        for (const std::string& note : plan.connection->deployment().notes) invocation.terminal.note(note);
    }
    plan.info = ask(plan, options);
    if (!of_same_device) {
        for (const std::string& note : plan.info.notes) invocation.terminal.note(printable(note, 300));
    }
    const std::vector<Pu> present = pus_of(plan.info);
    const std::vector<Pu> pus = options.pus.empty() ? present : chosen_pus(options.pus, present, entry.device.id);
    const std::vector<PuName> names = apps::names_of(pus);
    if (plan.info.backend != Backend::cpu &&
        std::find(names.begin(), names.end(), accelerator_of(plan.info.backend)) == names.end()) {
        plan.info.backend = Backend::cpu;  // left out by --pus
    }
    std::string stages;
    for (const std::string& item : options.stages) stages += (stages.empty() ? "" : ",") + item;
    plan.stages = apps::parse_stages(stages, plan.app->stage_count());
    plan.sets = apps::sets_of(options.conditions, names);
    plan.arguments = common_arguments(entry, options, std::string(to_string(plan.info.backend)));
    plan.arguments.insert(plan.arguments.end(), {"--pus", apps::to_string(pus)});
    for (const auto& flags : {left_out_flags(present, names), agent_flags(options, invocation.globals.seed)}) {
        plan.arguments.insert(plan.arguments.end(), flags.begin(), flags.end());
    }
    if (options.cooldown && *options.cooldown != "auto" && !plan.is_virtual()) {
        plan.pause = parse_duration(*options.cooldown, "--cooldown");
    }
    for (std::uint64_t repeat = 0; repeat < options.repeat; ++repeat) {
        plan.orders.push_back(order_of(plan, invocation.globals.seed + repeat));
    }
}

std::vector<device::Entry> choose_devices(const BenchmarkOptions& options, const Fleet& fleet, Terminal& terminal) {
    std::vector<device::Entry> entries;
    ids_of(options.devices);  // each once
    for (const std::string& id : options.devices) entries.push_back(fleet.registry().resolve(id, options.adb_host));
    if (!options.devices.empty()) return entries;
    device::LookOptions look{.patience = std::chrono::seconds(5)};
    if (!options.adb_host.empty()) look.adb_hosts = {options.adb_host};
    const device::Overview seen_now = look_at_all(fleet.registry(), look);
    if (!seen_now.unasked.empty()) throw seen_now.unasked.front();
    for (const device::Standing& each : seen_now.devices) {
        const bool phone = each.entry.device.transport == format::Transport::adb;
        if (each.entry.device.by_default == format::ByDefault::yes || (phone && each.ready())) {
            entries.push_back(each.entry);
        } else if (phone && each.state != "absent" && each.state != "program missing") {
            terminal.warn("device " + printable(each.entry.device.id.str()) + " is left out: " + each.why +
                          (each.advice.empty() ? "" : " (" + each.advice + ")"));
        }
    }
    if (!entries.empty()) return entries;
    throw device_error("no device: no phone is connected, and no device file says \"default\": true",
                       "name one: --device local; runner devices lists them");
}

namespace {

// What a plan takes besides its cells: a process for each repeat, and pauses between them.
Seconds besides_cells(const DevicePlan& plan) {
    constexpr Seconds process{0.5}, virtual_process{0.05};
    const auto repeats = static_cast<double>(plan.orders.size());
    return (plan.is_virtual() ? virtual_process : process) * repeats + plan.pause * (repeats - 1);
}

}  // namespace

Seconds time_of_a_cell(const BenchmarkOptions& options, const std::vector<DevicePlan>& plans) {
    const Seconds asked = parse_duration(options.seconds, "--seconds");
    if (!options.budget) return asked;
    std::size_t cells = 0;
    Seconds besides{0};
    for (const DevicePlan& plan : plans) {
        cells += plan.cells();
        besides += besides_cells(plan);
    }
    constexpr Seconds least{0.02};
    const Seconds share = (parse_duration(*options.budget, "--budget") - besides) / static_cast<double>(cells);
    if (share < least) {
        throw usage_error("--budget " + *options.budget + " is too little: " + std::to_string(cells) + " cells need " +
                              to_text(least * static_cast<double>(cells) + besides) + " at least",
                          "fewer repeats, conditions or stages, or a larger budget");
    }
    return std::min(asked, share);
}

Seconds longest(const DevicePlan& plan, Seconds cell) {
    constexpr Seconds virtual_cell{0.0005};  // of arithmetic
    return (plan.is_virtual() ? virtual_cell : cell) * static_cast<double>(plan.cells()) + besides_cells(plan);
}

}  // namespace bt::cli
