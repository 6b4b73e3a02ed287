#include <sys/utsname.h>

#include <algorithm>

#include "agent/commands.hpp"
#include "agent/gpus.hpp"
#include "agent/session.hpp"
#include "bt/core/version.hpp"
#include "bt/format/json_writer.hpp"
#include "runtime/affinity.hpp"
#include "runtime/task_object.hpp"

namespace bt::agent {
namespace {

using format::JsonLayout;
using format::JsonWriter;

struct Facts {
    std::optional<double> clock_mhz(const Pu& pu) const { return soc ? std::nullopt : machine.clock_mhz(pu.cores); }
    std::optional<std::string> governor(const Pu& pu) const { return soc ? std::nullopt : machine.governor(pu.cores); }
    std::optional<double> temperature_c() const { return soc ? std::nullopt : machine.temperature_c(); }
    std::optional<double> load() const { return soc ? std::nullopt : machine.load(); }
    std::optional<std::string> model() const {
        return soc ? std::optional("SoC model '" + soc->name + "' in virtual time") : machine.model();
    }
    // Of those that this program was built with.
    bool has(const apps::AppEntry& app) const { return !soc || soc->apps.contains(AppName(app.name)); }

    apps::Machine machine;
    utsname kernel{};
    std::vector<apps::CoreFacts> cores;
    std::vector<GpuFacts> gpus;
    Processors processors;
    std::optional<format::SocModel> soc;  // instead of this machine
};

// What a model says; it has no clocks, temperatures and loads that could be read.
void gather_from_model(const Arguments& arguments, Facts& facts) {
    facts.processors = choose_model_processors(arguments, *facts.soc, {});
    for (const format::SocPu& pu : facts.soc->pus) {
        for (const int core : pu.pu.cores) facts.cores.push_back({core, std::nullopt, std::nullopt});
        if (pu.pu_class != PuClass::gpu) continue;
        const bool used =
            std::find(facts.processors.pus.begin(), facts.processors.pus.end(), pu.pu) != facts.processors.pus.end();
        facts.gpus.push_back({pu.pu.name, pu.pu.name.str() + " of the SoC model '" + facts.soc->name + "'", used});
    }
}

Facts gather(const Arguments& arguments) {
    Facts facts;
    uname(&facts.kernel);
    facts.soc = read_soc(arguments);
    if (facts.soc) {
        gather_from_model(arguments, facts);
        return facts;
    }
    facts.cores = facts.machine.cores(apps::allowed_cores());
    facts.gpus = find_gpus(arguments.has("--software-gpu") ? CountSoftware::yes : CountSoftware::no);
    facts.processors = choose_processors(arguments, facts.machine);
    return facts;
}

void write_pus(JsonWriter& json, const Facts& facts) {
    json.key("pus").begin_array();
    for (const Pu& pu : facts.processors.pus) {
        json.begin_object(JsonLayout::line).member("name", pu.name.str());
        json.key("cores").begin_array(JsonLayout::line);
        for (const int core : pu.cores) json.value(core);
        json.end();
        json.member("clock_mhz", facts.clock_mhz(pu));
        json.member("governor", facts.governor(pu)).end();
    }
    json.end();
}

void write_cores(JsonWriter& json, const Facts& facts) {
    json.key("cores").begin_array();
    for (const apps::CoreFacts& core : facts.cores) {
        json.begin_object(JsonLayout::line).member("core", core.core);
        json.member("capacity", core.capacity).member("max_khz", core.max_khz).end();
    }
    json.end();
}

void write_apps(JsonWriter& json, const Facts& facts) {
    json.key("apps").begin_array();
    for (const apps::AppEntry& entry : apps::catalogue()) {
        if (!facts.has(entry)) continue;
        json.begin_object(JsonLayout::line).member("name", entry.name).member("summary", entry.summary);
        json.key("params").begin_object(JsonLayout::line);
        for (const apps::ParamSpec& param : entry.params) json.member(param.name, param.default_value);
        json.end().end();
    }
    json.end();
}

std::string as_json(const Facts& facts) {
    JsonWriter json;
    json.begin_object().member("kind", "agent-info").member("version", 1);
    json.member("agent", version()).member("build", build_id()).member("compiler", compiler());
    json.member("machine", facts.kernel.machine).member("kernel", facts.kernel.release);
    json.member("model", facts.model()).member("clock", facts.soc ? "virtual" : "monotonic");
    json.member("backend", to_string(facts.processors.backend));
    write_pus(json, facts);
    json.key("notes").begin_array();
    for (const std::string& text : facts.processors.notes) json.value(text);
    json.end();
    write_cores(json, facts);
    json.key("gpus").begin_array();
    for (const GpuFacts& gpu : facts.gpus) {
        json.begin_object(JsonLayout::line).member("pu", gpu.pu.str()).member("about", gpu.text);
        json.member("usable", gpu.usable).end();
    }
    json.end();
    json.member("temperature_c", facts.temperature_c()).member("load", facts.load());
    json.member("available_memory", apps::available_memory());
    write_apps(json, facts);
    return json.end().take();
}

std::string text_of(const std::optional<double>& value, const char* unit) {
    if (!value) return "unavailable";
    char text[48];
    std::snprintf(text, sizeof text, "%.4g%s", *value, unit);
    return text;
}

std::string as_text(const Facts& facts) {
    std::string text =
        "bt-agent " + std::string(version()) + " (" + std::string(build_id()) + ", " + std::string(compiler()) + ")\n";
    text += "machine      " + facts.model().value_or(facts.kernel.machine) + ", " + facts.kernel.sysname + ' ' +
            facts.kernel.release + ' ' + facts.kernel.machine + '\n';
    text += "temperature  " + text_of(facts.temperature_c(), " °C") + '\n';
    text += "load         " + text_of(facts.load(), "") + '\n';
    text += "PUs          " + apps::to_string(facts.processors.pus) + '\n';
    for (const Pu& pu : facts.processors.pus) {
        if (pu.cores.empty()) continue;
        text += "  " + pu.name.str() + ": " + std::to_string(pu.cores.size()) + " cores, clock " +
                text_of(facts.clock_mhz(pu), " MHz") + ", governor " + facts.governor(pu).value_or("unavailable") +
                '\n';
    }
    for (const std::string& note_text : facts.processors.notes) text += "  " + note_text + '\n';
    for (const GpuFacts& gpu : facts.gpus) {
        text += "GPU          " + gpu.text + (gpu.usable ? "" : " (not used)") + '\n';
    }
    for (const apps::AppEntry& entry : apps::catalogue()) {
        if (facts.has(entry)) text += "app          " + entry.name + ": " + entry.summary + '\n';
    }
    return text;
}

int run(const Arguments& arguments, Output& out) {
    const Facts facts = gather(arguments);
    out.write(arguments.has("--json") ? as_json(facts) : as_text(facts));
    return 0;
}

}  // namespace

Command info_command() {
    return {"info", "what this machine and this program have",
            with_common({{"--json", Takes::nothing, "", "for programs"}}), run};
}

}  // namespace bt::agent
