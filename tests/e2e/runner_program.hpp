#pragma once

#include <string>
#include <vector>

#include "bt/system/child.hpp"

namespace bt::e2e {

// The built program as a user types it. BT_RUNNER is its path, given by the build.
inline system::ChildResult runner(std::vector<std::string> arguments,
                                  std::vector<std::pair<std::string, std::string>> environment = {},
                                  const std::filesystem::path& folder = {}) {
    arguments.insert(arguments.begin(), BT_RUNNER);
    system::ChildOptions options;
    options.deadline = std::chrono::seconds(50) * BT_PATIENCE;
    return system::run_child({std::move(arguments), std::move(environment), folder}, options);
}

}  // namespace bt::e2e
