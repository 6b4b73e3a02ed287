#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bt/device/device.hpp"
#include "bt/format/agent_info.hpp"

namespace bt::device {

// What decides which program runs on a device.
struct Architecture {
    std::string system;   // "linux", "android"
    std::string machine;  // "x86_64", "aarch64"
    std::string str() const { return system + "-" + machine; }
    bool operator==(const Architecture&) const = default;
};

// Where bt-agent for other machines lies on this one.
struct AgentPlaces {
    std::filesystem::path program;                   // this very program: its neighbour is this machine's agent
    std::optional<std::filesystem::path> shipped{};  // <shipped>/agents/<system>-<machine>[-static]/bt-agent
    std::optional<std::filesystem::path> builds{};   // <builds>/<preset>/bin/bt-agent, as scripts/agents leaves them
};
// Of this program; `shipped` is store::own_shipped_data(). BT_AGENTS names another folder of builds.
AgentPlaces own_agent_places(std::optional<std::filesystem::path> shipped);

// The agents for such a machine that are there, the best first: dynamic ones, which can open Vulkan, before static
// ones. A file of another processor's is none of them.
std::vector<std::filesystem::path> agents_for(const Architecture& architecture, const AgentPlaces& places);

// The command that makes an agent for such a machine.
std::string how_to_build(const Architecture& architecture);

struct Deployment {
    std::string agent;           // the program's path on the device, absolute
    std::filesystem::path from;  // its file here
    Architecture architecture;
    std::string version;               // "0.1.0 3eb4515", as the agent itself says
    bool pushed = false;               // false: it was there already
    std::vector<std::string> notes{};  // what a reader of the figures must know
};

// Brings the agent for the device there, where it is not there yet (by content hash), and makes sure that it runs and
// is of this runner's version. One command on the device where nothing is to be done. Throws a Failure: no agent for
// such a machine, a folder that lets nothing run, an agent of another version. `patience`: what each command there has
// to end, a push apart.
constexpr Nanoseconds usual_patience = std::chrono::seconds(30);
Deployment deploy(Device& device, const AgentPlaces& places, Nanoseconds patience = usual_patience);

// Runs `bt-agent info` there. `arguments`: more flags. Throws the agent's own error where it refuses them.
format::AgentInfo ask_agent(Device& device, const Deployment& deployment,
                            const std::vector<std::string>& arguments = {}, Nanoseconds patience = usual_patience);

// Removes the work folder, with all that was brought or made there. Says how many KiB went; nothing: there was none.
std::optional<long> remove_deployed(Device& device);
std::optional<long> deployed_size(Device& device);

}  // namespace bt::device
