#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"

namespace bt {

// The names of all busy PUs, the measured one included, in the device's order.
class ActiveSet {
public:
    // Puts `busy` into the device's order. Throws where a PU is unknown, repeated, or none is given.
    ActiveSet(std::span<const PuName> busy, std::span<const PuName> device_order);

    // "big+vulkan", as files carry it: taken in the order written.
    static ActiveSet parse(std::string_view text);

    const std::vector<PuName>& pus() const { return pus_; }
    bool contains(const PuName& pu) const;
    std::string str() const;
    auto operator<=>(const ActiveSet&) const = default;

private:
    explicit ActiveSet(std::vector<PuName> pus) : pus_(std::move(pus)) {}
    std::vector<PuName> pus_;
};

// All sets of `least` or more PUs, smallest first, each in the device's order.
std::vector<ActiveSet> all_sets(std::span<const PuName> device_order, std::size_t least);

}  // namespace bt
