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

std::string preset_of(const std::string& system, const std::string& machine) {
    return system + "-" + (machine == "aarch64" ? "arm64" : machine);
}

void add(const std::string& system, const std::string& machine, const std::string& linking, const AgentPlaces& places,
         std::vector<fs::path>& files) {
    if (places.builds) files.push_back(*places.builds / (preset_of(system, machine) + linking) / "bin/bt-agent");
    if (places.shipped) {
        files.push_back(*places.shipped / "agents" / (system + "-" + machine + linking) / "bt-agent");
    }
}

// A static program of Linux runs on Android's kernel too. A dynamic one finds no C library on a phone, but does on an
// emulated one: the last to be tried.
std::vector<fs::path> candidates(const Architecture& architecture, const AgentPlaces& places) {
    const std::string& system = architecture.system;
    const std::string& machine = architecture.machine;
    std::vector<fs::path> files;
    const auto add_dynamic_linux = [&] {
        add("linux", machine, "", places, files);
        files.push_back(places.program.parent_path() / "bt-agent");
    };
    if (system == "linux") {
        add_dynamic_linux();
        add("linux", machine, "-static", places, files);
    } else {
        add(system, machine, "", places, files);
        add("linux", machine, "-static", places, files);
        add_dynamic_linux();
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
           preset_of(architecture.system, architecture.machine) + "/bin/bt-agent";
}

}  // namespace bt::device
