#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/device/device.hpp"

namespace bt::device {

// This machine. `environment` is given to every program: the emulated device is a local one with BT_SOC.
std::unique_ptr<Device> local_device(DeviceId id, std::filesystem::path work_folder,
                                     std::vector<std::pair<std::string, std::string>> environment = {});

// A machine behind OpenSSH's programs: the user's configuration, agent and jump hosts. All commands share one master
// connection, which ends with the object.
std::unique_ptr<Device> ssh_device(DeviceId id, std::string address);

// A phone on an adb server, of this machine or of the one that `through` reaches.
std::unique_ptr<Device> adb_device(DeviceId id, std::string serial, std::unique_ptr<Device> through);

// What `adb devices` says of each phone.
struct AdbEntry {
    std::string serial;
    std::string state;  // device, offline, unauthorized, no permissions, recovery, …
    std::string model;
};
// Throws where adb cannot be asked. `through`: the machine whose adb it is.
std::vector<AdbEntry> adb_devices(Device& through);
std::vector<AdbEntry> parse_adb_devices(std::string_view text);

// Host names of an ssh configuration, without patterns.
std::vector<std::string> ssh_config_hosts(std::string_view config);

}  // namespace bt::device
