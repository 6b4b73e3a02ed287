#include "runtime/vulkan/spirv.hpp"

#include <gmock/gmock.h>

#include "bt/core/error.hpp"
#include "shaders/big_shared.hpp"
#include "shaders/group_count.hpp"
#include "shaders/scale.hpp"
#include "shaders/subgroup.hpp"

namespace bt::apps::vulkan {
namespace {

using testing::Contains;
using testing::ElementsAre;

using Constants = std::vector<std::uint32_t>;

TEST(SpirvFacts, TheSizeOfAWorkGroupFollowsItsConstant) {
    EXPECT_THAT(read_spirv(shaders::scale, Constants{}).local_size, ElementsAre(1, 1, 1));
    EXPECT_THAT(read_spirv(shaders::scale, Constants{8, 256}).local_size, ElementsAre(256, 1, 1));
    EXPECT_THAT(read_spirv(shaders::big_shared, Constants{}).local_size, ElementsAre(8, 4, 1));
}

TEST(SpirvFacts, SharedMemoryIsCountedInBytes) {
    EXPECT_EQ(read_spirv(shaders::big_shared, Constants{}).shared_bytes, 16U * 16);
    EXPECT_EQ(read_spirv(shaders::big_shared, Constants{8, 100}).shared_bytes, 100U * 16);
    EXPECT_EQ(read_spirv(shaders::scale, Constants{}).shared_bytes, 0U);
}

TEST(SpirvFacts, BuffersGroupCountAndCapabilitiesAreSeen) {
    EXPECT_EQ(read_spirv(shaders::scale, Constants{}).bindings, 3U);
    EXPECT_FALSE(read_spirv(shaders::scale, Constants{}).reads_group_count);
    EXPECT_TRUE(read_spirv(shaders::group_count, Constants{}).reads_group_count);
    EXPECT_FALSE(read_spirv(shaders::scale, Constants{}).uses_subgroups);
    EXPECT_TRUE(read_spirv(shaders::subgroup, Constants{}).uses_subgroups);
    EXPECT_THAT(read_spirv(shaders::subgroup, Constants{}).capabilities, Contains(61U));  // GroupNonUniform
}

TEST(SpirvFacts, BrokenCodeIsRefused) {
    const std::vector<std::uint32_t> whole(std::begin(shaders::scale), std::end(shaders::scale));
    EXPECT_THROW(read_spirv({}, Constants{}), Error);
    EXPECT_THROW(read_spirv(std::span(whole).subspan(1), Constants{}), Error);
    for (std::size_t length = 0; length < whole.size(); ++length) {  // cut anywhere: an error or fewer facts, no crash
        try {
            read_spirv(std::span(whole).first(length), Constants{});
        } catch (const Error&) {
        }
    }
    std::vector<std::uint32_t> stuck = whole;
    stuck[5] = 0;  // an instruction of no words
    EXPECT_THROW(read_spirv(stuck, Constants{}), Error);
}

}  // namespace
}  // namespace bt::apps::vulkan
