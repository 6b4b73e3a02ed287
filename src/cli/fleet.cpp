#include "cli/fleet.hpp"

#include <algorithm>

#include "bt/format/json_writer.hpp"
#include "bt/store/lookup.hpp"
#include "bt/store/store.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

device::Places places_of(const store::Layout& layout, const std::optional<std::filesystem::path>& shipped) {
    return device::own_places(store::device_files(layout, shipped), store::soc_files(layout, shipped));
}

constexpr const char* left_behind =
    "\nended at once: a file that was on its way, or a forwarded port, may be left on the device\n"
    "  runner devices clean removes what was brought there; --resume of benchmark and run goes on\n";

}  // namespace

Fleet::Fleet(const Invocation& invocation)
    : signals_(stop_, left_behind),
      layout_(store::Store(store::choose_root(invocation.globals.data)).layout()),
      agents_(device::own_agent_places(store::own_shipped_data())),
      registry_(places_of(layout_, agents_.shipped), &stop_) {
    for (const std::string& each : registry_.not_read()) invocation.terminal.warn("not read: " + printable(each, 300));
}

std::vector<DeviceId> ids_of(const std::vector<std::string>& typed) {
    std::vector<DeviceId> ids;
    for (const std::string& word : typed) {
        DeviceId id = device::id_of(word);
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) {
            throw usage_error("device '" + printable(id.str()) + "' is named twice", "name each device once");
        }
        ids.push_back(std::move(id));
    }
    return ids;
}

void write_device(format::JsonWriter& json, const format::DeviceFile& device) {
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional(std::string_view(text));
    };
    json.member("id", device.id.str()).member("transport", to_string(device.transport));
    json.member("address", text_or_null(device.address)).member("adb_host", text_or_null(device.adb_host));
    json.key("pus").begin_array(format::JsonLayout::line);
    for (const Pu& pu : device.pus) {
        json.begin_object().member("name", pu.name.str());
        if (!pu.cores.empty()) {
            json.key("cores").begin_array();
            for (const int core : pu.cores) json.value(core);
            json.end();
        }
        json.end();
    }
    json.end().member("default", device.by_default == format::ByDefault::yes);
    const std::string notes = format::valid_utf8(device.notes);
    json.member("notes", text_or_null(notes));
}

std::string how_reached(const format::DeviceFile& device) {
    std::string text{to_string(device.transport)};
    if (!device.address.empty()) text += " " + printable(device.address, 200);
    if (!device.adb_host.empty()) text += " at " + printable(device.adb_host, 200);
    return text;
}

}  // namespace bt::cli
