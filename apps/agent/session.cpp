#include "agent/session.hpp"

#include <exception>
#include <thread>

#include "agent/gpus.hpp"
#include "agent/output.hpp"
#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

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
    return {{"--app", Takes::one, "NAME", "the application (run: or several at once, A+B)"},
            {"--backend", Takes::one, "auto|cpu|vk|cu",
             "the accelerator that may be used (auto: the first there is of cu, vk)"},
            {"--pus", Takes::list, "little=0-3,...", "PUs and their cores, instead of those found"},
            {"--device", Takes::one, "ID", "what logs call this device (local)"},
            {"--param", Takes::list, "NAME=VALUE", "sizes of the application (of several: APP:NAME=VALUE)"},
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

Session::Session(const Arguments& arguments, Apps how_many)
    : model_(read_soc(arguments)),
      device_(arguments.text("--device").value_or(model_ ? "emulated-" + model_->name : "local")),
      device_was_named_(arguments.has("--device")),
      choice_(arguments, how_many),
      app_(choice_.names().size() > 1 ? nullptr : choice_.make(choice_.names()[0], choice_.params(choice_.names()[0]))),
      processors_(model_ ? choose_model_processors(arguments, *model_, choice_.names())
                         : choose_processors(arguments, machine_)) {
    for (const std::string& text : processors_.notes) note(text);
    if (model_) {
        emulation_ = std::make_unique<Emulation>(*model_, choice_.names(), processors_.pus);
        if (app_) emulation_->check(*app_);
        return;
    }
    open_engines(arguments);
    check_pinning();
}

std::unique_ptr<apps::Application> Session::make_app(const AppName& app, const Params& params,
                                                     std::size_t chain) const {
    std::unique_ptr<apps::Application> made = choice_.make(app, params, chain);
    if (emulation_) emulation_->check(*made);
    return made;
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
    return driver(process, choice_.names(), std::move(options));
}

std::unique_ptr<apps::Driver> Session::driver(const std::string& process, std::span<const AppName> chains,
                                              apps::ThreadOptions options) {
    if (emulation_) return emulation_->driver({*model_, seed(), process}, chains);
    return std::make_unique<apps::ThreadDriver>(engines(), std::move(options));
}

std::unique_ptr<apps::CellMeasure> Session::cells(const std::string& process, const apps::SamplingRules& rules) {
    if (emulation_) return emulation_->cells({*model_, seed(), process}, app_->name(), rules);
    return std::make_unique<MachineCells>(*this, rules);
}

std::unique_ptr<DeviceLock> Session::lock(const std::string& command) const {
    return model_ ? nullptr : std::make_unique<DeviceLock>(command + " --app " + choice_.text());
}

void Session::open_engines(const Arguments& arguments) {
    for (const Pu& pu : processors_.pus) {
        if (class_of(pu.name) == PuClass::gpu) {
            accelerator_ = open_gpu(pu.name, count_software(arguments));
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
