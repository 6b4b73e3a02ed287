#include "bt/core/chain_names.hpp"

#include <algorithm>

namespace bt {

std::vector<std::string> chain_names(std::span<const AppName> apps) {
    std::vector<std::string> names;
    for (std::size_t chain = 0; chain < apps.size(); ++chain) {
        std::string name = apps[chain].str();
        if (std::count(apps.begin(), apps.end(), apps[chain]) > 1) {
            const auto end = apps.begin() + static_cast<std::ptrdiff_t>(chain) + 1;
            name += "#" + std::to_string(std::count(apps.begin(), end, apps[chain]));
        }
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace bt
