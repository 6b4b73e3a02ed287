#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/pu.hpp"

// data/devices/*.json: one device each (docs/formats/devices.md).
namespace bt::format {

enum class Transport { local, adb, ssh, emulated };
std::string_view to_string(Transport transport);

// Whether `runner benchmark` without --device takes it.
enum class ByDefault { no, yes };

struct DeviceFile {
    DeviceId id;
    Transport transport;
    std::string address;   // adb: serial; ssh: [user@]host as ssh takes it; emulated: model name or file; local: empty
                           // a file of adb or ssh that does not say it means the id
    std::string adb_host;  // the ssh host that the phone hangs on; empty: this machine
    std::vector<Pu> pus;   // in the device's order; empty: the device is asked
    ByDefault by_default = ByDefault::no;
    std::string notes;
    bool operator==(const DeviceFile&) const = default;
};

DeviceFile read_device_file(std::string_view text, const std::string& file);
std::string render(const DeviceFile& device);

}  // namespace bt::format
