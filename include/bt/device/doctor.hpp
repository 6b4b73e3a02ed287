#pragma once

#include <string>
#include <vector>

#include "bt/device/deploy.hpp"
#include "bt/device/registry.hpp"

namespace bt::device {

enum class Verdict {
    good,
    warning,  // the work goes on, but its figures may suffer
    bad,      // stops the work
    unknown,  // could not be looked at; `found` says why
};

struct Check {
    std::string what;
    Verdict verdict;
    std::string found;
    std::string mend{};  // the command, or what to do
};

// What a person would look at before measuring on that device, in the order in which they would. Throws only where it
// is told to stop.
std::vector<Check> examine(const Registry& registry, const Entry& entry, const AgentPlaces& agents);

}  // namespace bt::device
