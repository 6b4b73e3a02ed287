#include "bt/profile/warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/profile/bench_fixture.hpp"

namespace bt::profile::warnings_test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Change = std::function<void(int repeat, std::vector<format::BenchCell>& cells)>;

Campaign campaign_of(int repeats, const Change& change) {
    Campaign campaign{1, {}};
    for (int repeat = 1; repeat <= repeats; ++repeat) {
        auto cells = tests::all_cells(repeat, 1 + 0.002 * repeat);
        change(repeat, cells);
        const std::string text = tests::log_text(tests::header(), cells);
        campaign.repeats.push_back({repeat, "run.txt", format::read_bench_log(text, "run.txt")});
    }
    return campaign;
}

void nothing(int, std::vector<format::BenchCell>&) {}

TEST(Warnings, OfAQuietCampaignNameOnlyTheGpuThatIsFasterUnderLoad) {
    EXPECT_THAT(warnings_of(campaign_of(5, nothing)), Each(StartsWith("faster under load")));
}

TEST(Warnings, TellOfAGpuThatIsFasterUnderLoadWithBothClocks) {
    const auto warnings = warnings_of(campaign_of(5, [](int, auto& cells) {
        cells[4].clock_mhz = {300, 300};
        cells[11].clock_mhz = {900, 900};
    }));
    EXPECT_THAT(warnings, Contains(AllOf(HasSubstr("faster under load: stage 1 on vulkan beside little+big"),
                                         HasSubstr("900 MHz, alone 300 MHz"))));
}

TEST(Warnings, TellWhereTheClockFell) {
    const auto warnings = warnings_of(campaign_of(5, [](int repeat, auto& cells) {
        if (repeat == 4) cells[3].clock_mhz = {2800, 1400};
    }));
    EXPECT_THAT(warnings, Contains("throttled: stage 2 on big alone fell from 2800 to 1400 MHz in repeat 4"));
}

TEST(Warnings, TellWhichCellIsNoisy) {
    const auto warnings = warnings_of(campaign_of(5, [](int repeat, auto& cells) {
        cells[0] = tests::cell(1, 1, "little", "little", repeat % 2 == 0 ? 4 : 6, repeat);
    }));
    EXPECT_THAT(warnings, Contains(StartsWith("noisy: stage 1 on little alone: CI ±")));
}

TEST(Warnings, TellOfOutliers) {
    const auto warnings =
        warnings_of(campaign_of(5, [](int, auto& cells) { cells[2].ns.push_back(cells[2].ns.back() * 9); }));
    EXPECT_THAT(warnings, Contains(HasSubstr("outliers: stage 1 on big alone: 5 of 20 samples")));
}

TEST(Warnings, TellOfASlowFirstRepeat) {
    const auto warnings = warnings_of(campaign_of(5, [](int repeat, auto& cells) {
        if (repeat == 1) cells = tests::all_cells(1, 1.4);
    }));
    EXPECT_THAT(warnings, Contains(StartsWith("slow first repeat")));
}

TEST(Warnings, TellWhichCellWasNotPinned) {
    const auto warnings = warnings_of(campaign_of(5, [](int repeat, auto& cells) {
        if (repeat == 2) cells[9].pinned = false;
    }));
    EXPECT_THAT(warnings, Contains("not pinned: stage 1 on big beside little+vulkan ran on other cores than its own in "
                                   "1 repeat"));
}

TEST(Warnings, SayThatOneRepeatGivesNoInterval) {
    EXPECT_THAT(warnings_of(campaign_of(1, nothing)), Contains(HasSubstr("--repeat 5")));
}

}  // namespace
}  // namespace bt::profile::warnings_test
