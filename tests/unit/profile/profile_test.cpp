#include "bt/profile/profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "unit/profile/bench_fixture.hpp"

namespace bt::profile::tests::profile_test {
namespace {

// Every pair of big and vulkan beside what the fixture has: big loses a fifth, vulkan gains.
std::vector<format::BenchCell> with_pairs(int repeat) {
    auto cells = all_cells(repeat);
    cells.push_back(cell(2, 2, "big", "big+vulkan", 2.4, repeat));
    cells.push_back(cell(1, 1, "vulkan", "big+vulkan", 0.5 + 0.27, repeat));
    cells.push_back(cell(2, 2, "vulkan", "big+vulkan", 0.5 + 0.56, repeat));
    return cells;
}

Campaign whole_campaign(const std::vector<std::vector<format::BenchCell>>& repeats) {
    Campaign campaign{1, {}};
    for (std::size_t i = 0; i < repeats.size(); ++i) {
        const std::string text = log_text(header(), repeats[i]);
        campaign.repeats.push_back({static_cast<int>(i) + 1, "run.txt", format::read_bench_log(text, "run.txt")});
    }
    return campaign;
}

const PuName little("little"), big("big"), vulkan("vulkan");

TEST(ProfiledApp, HasEachGroupsTimesAloneWithoutWhatSubmittingCosts) {
    const auto app = profiled_app(whole_campaign({with_pairs(1), with_pairs(2)}), {groups_of(2), {"sort", "build"}});
    EXPECT_EQ(app.app, AppName("tree"));
    EXPECT_EQ(app.params, (Params{{"points", "100"}}));
    ASSERT_EQ(app.groups.size(), 2U);
    EXPECT_EQ(app.groups[1].name, "build");
    EXPECT_NEAR(app.groups[0].times.at(little).count(), 4, 1e-6);
    EXPECT_NEAR(app.groups[0].times.at(vulkan).count(), 0.3, 1e-6);
    EXPECT_NEAR(app.groups[0].fixed.at(vulkan).count(), 0.5, 1e-6);
    EXPECT_FALSE(app.groups[0].fixed.contains(big)) << "a CPU is handed nothing";
    EXPECT_TRUE(app.switches.empty());
}

TEST(ProfiledApp, HasTheSlowdownBesideEachPuWhosePairWasMeasured) {
    const auto app = profiled_app(whole_campaign({with_pairs(1)}), {groups_of(2), {}});
    EXPECT_NEAR(app.groups[0].slowdown.at(big).at(vulkan), 1.2, 1e-6);
    EXPECT_NEAR(app.groups[1].slowdown.at(vulkan).at(big), 0.8, 1e-6) << "GPUs may gain";
    EXPECT_FALSE(app.groups[0].slowdown.contains(little)) << "all three at once are no pair";
    EXPECT_TRUE(app.groups[0].name.empty());
}

TEST(ProfiledApp, AddsUpTheStagesOfAGroupAndSubmitsItOnce) {
    const auto app =
        profiled_app(whole_campaign({with_pairs(1)}), {{{Stage::from_number(1), Stage::from_number(2)}}, {"a", "b"}});
    ASSERT_EQ(app.groups.size(), 1U);
    EXPECT_EQ(app.groups[0].name, "a to b");
    EXPECT_NEAR(app.groups[0].times.at(vulkan).count(), 1.0, 1e-6);
    EXPECT_NEAR(app.groups[0].fixed.at(vulkan).count(), 0.5, 1e-6);
    EXPECT_NEAR(app.groups[0].slowdown.at(big).at(vulkan), 1.2, 1e-6);
}

TEST(ProfiledApp, IsRefusedWhereAGroupHasNoTime) {
    try {
        profiled_app(whole_campaign({with_pairs(1)}), {groups_of(3), {}});
        FAIL() << "stage 3 was never measured";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        EXPECT_THAT(error.failed(), testing::HasSubstr("stages 3 to 3 of tree were measured on no PU"));
    }
}

TEST(ProfiledApp, ComesFromWholeRepeatsAlone) {
    Campaign campaign = whole_campaign({with_pairs(1), with_pairs(2)});
    campaign.repeats[1].log.complete = format::Completeness::no;
    campaign.repeats[1].log.cells.clear();
    EXPECT_EQ(profiled_app(campaign, {groups_of(2), {}}),
              profiled_app(whole_campaign({with_pairs(1)}), {groups_of(2), {}}));
    campaign.repeats.erase(campaign.repeats.begin());
    EXPECT_THROW(profiled_app(campaign, {groups_of(2), {}}), Error);
}

TEST(Groups, ArePartedAfterTheStagesOfTheCuts) {
    EXPECT_EQ(groups_of(3).size(), 3U);
    const auto groups = groups_of(7, {2, 5});
    ASSERT_EQ(groups.size(), 3U);
    EXPECT_EQ(groups[1], (StageRange{Stage::from_number(3), Stage::from_number(5)}));
    EXPECT_EQ(groups[2].last, Stage::from_number(7));
}

TEST(Profiles, NameThePairsThatWereNotMeasured) {
    format::Profile profile{DeviceId("board"), Backend::vk, "", pus(), {}, {}};
    profile.apps.push_back(profiled_app(whole_campaign({with_pairs(1)}), {groups_of(2), {}}));
    EXPECT_THAT(pairs_not_measured(profile),
                testing::UnorderedElementsAre("little beside big", "little beside vulkan", "big beside little",
                                              "vulkan beside little"));
}

}  // namespace
}  // namespace bt::profile::tests::profile_test
