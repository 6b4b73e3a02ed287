#include "agent/emulation.hpp"

#include <algorithm>
#include <cstdlib>

#include "agent/text_file.hpp"
#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "runtime/affinity.hpp"
#include "runtime/machine.hpp"

namespace bt::agent {
namespace {

std::vector<PuName> names_of(const std::vector<Pu>& pus) {
    std::vector<PuName> names;
    for (const Pu& pu : pus) names.push_back(pu.name);
    return names;
}

bool contains(const std::vector<PuName>& names, const PuName& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Pu> all_pus(const format::SocModel& model) {
    std::vector<Pu> pus;
    for (const format::SocPu& pu : model.pus) pus.push_back(pu.pu);
    return pus;
}

// Those that --pus names, or all. A cluster with other cores would be another one.
std::vector<PuName> named_pus(const Arguments& arguments, const format::SocModel& model) {
    const std::vector<Pu> all = all_pus(model);
    if (!arguments.has("--pus")) return names_of(all);
    std::string list;
    for (const std::string& item : arguments.list("--pus")) list += (list.empty() ? "" : ",") + item;
    const std::vector<Pu> named = apps::parse_pus(list);
    for (const Pu& pu : named) {
        if (std::find(all.begin(), all.end(), pu) != all.end()) continue;
        throw usage_error("--pus: the SoC model '" + model.name + "' has no " + apps::to_string(std::span(&pu, 1)),
                          "it has " + apps::to_string(all));
    }
    return names_of(named);
}

// Its own of cuda and vulkan, as --backend asks.
std::optional<PuName> accelerator(const Arguments& arguments, const format::SocModel& model,
                                  const std::vector<PuName>& named) {
    const std::string choice = arguments.text("--backend").value_or("auto");
    if (choice == "auto") {
        for (const Backend backend : {Backend::cu, Backend::vk}) {
            if (contains(named, accelerator_of(backend))) return accelerator_of(backend);
        }
        return std::nullopt;
    }
    const Backend backend = parse_backend(choice);
    if (backend == Backend::cpu) return std::nullopt;
    const std::vector<Pu> all = all_pus(model);
    if (contains(names_of(all), accelerator_of(backend))) return accelerator_of(backend);
    throw device_error(
        "--backend " + choice + ": the SoC model '" + model.name + "' has no " + accelerator_of(backend).str(),
        "it has " + apps::to_string(all));
}

}  // namespace

std::optional<format::SocModel> read_soc(const Arguments& arguments) {
    std::string file = arguments.text("--soc").value_or("");
    const char* variable = std::getenv("BT_SOC");
    if (!arguments.has("--soc") && variable != nullptr) file = variable;
    if (file.empty() && !arguments.has("--soc")) return std::nullopt;
    return format::read_soc_model(read_text_file(file), printable(file, 200));
}

Processors choose_model_processors(const Arguments& arguments, const format::SocModel& model,
                                   const std::optional<AppName>& app) {
    const std::vector<PuName> named = named_pus(arguments, model);
    const std::optional<PuName> gpu = accelerator(arguments, model, named);
    const std::vector<PuName> able = app ? soc::able_pus(model, *app) : names_of(all_pus(model));
    Processors chosen;
    if (gpu) chosen.backend = gpu->str() == "cuda" ? Backend::cu : Backend::vk;
    for (const Pu& pu : all_pus(model)) {
        const bool wanted = class_of(pu.name) == PuClass::gpu ? pu.name == gpu : contains(named, pu.name);
        if (!wanted) continue;
        if (contains(able, pu.name)) {
            chosen.pus.push_back(pu);
        } else {
            chosen.notes.push_back("PU " + pu.name.str() + " can run no stage of " + app->str() + ": left out");
        }
    }
    if (chosen.pus.empty()) {
        throw usage_error("no PU of the SoC model '" + model.name + "' is left to work with",
                          "it has " + apps::to_string(all_pus(model)));
    }
    return chosen;
}

Emulation::Emulation(const format::SocModel& model, const apps::Application& app, const std::vector<Pu>& pus)
    : names_(names_of(pus)),
      timing_(model, app.name(), names_),
      team_(std::max(1, static_cast<int>(apps::allowed_cores().size()))) {
    if (timing_.stage_count() != app.stage_count()) {
        throw data_error("the SoC model '" + model.name + "' has " + std::to_string(timing_.stage_count()) +
                             " stages of " + app.name().str() + ", the application has " +
                             std::to_string(app.stage_count()),
                         "give its apps." + app.name().str() + ".stages one entry for each stage");
    }
    for (std::size_t i = 0; i < pus.size(); ++i) {
        engines_.push_back(std::make_unique<soc::ModelEngine>(pus[i], i, timing_, team_));
    }
}

std::vector<apps::Engine*> Emulation::engines() const {
    std::vector<apps::Engine*> borrowed;
    for (const auto& engine : engines_) borrowed.push_back(engine.get());
    return borrowed;
}

std::unique_ptr<apps::Driver> Emulation::driver(soc::NoiseSource noise) const {
    return std::make_unique<soc::VirtualDriver>(std::vector{&timing_}, engines(), std::move(noise));
}

std::unique_ptr<apps::CellMeasure> Emulation::cells(soc::NoiseSource noise, const apps::SamplingRules& rules) const {
    return std::make_unique<soc::VirtualCellMeasure>(timing_, names_, std::move(noise), rules);
}

}  // namespace bt::agent
