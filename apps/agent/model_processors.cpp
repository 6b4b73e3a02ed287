#include <algorithm>

#include "agent/processors.hpp"
#include "bt/core/error.hpp"
#include "soc/timing.hpp"

namespace bt::agent {
namespace {

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
    if (!arguments.has("--pus")) return apps::names_of(all);
    std::string list;
    for (const std::string& item : arguments.list("--pus")) list += (list.empty() ? "" : ",") + item;
    const std::vector<Pu> named = apps::parse_pus(list);
    for (const Pu& pu : named) {
        if (std::find(all.begin(), all.end(), pu) != all.end()) continue;
        throw usage_error("--pus: the SoC model '" + model.name + "' has no " + apps::to_string(std::span(&pu, 1)),
                          "it has " + apps::to_string(all));
    }
    return apps::names_of(named);
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
    if (contains(apps::names_of(all), accelerator_of(backend))) return accelerator_of(backend);
    throw device_error(
        "--backend " + choice + ": the SoC model '" + model.name + "' has no " + accelerator_of(backend).str(),
        "it has " + apps::to_string(all));
}

// Of one application or more; of none: all.
std::vector<PuName> able_pus(const format::SocModel& model, std::span<const AppName> apps) {
    if (apps.empty()) return apps::names_of(all_pus(model));
    std::vector<PuName> able;
    for (const AppName& app : apps) {
        const std::vector<PuName> of_app = soc::able_pus(model, app);
        able.insert(able.end(), of_app.begin(), of_app.end());
    }
    return able;
}

std::string joined(std::span<const AppName> apps) {
    std::string text;
    for (const AppName& app : apps) text += (text.empty() ? "" : "+") + app.str();
    return text;
}

}  // namespace

Processors choose_model_processors(const Arguments& arguments, const format::SocModel& model,
                                   std::span<const AppName> apps) {
    const std::vector<PuName> named = named_pus(arguments, model);
    const std::optional<PuName> gpu = accelerator(arguments, model, named);
    const std::vector<PuName> able = able_pus(model, apps);
    Processors chosen;
    if (gpu) chosen.backend = gpu->str() == "cuda" ? Backend::cu : Backend::vk;
    for (const Pu& pu : all_pus(model)) {
        const bool wanted = class_of(pu.name) == PuClass::gpu ? pu.name == gpu : contains(named, pu.name);
        if (!wanted) continue;
        if (contains(able, pu.name)) {
            chosen.pus.push_back(pu);
        } else {
            chosen.notes.push_back("PU " + pu.name.str() + " can run no stage of " + joined(apps) + ": left out");
        }
    }
    if (chosen.pus.empty()) {
        throw usage_error("no PU of the SoC model '" + model.name + "' is left to work with",
                          "it has " + apps::to_string(all_pus(model)));
    }
    return chosen;
}

}  // namespace bt::agent
