#pragma once

#include <optional>

namespace bt::format {

// A clock or a temperature around a measurement; nothing where the device does not let it be read.
struct BeforeAfter {
    std::optional<double> before;
    std::optional<double> after;
    bool operator==(const BeforeAfter&) const = default;
};

}  // namespace bt::format
