#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "unit/tree/task.hpp"

namespace bt::apps::tree {
namespace {

using ::testing::HasSubstr;

class TreeStructure : public ::testing::Test {
protected:
    TreeStructure() : app_(make_tree(2000, 1, "clustered")), task_(app_->buffers()) {
        Team team(1);
        app_->fill_input(0, task_.buffers());
        run_all(*app_, task_.buffers(), team);
    }

    std::string fault() { return app_->structural_fault(task_.buffers()).value_or("none"); }
    std::span<std::uint32_t> words(std::size_t which) { return task_.buffers().as<std::uint32_t>(which); }

    // A cell with two children or more, and two octants of it that are not empty.
    struct Spot {
        std::size_t cell, first, second;
    };
    Spot branching_cell() {
        for (std::size_t cell = 0;; ++cell) {
            std::vector<std::size_t> taken;
            for (std::size_t octant = 0; octant < 8; ++octant) {
                if (words(buffer::cell_children)[8 * cell + octant] != no_child) taken.push_back(octant);
            }
            if (taken.size() >= 2) return {cell, taken[0], taken[1]};
        }
    }

    std::unique_ptr<Application> app_;
    Task task_;
};

TEST_F(TreeStructure, OfARightTreeHasNoFault) { EXPECT_EQ(fault(), "none"); }

TEST_F(TreeStructure, ShowsAWrongChild) {
    const Spot spot = branching_cell();
    std::swap(words(buffer::cell_children)[8 * spot.cell + spot.first],
              words(buffer::cell_children)[8 * spot.cell + spot.second]);
    EXPECT_THAT(fault(), HasSubstr("octant below cell " + std::to_string(spot.cell)));
}

TEST_F(TreeStructure, ShowsAMissingChild) {
    const Spot spot = branching_cell();
    words(buffer::cell_children)[8 * spot.cell + spot.first] = no_child;
    EXPECT_THAT(fault(), HasSubstr("hang from no cell"));
}

TEST_F(TreeStructure, ShowsAWrongParent) {
    ++words(buffer::cell_parent)[5];
    EXPECT_THAT(fault(), HasSubstr("child and parent disagree at cell"));
}

TEST_F(TreeStructure, ShowsAWrongLevel) {
    ++words(buffer::cell_level)[5];
    EXPECT_NE(fault(), "none");
}

TEST_F(TreeStructure, ShowsAPointThatIsInNoLeaf) {
    auto points = task_.buffers().as<float>(buffer::points);
    points[17] = points[17] < 0.5F ? points[17] + 0.5F : points[17] - 0.5F;
    EXPECT_THAT(fault(), ::testing::AnyOf(HasSubstr("no leaf contains point 17"), HasSubstr("no point in leaf")));
}

TEST_F(TreeStructure, ShowsCellsThatTheEdgesDoNotExplain) {
    --words(buffer::counts)[count::cells];
    EXPECT_THAT(fault(), HasSubstr("but the edges hold"));
}

TEST_F(TreeStructure, ShowsAPrefixThatDoesNotGrow) {
    words(buffer::node_prefix)[0] = 29;
    EXPECT_THAT(fault(), HasSubstr("prefix does not grow below node 0"));
}

TEST_F(TreeStructure, ShowsWrongLinksInTheRadixTree) {
    std::swap(words(buffer::node_children)[0], words(buffer::node_children)[200]);
    EXPECT_THAT(fault(), HasSubstr("child and parent disagree at node 0"));
}

TEST_F(TreeStructure, ShowsCodesThatDoNotAscend) {
    std::swap(words(buffer::unique)[3], words(buffer::unique)[4]);
    EXPECT_THAT(fault(), HasSubstr("codes do not ascend at leaf"));
}

TEST_F(TreeStructure, ShowsImpossibleCounts) {
    for (const std::size_t which : {count::leaves, count::nodes, count::cells}) {
        for (const std::uint32_t value : {0U, 0xffffffffU}) {
            const std::uint32_t kept = std::exchange(words(buffer::counts)[which], value);
            EXPECT_THAT(fault(), HasSubstr("impossible number of"));
            words(buffer::counts)[which] = kept;
        }
    }
}

}  // namespace
}  // namespace bt::apps::tree
