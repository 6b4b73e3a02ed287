#pragma once

#include <optional>
#include <string>

namespace bt::apps::test {

// Pins Vulkan to Mesa's CPU driver, so that tests mean the same on machines with other drivers. Empty, and nothing is
// pinned, where it is not installed.
std::optional<std::string> pin_lavapipe();

}  // namespace bt::apps::test
