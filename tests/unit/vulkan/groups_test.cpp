#include "runtime/vulkan/groups.hpp"

#include <gmock/gmock.h>

namespace bt::apps::vulkan {
namespace {

using testing::ElementsAre;

TEST(WorkGroups, ThatFitStayOnePiece) {
    EXPECT_THAT(split_groups({7, 8, 9}, {100, 100, 100}), ElementsAre(GroupPiece{{0, 0, 0}, {7, 8, 9}}));
    EXPECT_THAT(split_groups({100, 1, 1}, {100, 1, 1}), ElementsAre(GroupPiece{{0, 0, 0}, {100, 1, 1}}));
}

TEST(WorkGroups, BeyondTheLimitAreCutInEveryDimension) {
    EXPECT_THAT(split_groups({5, 1, 3}, {2, 1, 2}),
                ElementsAre(GroupPiece{{0, 0, 0}, {2, 1, 2}}, GroupPiece{{0, 0, 2}, {2, 1, 1}},
                            GroupPiece{{2, 0, 0}, {2, 1, 2}}, GroupPiece{{2, 0, 2}, {2, 1, 1}},
                            GroupPiece{{4, 0, 0}, {1, 1, 2}}, GroupPiece{{4, 0, 2}, {1, 1, 1}}));
}

TEST(WorkGroups, NoneAreNoPiece) { EXPECT_TRUE(split_groups({4, 0, 4}, {100, 100, 100}).empty()); }

TEST(WorkGroups, TheLargestNumberDoesNotOverflow) {
    const auto pieces = split_groups({0xffffffffU, 1, 1}, {0x80000000U, 1, 1});
    EXPECT_THAT(pieces, ElementsAre(GroupPiece{{0, 0, 0}, {0x80000000U, 1, 1}},
                                    GroupPiece{{0x80000000U, 0, 0}, {0x7fffffffU, 1, 1}}));
}

}  // namespace
}  // namespace bt::apps::vulkan
