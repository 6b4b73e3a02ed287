#include "bt/device/failure.hpp"
#include "bt/device/standing.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/system/lock.hpp"
#include "cli/devices.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

// `runner devices clean`: removes what was brought to devices, the agent and its folder.

namespace bt::cli {
namespace {

using device::Entry;

struct Cleaned {
    std::string id;
    std::string folder{};
    std::optional<long> kib{};  // nothing: there was nothing to remove
    std::optional<Error> failure{};
};

// Where a device's work folder lies on this machine, nothing but the folder is needed: models may have no file, or none
// any more.
bool lies_here(const Entry& entry) {
    return entry.device.transport == format::Transport::local || entry.device.transport == format::Transport::emulated;
}

// Everything that something may have been brought to: folders of this machine, and devices that answer.
std::vector<Entry> all_that_may_hold_an_agent(const device::Overview& overview, const Fleet& fleet,
                                              const Invocation& invocation) {
    std::vector<Entry> entries = fleet.registry().with_folder_here();
    for (const device::Standing& each : overview.devices) {
        if (lies_here(each.entry)) continue;
        if (each.ready()) {
            entries.push_back(each.entry);
        } else {
            invocation.terminal.note(printable(each.entry.device.id.str()) + " is left alone: " + each.state);
        }
    }
    return entries;
}

device::Overview look(const DevicesOptions& options, const Fleet& fleet, const Invocation& invocation) {
    device::LookOptions look{.patience = std::chrono::seconds(5), .ssh_hosts = options.ssh_hosts};
    if (!options.adb_host.empty()) look.adb_hosts.push_back(options.adb_host);
    if (!options.ssh_hosts && !fleet.registry().ssh_hosts().empty()) {
        invocation.terminal.note("hosts of ~/.ssh/config without a device file are left alone: --ssh asks them, too");
    }
    return look_at_all(fleet.registry(), look);
}

Cleaned clean(const Entry& entry, const DevicesOptions& options, const Fleet& fleet) {
    Cleaned done{entry.device.id.str()};
    try {
        const auto lock = system::lock_device(entry.device.id);  // nobody may be measuring with that agent
        const auto opened = fleet.registry().open(entry);
        done.folder = opened->work_folder();
        done.kib = options.dry_run ? deployed_size(*opened) : remove_deployed(*opened);
    } catch (const Error& error) {
        if (fleet.stop().requested()) throw;
        done.failure = error;
    }
    return done;
}

std::string as_text(const std::vector<Cleaned>& all, bool dry_run) {
    if (all.empty()) return "nothing there\n";
    TextTable table({"DEVICE", dry_run ? "WOULD BE REMOVED" : "REMOVED"});
    for (const Cleaned& each : all) {
        if (each.failure) continue;
        table.add({printable(each.id), each.kib
                                           ? printable(each.folder, 200) + " (" + std::to_string(*each.kib) + " KiB)"
                                           : "nothing there"});
    }
    return table.str();
}

std::string as_json(const std::vector<Cleaned>& all, bool dry_run) {
    format::JsonWriter json;
    json.begin_object().member("kind", "devices-cleaned").member("version", 1).member("dry_run", dry_run);
    json.key("devices").begin_array();
    for (const Cleaned& each : all) {
        json.begin_object(format::JsonLayout::line).member("id", each.id).member("folder", each.folder);
        json.member("kib", each.kib);
        json.member("failed", each.failure ? std::optional(format::valid_utf8(each.failure->failed())) : std::nullopt);
        json.end();
    }
    return json.end().end().take();
}

}  // namespace

ExitCode clean_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet) {
    std::vector<Entry> entries;
    for (const std::string& id : options.ids) entries.push_back(fleet.registry().resolve(id, options.adb_host));
    ExitCode code = ExitCode::done;
    if (entries.empty()) {
        const device::Overview overview = look(options, fleet, invocation);
        entries = all_that_may_hold_an_agent(overview, fleet, invocation);
        code = tell_unasked(overview, invocation.terminal);
    }
    std::vector<Cleaned> all;
    for (const Entry& entry : entries) {
        all.push_back(clean(entry, options, fleet));
        if (!all.back().failure) continue;
        invocation.terminal.error(all.back().failure->failed(), all.back().failure->advice());
        code = all.back().failure->code();
    }
    // A failure before any result leaves stdout empty.
    const bool any =
        all.empty() || std::any_of(all.begin(), all.end(), [](const Cleaned& each) { return !each.failure; });
    if (any)
        invocation.terminal.print(invocation.globals.json ? as_json(all, options.dry_run)
                                                          : as_text(all, options.dry_run));
    return code;
}

}  // namespace bt::cli
