#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/pu.hpp"

// What `bt-agent info --json` prints: a device about itself (docs/agent.md).
namespace bt::format {

struct AgentPu {
    Pu pu;
    std::optional<double> clock_mhz{};
    std::optional<std::string> governor{};
};

struct AgentGpu {
    PuName pu;
    std::string about;
    bool usable = false;
};

struct AgentInfo {
    std::string version;  // of the agent
    std::string build;
    std::string machine;  // "aarch64"
    std::string kernel;
    std::optional<std::string> model;
    std::string clock;  // "monotonic", "virtual"
    Backend backend = Backend::cpu;
    std::vector<AgentPu> pus;  // in the device's order
    std::vector<std::string> notes;
    std::vector<AgentGpu> gpus;
    std::optional<double> temperature_c;
    std::optional<double> load;
    std::vector<AppName> apps;
};

// `source` stands for the file in errors: "bt-agent info on 'jetson'".
AgentInfo read_agent_info(std::string_view text, const std::string& source);

}  // namespace bt::format
