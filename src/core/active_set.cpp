#include "bt/core/active_set.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt {

ActiveSet::ActiveSet(std::span<const PuName> busy, std::span<const PuName> device_order) {
    if (busy.empty()) throw usage_error("an active set without any PU");
    for (const PuName& pu : busy) {
        if (std::find(device_order.begin(), device_order.end(), pu) == device_order.end()) {
            std::vector<std::string> names;
            for (const PuName& each : device_order) names.push_back(each.str());
            throw usage_error("the device has no PU '" + pu.str() + "'", did_you_mean(pu.str(), names));
        }
        if (std::count(busy.begin(), busy.end(), pu) > 1) {
            throw usage_error("PU '" + pu.str() + "' stands twice in an active set");
        }
    }
    for (const PuName& pu : device_order) {
        if (std::find(busy.begin(), busy.end(), pu) != busy.end()) pus_.push_back(pu);
    }
}

ActiveSet ActiveSet::parse(std::string_view text) {
    std::vector<PuName> pus;
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        PuName pu{std::string(text.substr(begin, end - begin))};
        if (std::find(pus.begin(), pus.end(), pu) != pus.end()) {
            throw usage_error("PU '" + pu.str() + "' stands twice in the active set '" + printable(text) + "'");
        }
        pus.push_back(std::move(pu));
        if (end == text.size()) return ActiveSet(std::move(pus));
        begin = end + 1;
    }
}

bool ActiveSet::contains(const PuName& pu) const { return std::find(pus_.begin(), pus_.end(), pu) != pus_.end(); }

std::string ActiveSet::str() const {
    std::string out;
    for (const PuName& pu : pus_) {
        if (!out.empty()) out += '+';
        out += pu.str();
    }
    return out;
}

std::vector<ActiveSet> all_sets(std::span<const PuName> device_order, std::size_t least) {
    constexpr std::size_t most_pus = 16;  // 65 536 sets; a device with more needs names for the sets it wants
    if (device_order.size() > most_pus) throw usage_error("all sets of more than 16 PUs are too many to list");
    std::vector<ActiveSet> sets;
    for (std::size_t mask = 1; mask < (std::size_t{1} << device_order.size()); ++mask) {
        std::vector<PuName> busy;
        for (std::size_t i = 0; i < device_order.size(); ++i) {
            if ((mask >> i) & 1U) busy.push_back(device_order[i]);
        }
        if (busy.size() >= least) sets.emplace_back(busy, device_order);
    }
    std::stable_sort(sets.begin(), sets.end(),
                     [](const ActiveSet& a, const ActiveSet& b) { return a.pus().size() < b.pus().size(); });
    return sets;
}

}  // namespace bt
