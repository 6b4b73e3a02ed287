#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace bt::apps::vulkan {

using Groups = std::array<std::uint32_t, 3>;

struct GroupPiece {
    Groups base;
    Groups count;

    bool operator==(const GroupPiece&) const = default;
};

// The work groups of a dispatch in pieces that stay within a device's limit for each dimension (65 535 is common, and a
// batch of images has more). None where there are no groups.
std::vector<GroupPiece> split_groups(const Groups& groups, const Groups& limit);

}  // namespace bt::apps::vulkan
