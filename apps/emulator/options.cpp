#include "emulator/options.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/format/soc_model.hpp"

namespace bt::emulator {
namespace {

namespace fs = std::filesystem;

// It stands in shell scripts of the device.
std::string checked_serial(const std::string& serial) {
    constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-+";
    if (serial.find_first_not_of(plain) == std::string::npos && !serial.starts_with('-')) return serial;
    throw usage_error("--serial '" + printable(serial) + "' is no serial number",
                      "letters, digits and . _ : - +, the first not -");
}

std::string checked_abi(const std::string& abi) {
    if (abi == "x86_64" || abi == "arm64-v8a") return abi;
    throw usage_error("unknown --abi '" + printable(abi) + "'", "there are: x86_64 arm64-v8a");
}

std::vector<std::string> model_names(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    }
    return names;
}

// A file, or the name of a model in <data>/socs or among those that come with the program.
fs::path model_file(const std::string& soc, const fs::path& here) {
    if (soc.find('/') != std::string::npos || soc.ends_with(".json")) return soc;
    const char* data = std::getenv("BT_DATA");
    const fs::path folders[] = {fs::path(data != nullptr ? data : "data") / "socs",
                                here.parent_path() / "share/better-together/socs"};
    std::vector<std::string> names;
    for (const auto& folder : folders) {
        std::error_code none;
        if (const auto file = folder / (soc + ".json"); fs::is_regular_file(file, none)) return file;
        for (std::string& name : model_names(folder)) names.push_back(std::move(name));
    }
    throw usage_error("no SoC model '" + printable(soc) + "'", did_you_mean(soc, names));
}

// A model with a fault is refused here, by its place, and not by the first command that runs on the device. Absolute:
// these commands run in a folder of their own.
std::string checked_model(const fs::path& file) {
    std::error_code error;
    const bool whole = fs::is_regular_file(file, error);
    std::ifstream in(file, std::ios::binary);
    if (!whole || !in) {
        const std::string why = error ? error.message() : whole ? std::strerror(errno) : "not a file";
        throw data_error("cannot read the SoC model '" + printable(file.string(), 200) + "': " + why);
    }
    format::read_soc_model(std::string(std::istreambuf_iterator<char>(in), {}), file.string());
    return fs::canonical(file).string();
}

}  // namespace

const std::vector<Flag> flags{
    {"--port", Takes::one, "N", "Port of 127.0.0.1 (default 0: a free one)"},
    {"--serial", Takes::one, "NAME", "The device's serial number (default: emulated)"},
    {"--soc", Takes::one, "NAME|FILE", "SoC model that bt-agent runs there"},
    {"--root", Takes::one, "DIR", "Folder for the device's files (default: one that goes with the process)"},
    {"--abi", Takes::one, "ABI", "x86_64 or arm64-v8a, through qemu (default: x86_64)"},
    {"--fault", Takes::list, "KIND[:N]…",
     "offline unauthorized drop:N drop-mid-command stall short-push full noexec no-exit-code garbage slow:N"},
    {"--seed", Takes::one, "N", "Seed of what is drawn by chance: the bytes of garbage (default 1)"},
    {"--version", Takes::nothing, "", "Print the version"},
    {"--help", Takes::nothing, "", "Print this"}};

Options options_of(const Arguments& arguments, const fs::path& here) {
    Options options;
    options.port = static_cast<std::uint16_t>(arguments.number("--port", 0, 65535).value_or(0));
    options.serial = checked_serial(arguments.text("--serial").value_or(options.serial));
    options.abi = checked_abi(arguments.text("--abi").value_or(options.abi));
    options.root = arguments.text("--root").value_or("");
    for (const std::string& fault : arguments.list("--fault")) options.faults.add(fault);
    options.seed = static_cast<std::uint64_t>(arguments.number("--seed", 0, INT64_MAX).value_or(1));
    if (const auto soc = arguments.text("--soc")) options.soc = checked_model(model_file(*soc, here));
    return options;
}

}  // namespace bt::emulator
