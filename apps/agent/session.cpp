#include "agent/session.hpp"

#include <algorithm>
#include <exception>
#include <thread>

#include "agent/fault_injection.hpp"
#include "agent/gpus.hpp"
#include "agent/output.hpp"
#include "bt/core/error.hpp"
#include "bt/core/params.hpp"
#include "runtime/affinity.hpp"

namespace bt::agent {
namespace {

CountSoftware software(const Arguments& arguments) {
    return arguments.has("--software-gpu") ? CountSoftware::yes : CountSoftware::no;
}

std::unique_ptr<apps::Application> make_app(const Arguments& arguments, std::uint64_t seed) {
    const auto name = arguments.text("--app");
    if (!name) throw usage_error("--app is missing", "bt-agent info lists the applications");
    apps::AppOptions options{.seed = seed, .input = arguments.text("--input"), .weights = arguments.text("--weights")};
    for (const std::string& text : arguments.list("--param")) {
        const auto [param, value] = parse_param(text);
        if (!options.params.emplace(param, value).second) throw usage_error("--param " + param + " stands twice");
    }
    return with_injected_fault(apps::make_application(AppName(*name), options));
}

std::optional<PuName> accelerator(const std::optional<Backend>& backend, const std::vector<Pu>& named,
                                  CountSoftware count_software) {
    if (backend) return *backend == Backend::cpu ? std::nullopt : std::optional(accelerator_of(*backend));
    for (const Backend candidate : {Backend::cu, Backend::vk}) {
        const PuName pu = accelerator_of(candidate);
        const bool listed = std::any_of(named.begin(), named.end(), [&](const Pu& other) { return other.name == pu; });
        if (named.empty() ? has_gpu(pu, count_software) : listed) return pu;
    }
    return std::nullopt;
}

std::vector<Pu> from_list(const std::vector<Pu>& named, const std::optional<PuName>& gpu) {
    std::vector<Pu> pus;
    for (const Pu& pu : named) {
        if (class_of(pu.name) != PuClass::gpu || pu.name == gpu) pus.push_back(pu);
    }
    if (gpu && std::none_of(pus.begin(), pus.end(), [&](const Pu& pu) { return pu.name == *gpu; })) {
        pus.push_back({*gpu, {}});
    }
    return pus;
}

apps::Discovery discover(const apps::Machine& machine, bool gpu) {
    const std::vector<int> allowed = apps::allowed_cores();
    apps::Discovery found = apps::cpu_pus(machine.cores(allowed), gpu);
    const std::size_t present = machine.present_cores().size();
    if (present > allowed.size()) {
        found.notes.push_back("this process may use " + std::to_string(allowed.size()) + " of " +
                              std::to_string(present) + " cores (cpuset or affinity)");
    }
    return found;
}

// An object for each PU, all with the same input: a PU must not look slow for having got the harder cloud.
class MachineCells : public apps::CellMeasure {
public:
    MachineCells(Session& session, const apps::SamplingRules& rules)
        : pool_(session.app(), session.memory(), 1), cells_(session.engines(), objects(session.pus().size()), rules) {}

    bool can_measure(const apps::BenchTarget& target) const override { return cells_.can_measure(target); }
    apps::CellSamples measure(const apps::BenchTarget& target) override { return cells_.measure(target); }

private:
    std::vector<apps::TaskObject*> objects(std::size_t count) {
        std::vector<apps::TaskObject*> made;
        for (std::size_t i = 0; i < count; ++i) made.push_back(&pool_.object(i));
        return made;
    }

