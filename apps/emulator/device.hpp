#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "emulator/faults.hpp"

namespace bt::emulator {

// What the emulated device is: its name, its folder, how its commands run.
struct Device {
    std::string serial;
    std::string abi;                  // x86_64 or arm64-v8a
    std::filesystem::path root;       // what the device calls /data/local/tmp
    std::filesystem::path programs;   // getprop and uname of the device, first in PATH
    std::filesystem::path exec_shim;  // library that lets its commands start other architectures' programs
    std::string soc;                  // BT_SOC of every command; empty: none
    Faults faults;
    std::mt19937_64 chance;
};

inline constexpr std::string_view device_folder = "/data/local/tmp";

// A path of the device as a path of the host. Throws a device error for one outside /data/local/tmp or with "..".
std::filesystem::path host_path(const Device& device, std::string_view path);

// A command of the device as one of the host: every mention of /data/local/tmp becomes the device's folder.
std::string host_command(const Device& device, std::string_view command);

std::vector<std::string> environment_of(const Device& device);

// Writes the device's own small programs (getprop, uname) into device.programs.
void write_programs(const Device& device);

// The banner of the handshake.
std::string banner(const Device& device);

}  // namespace bt::emulator
