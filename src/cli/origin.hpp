#pragma once

#include <optional>
#include <string>

#include "bt/core/params.hpp"
#include "bt/profile/campaign.hpp"

namespace bt::cli {

// Where times come from, as the raw logs tell it: tables say neither application nor sizes.
struct Origin {
    AppName app;
    Params params;
    std::string agent;  // program, version and build
    bool operator==(const Origin&) const = default;
};

// Nothing where no log of the campaign tells it. `left_out`: counts logs that cannot be read; without it they are
// errors.
std::optional<Origin> origin_of(const profile::Subject& subject, int campaign, format::LeftOut* left_out = nullptr);

}  // namespace bt::cli
