#include <elf.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "bt/device/deploy.hpp"
#include "bt/system/file_reader.hpp"
#include "bt/system/program.hpp"

namespace bt::device {
namespace {

namespace fs = std::filesystem;

// The processor that a program is for, by its header; 0: it is no program for Linux.
unsigned processor_of(const fs::path& file) {
    Elf64_Ehdr header{};
    const system::Beginning beginning = system::read_beginning(file, sizeof header);
    if (beginning.bytes.size() != sizeof header || !beginning.bytes.starts_with(ELFMAG)) return 0;
    std::memcpy(&header, beginning.bytes.data(), sizeof header);
    return header.e_machine;
}

unsigned processor_named(const std::string& machine) {
    if (machine == "x86_64") return EM_X86_64;
    if (machine == "aarch64") return EM_AARCH64;
    if (machine.starts_with("armv")) return EM_ARM;
    if (machine == "riscv64") return EM_RISCV;
    return 0;
}

// A static program of Linux runs on Android's kernel too; a dynamic one finds no C library there.
std::vector<std::string> presets_for(const Architecture& architecture) {
    const std::string machine = architecture.machine == "aarch64" ? "arm64" : architecture.machine;
    std::vector<std::string> presets{architecture.system + "-" + machine};
    presets.push_back("linux-" + machine + "-static");
    return presets;
}

std::vector<fs::path> candidates(const Architecture& architecture, const AgentPlaces& places) {
    std::vector<fs::path> files;
    const auto presets = presets_for(architecture);
    const std::string kinds[] = {architecture.str(), "linux-" + architecture.machine + "-static"};
    for (std::size_t i = 0; i < presets.size(); ++i) {
        if (places.builds) files.push_back(*places.builds / presets[i] / "bin/bt-agent");
        if (places.shipped) files.push_back(*places.shipped / "agents" / kinds[i] / "bt-agent");
        if (i == 0 && architecture.system == "linux") files.push_back(places.program.parent_path() / "bt-agent");
    }
    return files;
}

}  // namespace

AgentPlaces own_agent_places(std::optional<fs::path> shipped) {
    AgentPlaces places{system::own_program(), std::move(shipped)};
    if (const char* builds = std::getenv("BT_AGENTS"); builds != nullptr && *builds != '\0') {
        places.builds = builds;
    } else {
        places.builds = places.program.parent_path().parent_path().parent_path();  // build/release/bin/runner
    }
    return places;
}

std::vector<fs::path> agents_for(const Architecture& architecture, const AgentPlaces& places) {
    std::vector<fs::path> files;
    for (const fs::path& file : candidates(architecture, places)) {
        std::error_code error;
        if (!fs::is_regular_file(file, error)) continue;
        const unsigned wanted = processor_named(architecture.machine);
        if (wanted != 0 && processor_of(file) == wanted) files.push_back(file);
    }
    return files;
}

std::string how_to_build(const Architecture& architecture) {
    if (architecture.machine == "aarch64") {
        return architecture.system == "android"
                   ? "scripts/agents linux-arm64-static (CPU only), or android-arm64 with the NDK"
                   : "scripts/agents linux-arm64 linux-arm64-static";
    }
    return "build bt-agent on such a machine (scripts/run) and put it into a folder named by BT_AGENTS: <it>/" +
           presets_for(architecture).front() + "/bin/bt-agent";
}

}  // namespace bt::device
