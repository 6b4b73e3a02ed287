#include "cli/devices.hpp"

#include <cmath>
#include <memory>

#include "bt/device/standing.hpp"
#include "bt/format/json_writer.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "runtime/machine.hpp"

// `runner devices`: all devices with their state; describe, add and clean for one of them.

namespace bt::cli {
namespace {

using device::Standing;

Style style_of(const Standing& standing) {
    if (standing.ready()) return Style::good;
    return standing.state == "absent" ? Style::dim : Style::bad;
}

// What an absent device is says more than that it is not there.
std::string about(const Standing& each) {
    const std::string& notes = each.entry.device.notes;
    const bool by_notes = each.ready() || (each.state == "absent" && !notes.empty());
    return by_notes ? printable(notes, 100) : printable(each.why, 200);
}

// Styles go on after the columns are set: their bytes have no width.
std::string as_text(const std::vector<Standing>& all, const Terminal& terminal) {
    TextTable table({"DEVICE", "TRANSPORT", "STATE", "PUS", "ABOUT"});
    for (const Standing& each : all) {
        const format::DeviceFile& device = each.entry.device;
        const std::string pus = device.pus.empty() ? "-" : apps::to_string(device.pus);
        const std::string reached = std::string(to_string(device.transport)) +
                                    (device.adb_host.empty() ? "" : " at " + printable(device.adb_host));
        table.add({printable(device.id.str()), reached, each.state, pus, about(each)});
    }
    std::string text = table.str();
    std::string out;
    std::size_t row = 0;
    for (std::size_t begin = 0; begin < text.size(); ++row) {
        const std::size_t end = text.find('\n', begin);
        const std::string_view line = std::string_view(text).substr(begin, end - begin);
        out += terminal.styled(line, row == 0 ? Style::bold : style_of(all[row - 1])) + '\n';
        begin = end + 1;
    }
    return out;
}

void write_standing(format::JsonWriter& json, const Standing& standing) {
    json.begin_object();
    write_device(json, standing.entry.device);
    json.member("state", standing.state).member("ready", standing.ready());
    json.member("why", format::valid_utf8(standing.why)).member("advice", format::valid_utf8(standing.advice));
    json.member("file", format::valid_utf8(standing.entry.from.string())).end();
}

std::string as_json(const device::Overview& overview) {
    format::JsonWriter json;
    json.begin_object().member("kind", "devices").member("version", 1);
    json.member("complete", overview.unasked.empty()).key("devices").begin_array();
    for (const Standing& each : overview.devices) write_standing(json, each);
    return json.end().end().take();
}

// Each advice once, below the table: several phones may need the same.
void tell_advice(const std::vector<Standing>& all, Terminal& terminal) {
    for (const Standing& each : all) {
        if (each.ready() || each.state == "absent" || each.advice.empty()) continue;
        terminal.note(printable(each.entry.device.id.str()) + ": " + printable(each.advice, 300));
    }
}

}  // namespace

ExitCode tell_unasked(const device::Overview& overview, Terminal& terminal) {
    for (const device::Failure& each : overview.unasked) terminal.error(each.failed(), each.advice());
    return overview.unasked.empty() ? ExitCode::done : ExitCode::device;
}

namespace {

ExitCode list_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet) {
    if (!options.ids.empty()) {
        throw usage_error("runner devices list takes no device", "runner devices describe " + options.ids.front());
    }
    device::LookOptions look{.patience = patience_of(options, std::chrono::milliseconds(800)),
                             .ssh_hosts = options.ssh_hosts};
    if (!options.adb_host.empty()) look.adb_hosts.push_back(options.adb_host);
    const device::Overview overview = look_at_all(fleet.registry(), look);
    if (invocation.globals.json) {
        invocation.terminal.print(as_json(overview));
    } else {
        invocation.terminal.print(as_text(overview.devices, invocation.terminal));
        tell_advice(overview.devices, invocation.terminal);
    }
    return tell_unasked(overview, invocation.terminal);
}

ExitCode run(const DevicesOptions& options, const Invocation& invocation) {
    if (options.ids.empty() && (options.action == "describe" || options.action == "add")) {
        throw usage_error("runner devices " + options.action + " needs a device", "runner devices lists what there is");
    }
    const Fleet fleet(invocation);
    if (options.action == "describe") return describe_devices(options, invocation, fleet);
    if (options.action == "add") return add_devices(options, invocation, fleet);
    if (options.action == "clean") return clean_devices(options, invocation, fleet);
    return list_devices(options, invocation, fleet);
}

void declare(DevicesOptions& options, Flags& flags) {
    flags.choice("action", options.action, {"list", "describe", "add", "clean"},
                 "What to do; describe asks the device, add writes its file, clean removes what was deployed");
    flags.list("id", options.ids, "ID", "Devices");
    flags.text("--wait", options.wait, "S",
               "Seconds that each device has to answer: for list (0.8), describe and add (10)");
    flags.flag("--ssh", options.ssh_hosts, "For list and clean: the hosts of ~/.ssh/config, too");
    flags.text("--adb-host", options.adb_host, "HOST", "The ssh host that phones hang on");
    flags.flag("--software-gpu", options.software_gpu, "Count a Vulkan driver that runs on the CPU");
    flags.flag("--default", options.by_default, "For add: runner benchmark without --device takes it");
    flags.flag("--replace", options.replace, "For add: a file that is there already");
    flags.flag("--dry-run", options.dry_run, "For add and clean: only say what would be done");
}

}  // namespace

Command devices_command() {
    auto options = std::make_shared<DevicesOptions>();
    return {"devices", "List devices and their state; describe, add or clean one",
            [options](Flags& flags) { declare(*options, flags); },
            [options](const Invocation& invocation) { return run(*options, invocation); }};
}

}  // namespace bt::cli
