#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/device/device.hpp"
#include "bt/device/failure.hpp"

namespace bt::device {

// This machine. `environment` is given to every program.
std::unique_ptr<Device> local_device(DeviceId id, std::filesystem::path work_folder,
                                     std::vector<std::pair<std::string, std::string>> environment = {},
                                     const system::Cancellation* stop = nullptr);

// A model of a machine: every program here is told of it by BT_SOC, which bt-agent reads, and has a lock of its own, so
// that emulated devices neither wait for each other nor for this machine.
std::unique_ptr<Device> emulated_device(DeviceId id, std::filesystem::path work_folder,
                                        const std::filesystem::path& soc_model,
                                        const system::Cancellation* stop = nullptr);

// A machine behind OpenSSH's programs: the user's configuration, agent and jump hosts. All commands share one master
// connection, which ends with the object.
std::unique_ptr<Device> ssh_device(DeviceId id, std::string address, const system::Cancellation* stop = nullptr);

// Where the adb is that sees a phone: files that are pushed from behind an ssh host must get there first.
enum class AdbAt { this_machine, another };

// A phone on the adb server of the machine that `through` reaches. Its `stop` is this device's, too.
std::unique_ptr<Device> adb_device(DeviceId id, std::string serial, std::unique_ptr<Device> through,
                                   AdbAt at = AdbAt::this_machine);

// What `adb devices` says of each phone.
struct AdbEntry {
    std::string serial;
    std::string state;  // device, offline, unauthorized, no permissions, recovery, …
    std::string model;
};
// Throws where adb cannot be asked. `through`: the machine whose adb it is.
std::vector<AdbEntry> adb_devices(Device& through, Nanoseconds deadline = std::chrono::seconds(15));
std::vector<AdbEntry> parse_adb_devices(std::string_view text);

// Why a phone in that state cannot be used and what to do; `state`: nothing where adb does not list it.
Failure adb_failure(const std::string& serial, const std::optional<std::string>& state);

// Host names of an ssh configuration, without patterns.
std::vector<std::string> ssh_config_hosts(std::string_view config);
// Of the file and those that it includes.
std::vector<std::string> ssh_config_hosts_of(const std::filesystem::path& file);

}  // namespace bt::device
