#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::status_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Status : public ::testing::Test {
protected:
    void write(const std::string& name, const std::string& text) const { test::write_text(store / name, text); }

    // Two repeats on `device`, as `benchmark` leaves them.
    void write_table(const std::string& date, const std::string& app, const std::string& device,
                     const std::string& condition) const {
        write(date + "/" + app + "/" + device + "_" + condition + ".csv",
              "stage,big,device,run\n1,1.5," + device + ",1.1\n1,1.4," + device + ",1.2\n");
    }

    system::ChildResult status(std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.begin(), {"status", "--data", store.string()});
        return runner(std::move(arguments));
    }

    test::TemporaryFolder folder;
    std::filesystem::path store = folder.path();
};

TEST_F(Status, OfAnEmptyStoreSaysSoAndSucceeds) {
    const auto result = status();
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.out, "nothing in " + store.string() + " yet\n");
}

TEST_F(Status, ShowsTheRunsOfEachTableAndTheNextStep) {
    write_table("2026-03-31", "tree", "local", "normal");
    const auto result = status();
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("2026-03-31  tree  local   normal:2"));
    EXPECT_THAT(result.out, HasSubstr("benchmark: no table of the condition fully"));
}

TEST_F(Status, ListsTheNewestDateFirstAndNarrowsByDateDeviceAndApplication) {
    write_table("2026-03-30", "tree", "local", "normal");
    write_table("2026-03-31", "tree", "phone", "normal");
    write_table("2026-03-31", "cifar-dense", "phone", "normal");
    const std::string all = status().out;
    EXPECT_LT(all.find("2026-03-31"), all.find("2026-03-30"));
    EXPECT_THAT(status({"--device", "local"}).out, Not(HasSubstr("phone")));
    EXPECT_THAT(status({"--app", "cifar-dense,tree", "--date", "2026-03-30"}).out, Not(HasSubstr("phone")));
}

TEST_F(Status, OfAMistypedDeviceSuggestsTheOneThatIsThere) {
    write_table("2026-03-31", "tree", "phone", "normal");
    const auto result = status({"--device", "phnoe"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("did you mean 'phone'?"));
}

TEST_F(Status, NamesFilesThatItCannotTellAndGoesOn) {
    write_table("2026-03-31", "tree", "local", "normal");
    write("2026-03-31/tree/odd_normal.csv", "junk\n");
    const auto result = status();
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.err, HasSubstr("odd_normal.csv"));
    EXPECT_THAT(result.out, HasSubstr("normal:2"));
}

TEST_F(Status, AsJsonHoldsTheSame) {
    write_table("2026-03-31", "tree", "local", "normal");
    const std::string json = status({"--json"}).out;
    EXPECT_THAT(json, HasSubstr(R"("tables": {"normal": {"campaigns": 1, "runs": 2}})"));
    EXPECT_THAT(json, HasSubstr(R"({"step": "benchmark", "why": "no table of the condition fully"})"));
}

// One row for each cell: runs have none of their own.
TEST_F(Status, CountsNoRunsOfStatistics) {
    write_table("2026-03-31", "tree", "local", "normal");
    write("2026-03-31/tree/local_cells.csv", "stage,pu,set,campaign\n");
    EXPECT_THAT(status().out, HasSubstr("normal:2 cells  "));
    EXPECT_THAT(status({"--json"}).out, HasSubstr(R"("cells": {"campaigns": null, "runs": null})"));
}

TEST_F(Status, FindsTheStoreThroughTheEnvironmentAndTheFlagWins) {
    write_table("2026-03-31", "tree", "local", "normal");
    const std::vector<std::pair<std::string, std::string>> environment{{"BT_DATA", store.string()}};
    EXPECT_THAT(runner({"status"}, environment).out, HasSubstr("normal:2"));
    EXPECT_THAT(runner({"status", "--data", (store / "other").string()}, environment).out, HasSubstr("nothing in"));
}

TEST_F(Status, OfSomethingThatIsNoFolderOrNoDateIsACommandLineError) {
    write("file", "");
    EXPECT_EQ(runner({"status", "--data", (store / "file").string()}).status, 2);
    EXPECT_EQ(status({"--date", "2026-02-30"}).status, 2);
}

}  // namespace
}  // namespace bt::e2e::status_test
