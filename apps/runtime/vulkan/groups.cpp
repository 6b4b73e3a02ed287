#include "runtime/vulkan/groups.hpp"

#include <algorithm>

namespace bt::apps::vulkan {

std::vector<GroupPiece> split_groups(const Groups& groups, const Groups& limit) {
    std::vector<GroupPiece> pieces;
    if (std::find(groups.begin(), groups.end(), 0U) == groups.end()) pieces.push_back({{0, 0, 0}, groups});
    for (std::size_t axis = 0; axis < 3; ++axis) {
        std::vector<GroupPiece> finer;
        for (const GroupPiece& piece : pieces) {
            for (std::uint32_t done = 0; done < piece.count[axis];) {
                GroupPiece part = piece;
                part.base[axis] = done;
                part.count[axis] = std::min(limit[axis], piece.count[axis] - done);
                done += part.count[axis];
                finer.push_back(part);
            }
        }
        pieces = std::move(finer);
    }
    return pieces;
}

}  // namespace bt::apps::vulkan
