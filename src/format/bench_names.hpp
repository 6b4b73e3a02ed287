#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/core/names.hpp"

namespace bt::format {

// How the earlier system's text spells a PU: Little, Medium, Big, Vulkan, CUDA; others by their own name.
std::string printed_name(const PuName& pu);

// Any spelling that logs of earlier systems have (Lit, Lut, Med, Vlk, any case); nothing where it cannot be a PU.
std::optional<PuName> pu_of_printed(std::string_view text);

}  // namespace bt::format
