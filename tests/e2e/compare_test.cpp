// runner compare as a person types it: two days, two devices, two campaigns, two files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/system/file_reader.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::compare_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* header = "stage,little,medium,big,vulkan,cuda,device,run\n";
const std::string before = "2026-03-30", after = "2026-03-31";

class Compare : public ::testing::Test {
protected:
    std::filesystem::path file(const std::string& day, const std::string& name) const {
        return folder / "data" / day / "tree" / name;
    }

    // Two stages on little and big, no vulkan; `big` takes `factor` times as long as it did.
    void write_table(const std::string& day, double factor, const std::string& device = "phone", int campaign = 1,
                     int repeats = 5) const {
        std::string text = header;
        for (int repeat = 1; repeat <= repeats; ++repeat) {
            const double noise = 1 + 0.0005 * (repeat - 3);
            for (int stage = 1; stage <= 2; ++stage) {
                text += std::to_string(stage) + "," + std::to_string(4.0 * stage * noise) + ",0.0," +
                        std::to_string(2.0 * stage * factor * noise) + ",0.0,0.0," + device + "," +
                        std::to_string(campaign) + "." + std::to_string(repeat) + "\n";
            }
        }
        test::write_text(file(day, device + "_normal.csv"), text);
    }

    // A log as the agent began it: who looks for sizes reads no further.
    void write_log(const std::string& day, const std::string& points, const std::string& app = "tree") const {
        test::write_text(
            file(day, "run_phone_cpu_000.txt"),
            R"({"kind": "bench-log", "version": 1, "agent": "bt-agent 0.1.0 0123456789ab", )"
            R"("device": "phone", "app": ")" +
                app + R"(", "backend": "cpu", "params": {"points": ")" + points +
                R"("}, "seed": 1, "clock": "monotonic", "pus": ["little", "big"]})"
                "\n"
                R"({"cell": {"stage": 1, "last": 1, "pu": "big", "set": "big"}, "repeat": 1, "batch": 1, )"
                R"("ns": [2000000], "stopped_by": "count", "clock_mhz": [null, null], "temp_c": [null, null]})"
                "\n");
    }

    system::ChildResult compare(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"compare", "--data", (folder / "data").string()});
        return runner(std::move(arguments), {}, folder.path());
    }

    test::TemporaryFolder folder;
};

TEST_F(Compare, OfTwoDaysSaysWhatBecameSlowerAndByHowMuch) {
    write_table(before, 1);
    write_table(after, 1.1);
    const auto result = compare({"--app", "tree", "--device", "phone", before, after});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("A: 2026-03-30: phone, 2026-03-30, campaign 1, 5 repeats"));
    EXPECT_THAT(result.out, HasSubstr("1 morton-codes  big     normal     2.00   2.20   1.100 [1.099, 1.101]  slower"));
    EXPECT_THAT(result.out, HasSubstr("4 cells: 0 faster, 2 slower, 2 same, 0 ambiguous; threshold 1 %"));
    EXPECT_THAT(compare({"--app", "tree", after, before}).out, HasSubstr("2 faster, 0 slower"));
}

TEST_F(Compare, FailsOnSlowerOnlyWhereThatWasAskedFor) {
    write_table(before, 1);
    write_table(after, 1.1);
    const auto failed = compare({"--app", "tree", before, after, "--fail-on-slower"});
    EXPECT_EQ(failed.status, 1);
    EXPECT_THAT(failed.out, HasSubstr("2 slower")) << "the result is printed all the same";
    EXPECT_THAT(failed.err, HasSubstr("2 of 4 cells are slower in B"));
    EXPECT_EQ(compare({"--app", "tree", after, before, "--fail-on-slower"}).status, 0);
    EXPECT_EQ(compare({"--app", "tree", before, after, "--fail-on-slower", "--threshold", "15"}).status, 0);
}

