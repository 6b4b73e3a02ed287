#include "bt/system/atomic_file.hpp"
#include "cli/devices.hpp"
#include "cli/terminal.hpp"

// `runner devices add`: writes down what a device says of itself.

namespace bt::cli {
namespace {

namespace fs = std::filesystem;
using device::Entry;
using format::DeviceFile;

fs::path file_of(const DeviceId& id, const Fleet& fleet) {
    return fleet.layout().devices() / (file_name_part(id) + ".json");
}

void check_free(const fs::path& file, const DevicesOptions& options) {
    std::error_code error;
    if (options.replace || options.dry_run || !fs::exists(file, error)) return;
    throw usage_error("'" + printable(file.string(), 200) + "' is there already", "--replace writes it anew");
}

// A relative model file would be looked for beside the device file.
std::string lasting_address(const DeviceFile& device, const Entry& entry) {
    const bool file = device.address.ends_with(".json") || device.address.find('/') != std::string::npos;
    if (device.transport != format::Transport::emulated || !file) return device.address;
    return fs::absolute(entry.from.parent_path() / device.address).lexically_normal().string();
}

DeviceFile written(const Entry& entry, const format::AgentInfo& info, const DevicesOptions& options) {
    DeviceFile device = entry.device;
    device.address = lasting_address(device, entry);
    device.pus.clear();
    for (const format::AgentPu& each : info.pus) device.pus.push_back(each.pu);
    if (options.by_default) device.by_default = format::ByDefault::yes;
    if (device.notes.empty()) device.notes = printable(info.model.value_or(""), 200);
    return device;
}

}  // namespace

ExitCode add_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet) {
    for (const std::string& id : options.ids) {
        const Entry entry = fleet.registry().resolve(id, options.adb_host);
        const fs::path file = file_of(entry.device.id, fleet);
        check_free(file, options);
        const auto opened = fleet.registry().open(entry);
        const format::AgentInfo info = ask(*opened, options, invocation, fleet).info;
        for (const std::string& note : info.notes) invocation.terminal.note(printable(note, 300));
        const std::string text = render(written(entry, info, options));
        if (options.dry_run) {
            invocation.terminal.note("would write " + printable(file.string(), 200));
        } else {
            system::write_file_atomically(file, text);
            invocation.terminal.note("wrote " + printable(file.string(), 200));
        }
        invocation.terminal.print(text);
    }
    return ExitCode::done;
}

}  // namespace bt::cli
