#pragma once

#include <memory>
#include <string>

#include "emulator/device.hpp"
#include "emulator/loop.hpp"
#include "emulator/stream.hpp"

namespace bt::emulator {

// How a command's streams travel: v2 packets keep stdout, stderr and the exit code apart; raw is one stream of both
// without an exit code (`exec:`, and `shell:` of old devices).
enum class ShellKind { v2, raw };

// What the connection does when a fault strikes in the middle of a command.
using PullCable = std::function<void()>;

std::unique_ptr<Service> make_shell_service(ShellKind kind, const std::string& command, Device& device, Loop& loop,
                                            Stream& stream, PullCable pull_cable);

}  // namespace bt::emulator
