#include "bt/format/device_file.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "bt/format/json_writer.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

constexpr std::array transports{Transport::local, Transport::adb, Transport::ssh, Transport::emulated};
constexpr int last_core = 4095;
constexpr std::size_t longest_address = 1000;

Transport transport_of(const JsonCursor& cursor) {
    for (const Transport transport : transports) {
        if (cursor.string() == to_string(transport)) return transport;
    }
    throw cursor.fault("a transport: local, adb, ssh or emulated");
}

// It is handed to adb and ssh: nothing that they could take for a flag or that breaks a line.
std::string address_of(const JsonCursor& cursor) {
    const std::string& text = cursor.string();
    const bool control =
        std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (text.empty() || text.front() == '-' || control || text.size() > longest_address) {
        throw cursor.fault("an address that neither begins with '-' nor holds control characters");
    }
    return text;
}

std::string address_by(const JsonCursor& root, const DeviceFile& device) {
    const auto address = root.find("address");
    if (device.transport == Transport::local) {
        if (address) throw address->fault("no address on a device of transport local");
        return {};
    }
    if (address) return address_of(*address);
    if (device.transport == Transport::emulated) root.at("address");  // throws: the model has no name but this
    return device.id.str();
}

std::vector<Pu> pus_of(const JsonCursor& list) {
    std::vector<Pu> pus;
    std::set<int> taken;
    for (const JsonCursor& cursor : list.items(most_pus)) {
        Pu pu{.name = pu_name_of(cursor.at("name")), .cores = {}};
        for (const Pu& before : pus) {
            if (before.name == pu.name) throw cursor.at("name").fault("each PU once");
        }
        const auto cores = cursor.find("cores");
        if (cores && class_of(pu.name) == PuClass::gpu) throw cores->fault_found("no cores on a GPU", "a list of them");
        if (!cores && class_of(pu.name) == PuClass::cpu)
            throw cursor.fault_found("the cores of " + pu.name.str(), "none");
        for (const JsonCursor& core : cores ? cores->items(last_core + 1) : std::vector<JsonCursor>{}) {
            pu.cores.push_back(static_cast<int>(core.integer(0, last_core)));
            if (!taken.insert(pu.cores.back()).second) throw core.fault("a core that no PU before has");
        }
        if (cores && pu.cores.empty()) throw cores->fault("one core or more");
        pus.push_back(std::move(pu));
    }
    return pus;
}

}  // namespace

std::string_view to_string(Transport transport) {
    switch (transport) {
        case Transport::local: return "local";
        case Transport::adb: return "adb";
        case Transport::ssh: return "ssh";
        case Transport::emulated: return "emulated";
    }
    return "local";
}

DeviceFile read_device_file(std::string_view text, const std::string& file) {
    const JsonDocument document(text, file);
    const JsonCursor root = document.root();
    require_kind(root, "device", 1);
    DeviceFile device{.id = device_id_of(root.at("id")), .transport = transport_of(root.at("transport"))};
    device.address = address_by(root, device);
    if (const auto host = root.find("adb_host")) {
        if (device.transport != Transport::adb) throw host->fault("'adb_host' on a device of transport adb only");
        device.adb_host = address_of(*host);
    }
    if (const auto pus = root.find("pus")) device.pus = pus_of(*pus);
    if (const auto by_default = root.find("default")) {
        device.by_default = by_default->boolean() ? ByDefault::yes : ByDefault::no;
    }
    if (const auto notes = root.find("notes")) device.notes = notes->string();
    return device;
}

std::string render(const DeviceFile& device) {
    JsonWriter json;
    json.begin_object();
    write_kind(json, "device", 1);
    json.member("id", device.id.str()).member("transport", to_string(device.transport));
    if (!device.address.empty()) json.member("address", device.address);
    if (!device.adb_host.empty()) json.member("adb_host", device.adb_host);
    json.key("pus").begin_array();
    for (const Pu& pu : device.pus) {
        json.begin_object(JsonLayout::line).member("name", pu.name.str());
        if (!pu.cores.empty()) {
            json.key("cores").begin_array();
            for (const int core : pu.cores) json.value(core);
            json.end();
        }
        json.end();
    }
    json.end().member("default", device.by_default == ByDefault::yes);
    if (!device.notes.empty()) json.member("notes", device.notes);
    return json.end().take();
}

}  // namespace bt::format
