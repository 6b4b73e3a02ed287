#pragma once

#include <optional>
#include <string>

#include "bt/core/names.hpp"
#include "bt/store/store.hpp"

namespace bt::cli {

// For a command that looked for something in the store and found nothing. Throws a usage error where neither this
// program nor the store knows the application; else `advice`, with the device that was perhaps meant before it.
std::string advice_on_names(const store::Store& held, const AppName& app, const std::optional<DeviceId>& device,
                            const std::string& advice);

}  // namespace bt::cli
