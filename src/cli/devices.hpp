#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bt/device/standing.hpp"
#include "cli/fleet.hpp"

namespace bt::cli {

struct DevicesOptions {
    std::string action = "list";
    std::vector<std::string> ids;
    std::optional<std::string> wait;
    std::string adb_host;
    bool ssh_hosts = false;
    bool software_gpu = false;
    bool by_default = false;
    bool replace = false;
    bool dry_run = false;
};

// Hosts that a person named and whose adb could not be asked: what was found without them is a part only.
ExitCode tell_unasked(const device::Overview& overview, Terminal& terminal);

// --wait, else `otherwise`. Throws a usage error.
Nanoseconds patience_of(const DevicesOptions& options, Nanoseconds otherwise);

// What a device says of itself, by its agent, which is brought there first.
struct Answer {
    device::Deployment deployment;
    format::AgentInfo info;
};
Answer ask(device::Device& device, const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet);

ExitCode describe_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet);
ExitCode add_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet);
ExitCode clean_devices(const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet);

}  // namespace bt::cli
