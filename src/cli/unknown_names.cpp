#include "cli/unknown_names.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/store/inventory.hpp"
#include "bt/store/lookup.hpp"
#include "cli/chosen_apps.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

struct KnownNames {
    std::vector<std::string> apps;
    std::vector<std::string> devices;
};

void add(std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// Profiles lie as <folder>/<device>/<app>.json.
void add_profiles(const fs::path& folder, KnownNames& known) {
    std::error_code ignored;
    for (const auto& device : fs::directory_iterator(folder, ignored)) {
        add(known.devices, device.path().filename().string());
        for (const auto& app : fs::directory_iterator(device.path(), ignored)) {
            add(known.apps, app.path().stem().string());
        }
    }
}

KnownNames names_known(const store::Layout& layout) {
    KnownNames known{known_apps(layout), {}};
    for (const store::Holding& holding : store::take_inventory(layout).holdings) {
        add(known.devices, holding.device.str());
        for (const AppName& part : holding.app.parts()) add(known.apps, part.str());
    }
    add_profiles(layout.profiles(), known);
    if (const auto shipped = store::own_shipped_data()) add_profiles(*shipped / "profiles", known);
    return known;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string advice_on_names(const store::Store& held, const AppName& app, const std::optional<DeviceId>& device,
                            const std::string& advice) {
    const KnownNames known = names_known(held.layout());
    for (const AppName& part : app.parts()) {
        if (holds(known.apps, part.str())) continue;
        throw usage_error("unknown application '" + printable(part.str()) + "', and nothing of it in the store",
                          did_you_mean(part.str(), known.apps));
    }
    if (!device || holds(known.devices, device->str())) return advice;
    const auto near = nearest(device->str(), known.devices);
    return (near ? "did you mean '" + printable(*near) + "'? " : "") + advice;
}

}  // namespace bt::cli
