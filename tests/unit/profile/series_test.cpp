#include "bt/profile/series.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "support/temporary_folder.hpp"
#include "unit/profile/bench_fixture.hpp"

namespace bt::profile::series_test {
namespace {

namespace fs = std::filesystem;

class Series : public ::testing::Test {
protected:
    fs::path file(Backend backend, int number, const char* ending = "") const {
        fs::path name = subject.layout.raw_logs(subject.date, subject.app, subject.device, backend).file(number);
        name += ending;
        return name;
    }

    void put_log(int number, int repeat, const char* ending = "", Backend backend = Backend::vk) const {
        test::write_text(file(backend, number, ending), tests::log_text(tests::header(), tests::all_cells(repeat)));
    }

    void put_cut_log(int number, int repeat) const {
        std::string text = tests::log_text(tests::header(), tests::all_cells(repeat));
        text.resize(text.find("\nStage"));
        test::write_text(file(Backend::vk, number, ".part"), text);
    }

    test::TemporaryFolder folder;
    Subject subject{store::Layout(folder.path()), *store::Date::parse("2026-03-31"), AppName("tree"),
                    DeviceId("board")};
    Identity identity{Backend::vk, {{"points", "100"}}, 1};
};

TEST_F(Series, ANewCampaignGetsTheNextNumber) {
    EXPECT_EQ(begin_campaign(subject, identity).campaign, 1);
    put_log(0, 1);
    put_log(1, 2);
    put_log(2, 1);
    EXPECT_EQ(begin_campaign(subject, identity).campaign, 3);
}

TEST_F(Series, AllBackendsShareOneRowOfNumbers) {
    put_log(0, 1);
    EXPECT_EQ(begin_repeat(subject, Backend::cpu).name(), file(Backend::cpu, 1));
    EXPECT_EQ(begin_repeat(subject, Backend::vk).name(), file(Backend::vk, 2));
}

TEST_F(Series, WhatWasLeftUnfinishedIsKeptWhenANewCampaignBegins) {
    put_cut_log(0, 1);
    const Standing standing = begin_campaign(subject, identity);
    EXPECT_EQ(standing.campaign, 2);
    EXPECT_FALSE(standing.part);
    EXPECT_TRUE(fs::exists(file(Backend::vk, 0, ".aborted")));
}

TEST_F(Series, ACutRepeatGoesOnWhereItWasCut) {
    put_log(0, 1);
    put_cut_log(1, 2);
    const Standing standing = resume_campaign(subject, identity);
    EXPECT_EQ(standing.campaign, 1);
    EXPECT_EQ(standing.done.size(), 1U);
    EXPECT_EQ(standing.next_repeat, 2);
    ASSERT_TRUE(standing.part);
    EXPECT_EQ(standing.part->name(), file(Backend::vk, 1));
}

TEST_F(Series, ACampaignThatWasCutBetweenTwoRepeatsGoesOnWithTheNext) {
    put_log(0, 1);
    put_log(1, 2);
    const Standing standing = resume_campaign(subject, identity);
    EXPECT_EQ(standing.next_repeat, 3);
    EXPECT_FALSE(standing.part);
}

TEST_F(Series, ALogThatWasCutBeforeItsFirstCellIsUsedAgain) {
    put_log(0, 1);
    test::write_text(file(Backend::vk, 1, ".part"), "");
    const Standing standing = resume_campaign(subject, identity);
    EXPECT_EQ(standing.next_repeat, 2);
    ASSERT_TRUE(standing.part);
    EXPECT_EQ(standing.part->size(), 0U);
}

TEST_F(Series, OtherSizesAndSeedsAreNeverMixed) {
    put_log(0, 1);
    Identity larger = identity;
    larger.params["points"] = "200";
    EXPECT_THROW(begin_campaign(subject, larger), Error);
    Identity seeded = identity;
    seeded.seed = 2;
    EXPECT_EQ(begin_campaign(subject, seeded).campaign, 2);
    put_cut_log(1, 2);
    EXPECT_THROW(resume_campaign(subject, seeded), Error);
}

}  // namespace
}  // namespace bt::profile::series_test