TEST_F(Compare, OfOneRepeatIsAmbiguousAndNeverFails) {
    write_table(before, 1, "phone", 1, 1);
    write_table(after, 1.5, "phone", 1, 1);
    const auto result = compare({"--app", "tree", before, after, "--fail-on-slower"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.out, HasSubstr("ambiguous: one repeat: no CI"));
}

TEST_F(Compare, OfTwoDevicesAndOfTwoCampaigns) {
    write_table(after, 1, "phone");
    write_table(after, 2, "board");
    EXPECT_THAT(compare({"--app", "tree", "phone", "board"}).out, HasSubstr("B: board: board, 2026-03-31"));
    const std::string first = system::read_file(file(after, "phone_normal.csv"), 1U << 20U);
    write_table(after, 1.2, "phone", 2);
    const std::string second = system::read_file(file(after, "phone_normal.csv"), 1U << 20U);
    test::write_text(file(after, "phone_normal.csv"), first + second.substr(second.find('\n') + 1));
    const auto result = compare({"--app", "tree", "--device", "phone", "@1", "@2"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("campaign 1"), HasSubstr("campaign 2"), HasSubstr("1.200 [")));
    EXPECT_THAT(compare({"--app", "tree", "2026-03-31/phone@1", "board"}).out, HasSubstr("2.000 ["));
}

TEST_F(Compare, OfTwoFilesNeedsNoStore) {
    write_table(before, 1);
    write_table(after, 0.9);
    const auto result =
        runner({"compare", file(before, "phone_normal.csv").string(), file(after, "phone_normal.csv").string()});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("2 faster"));
    EXPECT_EQ(compare({"--app", "tree", file(before, "phone_normal.csv").string(), after}).status, 2);
}

TEST_F(Compare, OfTwoTablesByHandNeedsNoDevice) {
    const std::string one = (folder / "one.csv").string(), other = (folder / "other.csv").string();
    test::write_text(one, "stage,big,vulkan\n1,2.0,1.0\n");
    test::write_text(other, "stage,big,vulkan\n1,2.0,1.5\n");
    const auto result = runner({"compare", one, other});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("1.500"));
}

TEST_F(Compare, RefusesOtherSizesAndOtherApplications) {
    write_table(before, 1);
    write_table(after, 1);
    EXPECT_THAT(compare({"--app", "tree", before, after}).err, HasSubstr("is not checked")) << "no log tells";
    write_log(before, "1000");
    write_log(after, "1000");
    const auto same = compare({"--app", "tree", before, after});
    EXPECT_EQ(same.err, "");
    EXPECT_THAT(same.out, HasSubstr("bt-agent 0.1.0 0123456789ab"));
    write_log(after, "2000");
    const auto sizes = compare({"--app", "tree", before, after});
    EXPECT_EQ(sizes.status, 4);
    EXPECT_EQ(sizes.out, "");
    EXPECT_THAT(sizes.err, HasSubstr("points=1000; points=2000"));
    write_log(after, "1000", "cifar-dense");
    const auto apps = compare({file(before, "phone_normal.csv").string(), file(after, "phone_normal.csv").string()});
    EXPECT_EQ(apps.status, 4);
    EXPECT_THAT(apps.err, HasSubstr("A is of the application tree, B of cifar-dense"));
}

TEST_F(Compare, NamesWhatOnlyOneSideHas) {
    write_table(before, 1);
    write_table(after, 1);
    test::write_text(file(after, "phone_fully.csv"), system::read_file(file(after, "phone_normal.csv"), 1U << 20U));
    EXPECT_THAT(compare({"--app", "tree", before, after}).out, HasSubstr("4 more in B only"));
    EXPECT_THAT(compare({"--app", "tree", before, after, "--json"}).out,
                AllOf(HasSubstr(R"("kind": "comparison")"), HasSubstr(R"("verdict": "same")"),
                      HasSubstr(R"({"stage": 1, "pu": "little", "condition": "fully"})"),
                      HasSubstr(R"("counts": {"faster": 0, "slower": 0, "same": 4, "ambiguous": 0})")));
}

TEST_F(Compare, MistakesAreOneClearLine) {
    write_table(before, 1);
    write_table(before, 1, "board");
    const std::vector<std::pair<std::vector<std::string>, int>> mistakes{
        {{}, 2},
        {{"--app", "tree", before}, 2},
        {{before, before}, 2},
        {{"--app", "tree", "phone", "phone"}, 2},
        {{"--app", "tree", before, "phone"}, 2},  // of which of its two devices?
        {{"--app", "tree", "phone", "nobody"}, 4},
        {{"--app", "tree", "phone", "2026-03-29/phone"}, 4},
        {{"--app", "tree", "phone", "board@7"}, 4},
        {{"--app", "cifar-dense", "phone", "board"}, 4},
        {{"--app", "tree", "phone", "board", "--threshold", "little"}, 2},
        {{"nowhere.csv", "nowhere.csv"}, 4}};
    for (const auto& [arguments, status] : mistakes) {
        const auto result = compare(arguments);
        EXPECT_EQ(result.status, status) << ::testing::PrintToString(arguments) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_LE(std::count(result.err.begin(), result.err.end(), '\n'), 2) << result.err;
    }
}

}  // namespace
}  // namespace bt::e2e::compare_test
