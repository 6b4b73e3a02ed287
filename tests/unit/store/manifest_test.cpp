#include "bt/store/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "bt/core/sha256.hpp"
#include "bt/system/file_reader.hpp"
#include "store/manifest_json.hpp"
#include "support/temporary_folder.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::store::manifest_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Date day = *Date::parse("2026-03-31");

StepRecord step_called(const std::string& name) {
    StepRecord step;
    step.step = name;
    step.started = "2026-03-31T10:00:00.000+02:00";
    step.ended = "2026-03-31T10:00:09.000+02:00";
    step.device = "phone";
    step.app = "tree";
    step.backend = "vk";
    step.params = {{"points", "307200"}};
    step.seed = 18446744073709551615U;
    step.settings = {{"repeat", "3"}, {"conditions", "normal fully"}};
    step.outputs = {{"2026-03-31/tree/phone_normal.csv", 12, std::string(64, 'a')}};
    step.result = "2 tables";
    step.environment = capture_environment();
    step.environment.load = 0.1;
    return step;
}

class ManifestOfADay : public testing::Test {
protected:
    void append_raw(const std::string& bytes) {
        std::ofstream(layout_.manifest(day), std::ios::app | std::ios::binary) << bytes;
    }
    test::TemporaryFolder folder_;
    Layout layout_{folder_.path()};
};

TEST_F(ManifestOfADay, GivesBackWhatWasPutIn) {
    StepRecord bare;
    bare.step = "heatmap";
    bare.exit = 4;
    append_step(layout_, day, step_called("benchmark"));
    append_step(layout_, day, bare);
    const Manifest manifest = read_manifest(layout_, day);
    ASSERT_EQ(manifest.steps.size(), 2U);
    EXPECT_EQ(manifest.steps[0], step_called("benchmark"));
    EXPECT_EQ(manifest.steps[1], bare);
    EXPECT_TRUE(manifest.unread.empty());
}

TEST_F(ManifestOfADay, KeepsEveryValueOfAFlagThatWasGivenSeveralTimes) {
    StepRecord step = step_called("schedule");
    step.settings = {{"constraint", "--max-pus 2"}, {"table", "auto"}, {"constraint", "--forbid 1:little"}};
    append_step(layout_, day, step);
    EXPECT_THAT(read_manifest(layout_, day).steps.at(0).settings,
                ElementsAre(std::pair("constraint", "--max-pus 2 --forbid 1:little"), std::pair("table", "auto")));
}

TEST_F(ManifestOfADay, SaysUnavailableInWordsThatPeopleFindWithGrep) {
    StepRecord step = step_called("benchmark");
    step.environment.cpu.reset();
    step.environment.governors.clear();
    append_step(layout_, day, step);
    const std::string text = system::read_file(layout_.manifest(day), 1 << 20);
    EXPECT_THAT(text, HasSubstr("\"cpu\":\"unavailable\""));
    EXPECT_THAT(text, HasSubstr("\"governors\":\"unavailable\""));
    EXPECT_EQ(read_manifest(layout_, day).steps.at(0), step);
}

TEST_F(ManifestOfADay, IsAsItsPageSays) {
    const std::string sample = format::page_sample("docs/formats/manifest.md", "manifest", "json");
    test::write_text(layout_.manifest(day), sample);
    const Manifest read = read_manifest(layout_, day);
    ASSERT_EQ(read.steps.size(), 1U);
    std::filesystem::remove(layout_.manifest(day));
    append_step(layout_, day, read.steps[0]);
    EXPECT_EQ(system::read_file(layout_.manifest(day), 1 << 20), sample);
}

TEST_F(ManifestOfADay, OfADayWithoutOneIsEmpty) {
    EXPECT_TRUE(read_manifest(layout_, day).steps.empty());
    EXPECT_TRUE(read_manifest(layout_, day).unread.empty());
}

TEST_F(ManifestOfADay, ALineThatAKillCutOffIsCountedAndNeverGluedToTheNext) {
    append_step(layout_, day, step_called("benchmark"));
    append_raw(R"({"kind":"step","version":1,"step":"sche)");
    EXPECT_THAT(read_manifest(layout_, day).unread, ElementsAre(2U));
    append_step(layout_, day, step_called("run"));
    const Manifest manifest = read_manifest(layout_, day);
    ASSERT_EQ(manifest.steps.size(), 2U);
    EXPECT_EQ(manifest.steps[1].step, "run");
    EXPECT_THAT(manifest.unread, ElementsAre(2U));
}

TEST_F(ManifestOfADay, LinesOfANewerVersionOrOfAnotherKindAreCountedNotGuessedAt) {
    append_step(layout_, day, step_called("benchmark"));
    append_raw(
        "{\"kind\":\"step\",\"version\":2}\n{\"kind\":\"note\",\"version\":1}\n[]\n\n{\"kind\":\"step\",\"version\":1}"
        "\n");
    EXPECT_THAT(read_manifest(layout_, day).unread, ElementsAre(2U, 3U, 4U, 5U, 6U));
    EXPECT_EQ(read_manifest(layout_, day).steps.size(), 1U);
}

TEST_F(ManifestOfADay, ANumberThatIsNoneOfOursMakesItsLineUnread) {
    for (const char* number : {"1e300", "0.5", "-3000000000", "\"1\""}) {
        std::string line = to_json_line(step_called("benchmark"));
        const std::string exit = "\"exit\":0";
        line.replace(line.find(exit), exit.size(), std::string("\"exit\":") + number);
        EXPECT_FALSE(parse_json_line(line)) << number;
    }
    EXPECT_TRUE(parse_json_line(to_json_line(step_called("benchmark"))));
}

TEST_F(ManifestOfADay, TextThatIsNoUtf8StillMakesALineThatCanBeRead) {
    StepRecord step = step_called("benchmark");
    step.environment.command = {"runner", "--input", "\xff\xfe\n"};
    append_step(layout_, day, step);
    ASSERT_EQ(read_manifest(layout_, day).steps.size(), 1U);
    EXPECT_EQ(read_manifest(layout_, day).steps[0].environment.command.size(), 3U);
}

TEST_F(ManifestOfADay, FilesAreRecordedByTheirPlaceInTheStoreAndTheirHash) {
    const auto table = layout_.table(day, AppName("tree"), DeviceId("phone"), TableKind::normal);
    test::write_text(table, "abc");
    const FileRecord inside = record_file(layout_, table);
    EXPECT_EQ(inside.path, "2026-03-31/tree/phone_normal.csv");
    EXPECT_EQ(inside.bytes, 3U);
    EXPECT_EQ(inside.sha256, sha256_hex("abc"));
    const test::TemporaryFolder elsewhere;
    test::write_text(elsewhere / "f", "abc");
    EXPECT_EQ(record_file(layout_, elsewhere / "f").path, (elsewhere / "f").string());
}

}  // namespace
}  // namespace bt::store::manifest_test
