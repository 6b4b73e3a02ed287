#pragma once

#include <optional>
#include <string>

#include "bt/core/statistics.hpp"

namespace bt::analyse {

// A number with its 95 % CI, or the reason why it is not defined. Without a CI `why` says why there is none.
struct Figure {
    std::optional<double> value;
    std::optional<Ci> ci;
    std::string why;

    static Figure undefined(std::string reason) { return {std::nullopt, std::nullopt, std::move(reason)}; }
};

}  // namespace bt::analyse
