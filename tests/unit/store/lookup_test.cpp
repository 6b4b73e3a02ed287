#include "bt/store/lookup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/temporary_folder.hpp"

namespace bt::store {
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

}  // namespace
}  // namespace bt::store
