#include <cstdio>

#include "bt/format/json_writer.hpp"
#include "cli/devices.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "runtime/machine.hpp"

// `runner devices describe`: what the device says of itself; `add`: that, written down.

namespace bt::cli {
namespace {

using device::Deployment;
using device::Entry;
using format::AgentInfo;

struct Description {
    Entry entry;
    Deployment deployment;
    AgentInfo info;
};

Description description_of(const std::string& id, const DevicesOptions& options, const Invocation& invocation,
                           const Fleet& fleet) {
    Entry entry = fleet.registry().resolve(id, options.adb_host);
    const auto opened = fleet.registry().open(entry);
    Answer answer = ask(*opened, options, invocation, fleet);
    invocation.terminal.end_progress();
    return {std::move(entry), std::move(answer.deployment), std::move(answer.info)};
}

std::string number_text(const std::optional<double>& value, const char* unit) {
    if (!value) return "unavailable";
    char text[48];
    std::snprintf(text, sizeof text, "%.4g%s", *value, unit);
    return text;
}

std::string pu_text(const format::AgentPu& each) {
    if (each.pu.cores.empty()) return "-";
    const std::string cores = std::to_string(each.pu.cores.size()) + (each.pu.cores.size() == 1 ? " core" : " cores");
    if (!each.clock_mhz && !each.governor) return cores;
    return cores + ", " + number_text(each.clock_mhz, " MHz") + ", governor " +
           printable(each.governor.value_or("unavailable"));
}

std::string as_text(const Description& all) {
    const AgentInfo& info = all.info;
    TextTable table({printable(all.entry.device.id.str()), how_reached(all.entry.device)});
    table.add({"machine", printable(info.model.value_or("unknown model"), 100) + ", " + printable(info.machine) +
                              ", kernel " + printable(info.kernel)});
    table.add({"agent", printable(all.deployment.version) + " for " + all.deployment.architecture.str() +
                            (all.deployment.pushed ? ", pushed now" : "")});
    for (const format::AgentPu& each : info.pus) {
        table.add({"PU", apps::to_string(std::span(&each.pu, 1)) + ": " + pu_text(each)});
    }
    for (const format::AgentGpu& gpu : info.gpus) {
        table.add({"GPU", printable(gpu.about, 160) + (gpu.usable ? "" : " (not used)")});
    }
    table.add({"temperature", number_text(info.temperature_c, " °C")});
    table.add({"load", number_text(info.load, "")});
    table.add({"clock", printable(info.clock)});
    for (const std::string& note : info.notes) table.add({"note", printable(note, 300)});
    for (const std::string& note : all.deployment.notes) table.add({"note", printable(note, 300)});
    return table.str();
}

void write_pus(format::JsonWriter& json, const AgentInfo& info) {
    json.key("pus").begin_array();
    for (const format::AgentPu& each : info.pus) {
        json.begin_object(format::JsonLayout::line).member("name", each.pu.name.str()).key("cores").begin_array();
        for (const int core : each.pu.cores) json.value(core);
        json.end().member("clock_mhz", each.clock_mhz).member("governor", each.governor).end();
    }
    json.end();
}

void write_info(format::JsonWriter& json, const AgentInfo& info) {
    json.member("machine", format::valid_utf8(info.machine)).member("kernel", format::valid_utf8(info.kernel));
    json.member("model", info.model).member("clock", info.clock).member("backend", to_string(info.backend));
    write_pus(json, info);
    json.key("gpus").begin_array();
    for (const format::AgentGpu& gpu : info.gpus) {
        json.begin_object(format::JsonLayout::line).member("pu", gpu.pu.str());
        json.member("about", gpu.about).member("usable", gpu.usable).end();
    }
    json.end().member("temperature_c", info.temperature_c).member("load", info.load);
}

std::string as_json(const std::vector<Description>& all) {
    format::JsonWriter json;
    json.begin_object().member("kind", "device-descriptions").member("version", 1).key("devices").begin_array();
    for (const Description& each : all) {
        json.begin_object().key("device").begin_object();
        write_device(json, each.entry.device);
        json.end().key("agent").begin_object(format::JsonLayout::line);
        json.member("version", each.deployment.version).member("architecture", each.deployment.architecture.str());
        json.member("path", each.deployment.agent).member("pushed", each.deployment.pushed).end();
        json.key("found").begin_object();
        write_info(json, each.info);
        json.end().key("notes").begin_array();
        for (const std::string& note : each.info.notes) json.value(note);
        for (const std::string& note : each.deployment.notes) json.value(format::valid_utf8(note));
        json.end().end();
    }
    return json.end().end().take();
}

}  // namespace

ExitCode describe_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet) {
    std::vector<Description> all;
    for (const std::string& id : options.ids) all.push_back(description_of(id, options, invocation, fleet));
    if (invocation.globals.json) {
        invocation.terminal.print(as_json(all));
        return ExitCode::done;
    }
    for (std::size_t i = 0; i < all.size(); ++i) invocation.terminal.print((i == 0 ? "" : "\n") + as_text(all[i]));
    return ExitCode::done;
}

}  // namespace bt::cli
