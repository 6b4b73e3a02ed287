#include "bt/store/lookup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace bt::store::lookup_test {
namespace {

using test::write_text;
using testing::ElementsAre;

TEST(Lookup, AnInstalledProgramHasItsDataBesideItWhereverTheTreeIsMoved) {
    const test::TemporaryFolder folder;
    write_text(folder / "tree/share/better-together/socs/quad.json", "{}");
    EXPECT_EQ(shipped_data(folder / "tree/bin/runner"), folder / "tree/share/better-together");
    std::filesystem::rename(folder / "tree", folder / "moved");
    EXPECT_EQ(shipped_data(folder / "moved/bin/runner"), folder / "moved/share/better-together");
}

TEST(Lookup, AProgramAloneHasNone) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(shipped_data(folder / "bin/runner"), std::nullopt);
}

TEST(Lookup, TheStoresFilesComeBeforeThoseOfTheSameNameThatCameWithTheProgram) {
    const test::TemporaryFolder folder;
    const Layout layout(folder / "data");
    write_text(layout.socs() / "quad.json", "mine");
    write_text(layout.socs() / "notes.txt", "no model");
    write_text(folder / "shipped/socs/quad.json", "theirs");
    write_text(folder / "shipped/socs/octa.json", "theirs");
    write_text(layout.devices() / "phone.json", "mine");
    EXPECT_THAT(soc_files(layout, folder / "shipped"),
                ElementsAre(folder / "shipped/socs/octa.json", layout.socs() / "quad.json"));
    EXPECT_THAT(soc_files(layout, std::nullopt), ElementsAre(layout.socs() / "quad.json"));
    EXPECT_THAT(device_files(layout, folder / "shipped"), ElementsAre(layout.devices() / "phone.json"));
}

TEST(Lookup, AProfileOfTheVeryApplicationsComesBeforeThoseOfEach) {
    const test::TemporaryFolder folder;
    const Layout layout(folder / "data");
    const Date day = *Date::parse("2026-03-31");
    const DeviceId board("board");
    const AppName both("tree+octree");
    const auto find = [&](const AppName& apps) { return profile_files(layout, day, folder / "shipped", board, apps); };
    write_text(folder / "shipped/profiles/board/tree.json", "theirs");
    write_text(folder / "shipped/profiles/board/octree.json", "theirs");
    EXPECT_THAT(find(both).files, ElementsAre(folder / "shipped/profiles/board/tree.json",
                                              folder / "shipped/profiles/board/octree.json"));
    write_text(layout.profiles() / "board/tree.json", "mine");
    write_text(layout.profile(day, AppName("octree"), board), "measured");
    EXPECT_THAT(find(both).files,
                ElementsAre(layout.profiles() / "board/tree.json", layout.profile(day, AppName("octree"), board)));
    write_text(layout.profile(day, both, board), "measured together");
    EXPECT_THAT(find(both).files, ElementsAre(layout.profile(day, both, board)));
    EXPECT_THAT(find(AppName("tree+tree")).files, ElementsAre(layout.profiles() / "board/tree.json"))
        << "once, however many of it run";
}

TEST(Lookup, TellsOfWhichApplicationThereIsNoProfile) {
    const test::TemporaryFolder folder;
    const Layout layout(folder / "data");
    write_text(layout.profiles() / "board/tree.json", "mine");
    const auto found =
        profile_files(layout, std::nullopt, std::nullopt, DeviceId("board"), AppName("tree+octree+bush"));
    EXPECT_THAT(found.missing, ElementsAre(AppName("octree"), AppName("bush")));
    EXPECT_EQ(profile_files(layout, std::nullopt, std::nullopt, DeviceId("phone"), AppName("tree")).missing.size(), 1U);
}

}  // namespace
}  // namespace bt::store::lookup_test
