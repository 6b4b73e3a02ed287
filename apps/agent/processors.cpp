#include "agent/processors.hpp"

#include <algorithm>

#include "agent/gpus.hpp"
#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"

namespace bt::agent {
namespace {

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

}  // namespace

std::vector<PuName> Processors::names() const { return apps::names_of(pus); }

Processors choose_processors(const Arguments& arguments, const apps::Machine& machine) {
    const std::string choice = arguments.text("--backend").value_or("auto");
    std::optional<Backend> backend;
    if (choice != "auto") backend = parse_backend(choice);
    std::vector<Pu> named;
    if (arguments.has("--pus")) {
        std::string list;
        for (const std::string& item : arguments.list("--pus")) list += (list.empty() ? "" : ",") + item;
        named = apps::parse_pus(list);
    }
    const std::optional<PuName> gpu = accelerator(backend, named, count_software(arguments));
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

}  // namespace bt::agent
