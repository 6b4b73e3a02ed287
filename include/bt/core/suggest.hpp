#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bt {

// The candidate that `typed` was most likely meant to be, if one is near enough (at most a third of its letters
// changed, added, left out or swapped with the next).
std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates);

// Advice for an unknown name: "did you mean 'tree'?", or the list of what there is.
std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates);

}  // namespace bt
