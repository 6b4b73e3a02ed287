#include "bt/core/schedule.hpp"

#include <gtest/gtest.h>

#include <set>

namespace bt {
namespace {

Chunk chunk(const char* pu, int first, int last) {
    return {PuName(pu), {Stage::from_number(first), Stage::from_number(last)}};
}

std::string fault(const Chunks& chunks, int stages = 9) { return fault_of(chunks, stages).value_or("none"); }

TEST(Schedule, IsWholeWhenItsChunksCoverEveryStageOnce) {
    EXPECT_EQ(fault({chunk("big", 1, 9)}), "none");
    EXPECT_EQ(fault({chunk("big", 1, 4), chunk("vulkan", 5, 9)}), "none");
}

TEST(Schedule, NamesItsFault) {
    EXPECT_EQ(fault({}), "no chunks");
    EXPECT_EQ(fault({chunk("big", 2, 9)}), "stage 1 missing before the chunk on big");
    EXPECT_EQ(fault({chunk("big", 1, 4), chunk("vulkan", 7, 9)}), "stages 5 to 6 missing before the chunk on vulkan");
    EXPECT_EQ(fault({chunk("big", 1, 4), chunk("vulkan", 4, 9)}),
              "stage 4 repeated or out of order in the chunk on vulkan");
    EXPECT_EQ(fault({chunk("big", 1, 8)}), "stage 9 missing at the end");
    EXPECT_EQ(fault({chunk("big", 1, 10)}), "the chunk on big ends with stage 10; the application has 9");
    EXPECT_EQ(fault({chunk("big", 1, 4), chunk("big", 5, 9)}), "PU big has two chunks");
    EXPECT_EQ(fault({chunk("big", 3, 2)}), "the chunk on big has the empty range 3-2");
}

TEST(Schedule, KnowsThePusOfItsDevice) {
    const std::vector<PuName> known{PuName("big"), PuName("little")};
    EXPECT_EQ(fault_of(Chunks{chunk("vulkan", 1, 9)}, 9, known), "PU vulkan unknown");
    EXPECT_FALSE(fault_of(Chunks{chunk("big", 1, 9)}, 9, known));
}

// The hash is checked against: printf 'local\ntree\ncpu\nbig:1-4\nlittle:5-7\n' | sha256sum
TEST(Schedule, UidIsLettersCountsAndTheHashOfWhatItRuns) {
    const Chunks chunks{chunk("big", 1, 4), chunk("little", 5, 7)};
    EXPECT_EQ(uid_of(DeviceId("local"), AppName("tree"), Backend::cpu, chunks), "SCH-B4L3-71771a");
    EXPECT_NE(uid_of(DeviceId("local"), AppName("tree"), Backend::cpu, chunks),
              uid_of(DeviceId("local2"), AppName("tree"), Backend::cpu, chunks));
}

TEST(Schedule, ReadsAsPeopleWouldSayIt) {
    EXPECT_EQ(to_string(Chunks{chunk("little", 1, 4), chunk("vulkan", 5, 5)}), "1-4 little | 5 vulkan");
}

}  // namespace
}  // namespace bt
