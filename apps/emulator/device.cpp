#include "emulator/device.hpp"

#include <cstdlib>
#include <fstream>

#include "bt/core/error.hpp"

namespace bt::emulator {
namespace {

bool starts_a_path(std::string_view text, std::size_t at) {
    const std::size_t end = at + device_folder.size();
    const auto in_name = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
    };
    const bool ends = end == text.size() || !in_name(text[end]);
    const bool begins = at == 0 || (!in_name(text[at - 1]) && text[at - 1] != '/');
    return begins && ends;
}

void write_program(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
}

std::string machine_of(const Device& device) { return device.abi == "arm64-v8a" ? "aarch64" : "x86_64"; }

std::string path_variable(const Device& device) {
    const char* path = std::getenv("PATH");
    return "PATH=" + device.programs.string() + ":" + (path ? path : "/usr/bin:/bin");
}

}  // namespace

std::filesystem::path host_path(const Device& device, std::string_view path) {
    const std::filesystem::path asked{std::string(path)};
    for (const auto& part : asked) {
        if (part == "..") throw device_error("path '" + printable(path) + "' leaves the device's folder");
    }
    if (!path.starts_with(device_folder) || !starts_a_path(path, 0)) {
        throw device_error("Permission denied: the emulated device has only " + std::string(device_folder));
    }
    const std::string_view rest = path.substr(device_folder.size());
    return rest.empty() ? device.root : device.root / std::filesystem::path(std::string(rest)).relative_path();
}

std::string host_command(const Device& device, std::string_view command) {
    std::string out;
    std::size_t from = 0;
    for (std::size_t at; (at = command.find(device_folder, from)) != std::string_view::npos;) {
        out.append(command.substr(from, at - from));
        from = at + device_folder.size();
        out += starts_a_path(command, at) ? device.root.string() : std::string(device_folder);
    }
    return out.append(command.substr(from));
}

std::vector<std::string> environment_of(const Device& device) {
    std::vector<std::string> all{path_variable(device),
                                 "HOME=" + device.root.string(),
                                 "TMPDIR=" + device.root.string(),
                                 "LD_PRELOAD=" + device.exec_shim.string(),
                                 "BT_EMULATOR_ROOT=" + device.root.string(),
                                 "LANG=C"};
    if (device.faults.has(Fault::noexec)) all.emplace_back("BT_EMULATOR_NOEXEC=1");
    if (!device.soc.empty()) all.push_back("BT_SOC=" + device.soc);
    // What a sanitizer or a GPU driver of the host needs is needed here too.
    for (const char* name : {"VK_ICD_FILENAMES", "VK_DRIVER_FILES", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
        if (const char* value = std::getenv(name)) all.push_back(std::string(name) + "=" + value);
    }
    return all;
}

void write_programs(const Device& device) {
    std::filesystem::create_directories(device.programs);
    write_program(device.programs / "getprop",
                  "case \"$1\" in\n"
                  "ro.product.cpu.abi) echo " +
                      device.abi +
                      " ;;\n"
                      "ro.serialno) echo " +
                      device.serial +
                      " ;;\n"
                      "ro.product.model|ro.product.name|ro.product.device) echo bt-emulator ;;\n"
                      "ro.build.version.sdk) echo 34 ;;\n"
                      "*) echo ;;\n"
                      "esac\n");
    write_program(device.programs / "uname",
                  "case \"$1\" in -m) echo " + machine_of(device) + " ;; *) exec /bin/uname \"$@\" ;; esac\n");
}

std::string banner(const Device& device) {
    std::string features = "cmd,stat_v2,ls_v2,fixed_push_mkdir";
    if (!device.faults.has(Fault::no_exit_code)) features = "shell_v2," + features;
    return "device::ro.product.name=bt-emulator;ro.product.model=bt-emulator;ro.product.device=bt-emulator;features=" +
           features;
}

}  // namespace bt::emulator
