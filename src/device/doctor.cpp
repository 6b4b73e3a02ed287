#include "bt/device/doctor.hpp"

#include <algorithm>

#include "bt/device/failure.hpp"
#include "bt/device/standing.hpp"
#include "device/condition.hpp"

namespace bt::device {
namespace {

using format::Transport;

constexpr Nanoseconds patience = std::chrono::seconds(15);

// One examination: what is known so far and what has been found.
struct Examination {
    const Entry& entry;
    std::vector<Check> checks{};

    Transport transport() const { return entry.device.transport; }
    void add(std::string what, Verdict verdict, std::string found, std::string mend = {}) {
        checks.push_back({std::move(what), verdict, std::move(found), std::move(mend)});
    }
    void add(Check check) { checks.push_back(std::move(check)); }
    void cannot(std::initializer_list<const char*> names, const std::string& why) {
        for (const char* name : names) add(name, Verdict::unknown, "not looked at: " + why);
    }
};

// Up to where the connection gets, each step is good; the one that fails is bad, and those behind it are not known.
bool connection(Examination& all, const Standing& standing,
                const std::vector<std::pair<std::string, std::vector<std::string>>>& steps) {
    const auto failing = std::find_if(steps.begin(), steps.end(), [&](const auto& step) {
        return std::find(step.second.begin(), step.second.end(), standing.state) != step.second.end();
    });
    for (auto step = steps.begin(); step != steps.end(); ++step) {
        const bool here = !standing.ready() && (step == failing || (failing == steps.end() && step + 1 == steps.end()));
        if (here) {
            all.add(step->first, Verdict::bad, standing.why, standing.advice);
            for (++step; step != steps.end(); ++step) all.cannot({step->first.c_str()}, "it cannot be reached");
            return false;
        }
        all.add(step->first, Verdict::good, "yes");
    }
    return true;
}

bool reached(Examination& all, const Standing& standing) {
    switch (all.transport()) {
        case Transport::local: return true;
        case Transport::emulated: return connection(all, standing, {{"model", {}}});
        case Transport::ssh:
            return connection(all, standing,
                              {{"ssh program", {"program missing"}},
                               {"ssh reachable", {"unreachable", "no answer", "lost"}},
                               {"host key known", {"host key"}},
                               {"key accepted without a password", {"refused"}}});
        case Transport::adb: break;
    }
    return connection(all, standing,
                      {{"adb server", {"program missing", "unreachable", "refused", "host key"}},
                       {"connected", {"absent", "offline"}},
                       {"key accepted", {"unauthorized", "no permission"}},
                       {"answers", {}}});
}

std::vector<int> cores_of(const std::vector<Pu>& pus) {
    std::vector<int> cores;
    for (const Pu& pu : pus) cores.insert(cores.end(), pu.cores.begin(), pu.cores.end());
    return cores;
}

std::vector<Pu> pus_of(const Entry& entry, const std::optional<format::AgentInfo>& info) {
    if (!entry.device.pus.empty() || !info) return entry.device.pus;
    std::vector<Pu> pus;
    for (const format::AgentPu& each : info->pus) pus.push_back(each.pu);
    return pus;
}

void add_failure(Examination& all, const char* what, const Failure& failure) {
    all.add(what, Verdict::bad, failure.failed(), failure.advice());
}

std::optional<format::AgentInfo> agent(Examination& all, Device& device, const AgentPlaces& places) {
    try {
        const Deployment there = deploy(device, places);
        format::AgentInfo info = ask_agent(device, there);
        std::string found = there.version + " for " + there.architecture.str() + (there.pushed ? ", pushed now" : "");
        for (const std::string& note : there.notes) found += "; " + note;
        all.add("agent", Verdict::good, printable(found, 300));
        return info;
    } catch (const Failure& failure) {
        add_failure(all, "agent", failure);
    } catch (const Error& error) {
        if (error.code() == ExitCode::interrupted || error.code() == ExitCode::terminated) throw;
        all.add("agent", Verdict::bad, error.failed(), error.advice());
    }
    return std::nullopt;
}

void gpus(Examination& all, const format::AgentInfo& info) {
    std::string found;
    std::vector<PuName> usable;
    for (const format::AgentGpu& gpu : info.gpus) {
        found += (found.empty() ? "" : "; ") + printable(gpu.about, 120) + (gpu.usable ? "" : " (not used)");
        if (gpu.usable) usable.push_back(gpu.pu);
    }
    std::string missing;
    for (const Pu& pu : all.entry.device.pus) {
        if (class_of(pu.name) != PuClass::gpu) continue;
        if (std::find(usable.begin(), usable.end(), pu.name) == usable.end()) missing += " " + pu.name.str();
    }
    if (found.empty()) found = "none is seen";
    if (!missing.empty()) {
        return all.add("GPU", Verdict::bad, "the device file names" + missing + ", and it cannot be used: " + found,
                       "a bt-agent with it (scripts/agents linux-arm64; CUDA: built on the board), or --backend cpu");
    }
    all.add("GPU", Verdict::good, found);
}

void inner_condition(Examination& all, Device& device, const AgentPlaces& places) {
    const Outcome outcome = device.execute({{"sh", "-c", condition_script}}, {.deadline = patience});
    const Facts facts = read_facts(outcome.out);
    all.add(free_space(facts));
    all.add(executable_folder(facts));
    const auto info = agent(all, device, places);
    // A model may stand behind any transport: its agent says so.
    const bool model = all.transport() == Transport::emulated || (info && info->clock == "virtual");
    if (model) {
        all.cannot({"cores pinnable"}, "in virtual time nothing is pinned");
    } else {
        const std::vector<int> cores = cores_of(pus_of(all.entry, info));
        const Outcome pinned = device.execute({{"sh", "-c", pinning_script(cores)}}, {.deadline = patience});
        all.add(pinning(read_facts(pinned.out), cores));
    }
    if (info) {
        gpus(all, *info);
    } else {
        all.cannot({"GPU"}, "the agent does not run");
    }
    if (model)
        return all.cannot({"governor", "temperature", "power", "clock source", "load"}, "a model in virtual time");
    for (const auto look : {governor, temperature, power, clock_source, load}) all.add(look(facts));
}

}  // namespace

std::vector<Check> examine(const Registry& registry, const Entry& entry, const AgentPlaces& agents) {
    Examination all{entry};
    if (!reached(all, look_at(registry, entry, patience))) {
        all.cannot({"free space", "executable folder", "agent", "cores pinnable", "GPU", "governor", "temperature",
                    "power", "clock source", "load"},
                   "it cannot be reached");
        return all.checks;
    }
    try {
        inner_condition(all, *registry.open(entry), agents);
    } catch (const Failure& failure) {
        add_failure(all, "commands", failure);
    }
    return all.checks;
}

}  // namespace bt::device