    apps::ObjectPool pool_;
    apps::ThreadCellMeasure cells_;
};

}  // namespace

std::vector<Flag> common_flags() {
    return {{"--app", Takes::one, "NAME", "the application"},
            {"--backend", Takes::one, "auto|cpu|vk|cu",
             "the accelerator that may be used (auto: the first there is of cu, vk)"},
            {"--pus", Takes::list, "little=0-3,...", "PUs and their cores, instead of those found"},
            {"--device", Takes::one, "ID", "what logs call this device (local)"},
            {"--param", Takes::list, "NAME=VALUE", "sizes of the application"},
            {"--input", Takes::one, "PATH", "real inputs instead of seeded ones"},
            {"--weights", Takes::one, "PATH", "real weights instead of seeded ones"},
            {"--seed", Takes::one, "N", "of inputs, weights and the order of cells (1)"},
            {"--soc", Takes::one, "FILE", "a model of a machine, in virtual time (BT_SOC)"},
            {"--software-gpu", Takes::nothing, "", "count a Vulkan driver that runs on the CPU"},
            {"--help", Takes::nothing, "", "this text"}};
}

std::vector<Flag> with_common(std::initializer_list<Flag> own) {
    std::vector<Flag> flags(own);
    const std::vector<Flag> common = common_flags();
    flags.insert(flags.end(), common.begin(), common.end());
    return flags;
}

Processors choose_processors(const Arguments& arguments, const apps::Machine& machine) {
    const std::string choice = arguments.text("--backend").value_or("auto");
    const std::optional<Backend> backend = choice == "auto" ? std::nullopt : std::optional(parse_backend(choice));
    std::vector<Pu> named;
    if (arguments.has("--pus")) {
        std::string list;
        for (const std::string& item : arguments.list("--pus")) list += (list.empty() ? "" : ",") + item;
        named = apps::parse_pus(list);
    }
    const std::optional<PuName> gpu = accelerator(backend, named, software(arguments));
    Processors chosen;
    if (gpu) chosen.backend = gpu->str() == "cuda" ? Backend::cu : Backend::vk;
    if (!named.empty()) {
        chosen.pus = from_list(named, gpu);
        return chosen;
    }
    apps::Discovery found = discover(machine, gpu.has_value());
    chosen.pus = std::move(found.pus);
    chosen.notes = std::move(found.notes);
    if (gpu) chosen.pus.push_back({*gpu, {}});
    return chosen;
}

Session::Session(const Arguments& arguments)
    : model_(read_soc(arguments)),
      device_(arguments.text("--device").value_or(model_ ? "emulated-" + model_->name : "local")),
      device_was_named_(arguments.has("--device")),
      seed_(static_cast<std::uint64_t>(arguments.number("--seed", 0, INT64_MAX).value_or(1))),
      app_(make_app(arguments, seed_)),
      processors_(model_ ? choose_model_processors(arguments, *model_, app_->name())
                         : choose_processors(arguments, machine_)) {
    for (const std::string& text : processors_.notes) note(text);
    if (model_) {
        emulation_ = std::make_unique<Emulation>(*model_, *app_, processors_.pus);
        return;
    }
    open_engines(arguments);
    check_pinning();
}

std::vector<PuName> Session::pu_names() const {
    std::vector<PuName> names;
    for (const Pu& pu : processors_.pus) names.push_back(pu.name);
    return names;
}

std::vector<apps::Engine*> Session::engines() const {
    if (emulation_) return emulation_->engines();
    std::vector<apps::Engine*> borrowed;
    for (const auto& engine : engines_) borrowed.push_back(engine ? engine.get() : accelerator_->engine);
    return borrowed;
}

std::optional<double> Session::clock_mhz(const PuName& name) const {
    if (model_) return std::nullopt;
    for (const Pu& pu : processors_.pus) {
        if (pu.name == name) return machine_.clock_mhz(pu.cores);
    }
    return std::nullopt;
}

std::optional<double> Session::temperature_c() const { return model_ ? std::nullopt : machine_.temperature_c(); }

format::LogClock Session::clock() const {
    return model_ ? format::LogClock::virtual_time : format::LogClock::monotonic;
}

std::unique_ptr<apps::Driver> Session::driver(const std::string& process, apps::ThreadOptions options) {
    if (emulation_) return emulation_->driver({*model_, seed_, process});
    return std::make_unique<apps::ThreadDriver>(engines(), std::move(options));
}

std::unique_ptr<apps::CellMeasure> Session::cells(const std::string& process, const apps::SamplingRules& rules) {
    if (emulation_) return emulation_->cells({*model_, seed_, process}, rules);
    return std::make_unique<MachineCells>(*this, rules);
}

std::unique_ptr<DeviceLock> Session::lock(const std::string& command) const {
    return model_ ? nullptr : std::make_unique<DeviceLock>(command + " --app " + app_->name().str());
}

void Session::open_engines(const Arguments& arguments) {
    for (const Pu& pu : processors_.pus) {
        if (class_of(pu.name) == PuClass::gpu) {
            accelerator_ = open_gpu(pu.name, software(arguments));
            memory_ = accelerator_->memory;
            engines_.push_back(nullptr);
        } else if (pu.cores.empty()) {
            throw device_error("PU " + pu.name.str() + ": this bt-agent was built without it",
                               "bt-agent info lists what it has");
        } else {
            engines_.push_back(std::make_unique<apps::CpuEngine>(pu));
        }
    }
}

// Before anything is measured or printed: on a thread of its own, because it stays pinned.
void Session::check_pinning() const {
    for (apps::Engine* engine : engines()) {
        std::exception_ptr failure;
        std::thread thread([&] {
            try {
                engine->enter();
            } catch (...) {
                failure = std::current_exception();
            }
        });
        thread.join();
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace bt::agent
