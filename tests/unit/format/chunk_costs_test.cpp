#include "bt/format/chunk_costs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::chunk_costs_test {
namespace {

using testing::HasSubstr;

std::string sample() { return page_sample("docs/formats/costs.md", "chunk-costs", "json"); }
std::string fault_with(const std::string& from, const std::string& to) {
    return fault_from([&] { read_chunk_costs(with(sample(), from, to), "c.json"); });
}

TEST(ChunkCosts, ReadsWhatThePageShowsAndReadsBackWhatItWrote) {
    const ChunkCosts costs = read_chunk_costs(sample(), "c.json");
    EXPECT_EQ(costs.backend, Backend::vk);
    EXPECT_EQ(costs.params, (Params{{"points", "307200"}}));
    const ChunkCost& vulkan = costs.pus.at(PuName("vulkan"));
    EXPECT_EQ(vulkan.chunk_ms.count(), 0.67);
    EXPECT_EQ(vulkan.ci, (Ci{0.61, 0.73}));
    EXPECT_EQ(vulkan.from, CostSource::benchmark);
    EXPECT_FALSE(costs.pus.at(PuName("little")).ci.has_value());
    EXPECT_EQ(read_chunk_costs(render(costs), "c.json"), costs);
}

TEST(ChunkCosts, RefusesWhatCannotBeACost) {
    EXPECT_THAT(fault_with("\"stage_ms\": 0.05", "\"stage_ms\": -0.05"),
                HasSubstr("c.json:10:46: expected a number from 0 to 1e+09, found -0.05"));
    EXPECT_THAT(fault_with("[0.61, 0.73]", "[0.73, 0.61]"),
                HasSubstr("expected the higher end of a confidence interval, found 0.61"));
    EXPECT_THAT(fault_with("[0.61, 0.73]", "[0.61]"),
                HasSubstr("expected a confidence interval [low, high], found a list of 1"));
    EXPECT_THAT(fault_with("[0.61, 0.73], \"from\": \"benchmark\"", "null, \"from\": \"guess\""),
                HasSubstr("benchmark or run, found the string 'guess'"));
    EXPECT_THAT(fault_with("\"vulkan\": {", "\"Vulkan\": {"),
                HasSubstr("expected a PU name as key of this value, found 'Vulkan'"));
    EXPECT_THAT(fault_with("\"backend\": \"vk\"", "\"backend\": \"gl\""),
                HasSubstr("expected a backend (cpu, vk or cu), found the string 'gl'"));
    EXPECT_THAT(fault_with("\"version\": 1", "\"version\": 2"),
                HasSubstr("expected chunk-costs version 1, found version 2"));
}

}  // namespace
}  // namespace bt::format::chunk_costs_test
