#include "bt/store/inventory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>

#include "bt/core/error.hpp"
#include "bt/store/numbered_logs.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::inventory_test {
namespace {

namespace fs = std::filesystem;
using test::write_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Date day = *Date::parse("2026-03-31");
const AppName tree("tree");
const DeviceId phone("192.168.1.4:5555");

std::string table_of(const DeviceId& device, std::initializer_list<const char*> runs) {
    std::string text = "stage,little,medium,big,vulkan,cuda,device,run\n";
    for (const char* run : runs) {
        for (int stage = 1; stage <= 3; ++stage) {
            text += std::to_string(stage) + ",1.5,2.5,3.5,0.5,0.0," + device.str() + "," + run + "\n";
        }
    }
    return text;
}

std::string about(const char* backend) {
    return "\"device\":\"" + phone.str() + "\",\"app\":\"tree\",\"backend\":\"" + backend + "\"";
}

// A store in which one device went through all steps with one application.
class InventoryOfAWholeJob : public testing::Test {
protected:
    InventoryOfAWholeJob() {
        table(TableKind::normal, {"1.1", "1.2", "2.1"});
        table(TableKind::fully, {"1", "2"});
        write_text(layout_.table(day, tree, phone, TableKind::cells), "stage,pu,set,campaign\n1,big,big,1\n");
        write_text(layout_.costs(day, tree, phone), "{\"kind\":\"chunk-costs\",\"version\":1," + about("vk") + "}");
        write_text(layout_.figure(day, tree, phone, "normal.png"), "PNG");
        write_text(layout_.figure(day, tree, phone, "normal.gp"), "plot");
        const LogSeries raw = layout_.raw_logs(day, tree, phone, Backend::vk);
        const std::string first =
            "{\"kind\":\"bench-log\",\"version\":1,\"agent\":\"0.1\"," + about("vk") + ",\"pus\":[]}\n";
        write_text(raw.file(0), first);
        write_text(raw.file(1), first);
        write_text(system::aborted_of(raw.file(2)), first);
        write_text(layout_.schedules(day, phone, tree, Backend::vk),
                   "[{\"schema\":5,\"uid\":\"SCH-B9-abcdef\"," + about("vk") + ",\"params\":{}},");
        result_log(0);
        write_text(layout_.analysis(day, phone, tree) / "summary.json", "{}");
        in_order_of_time();
    }

    void table(TableKind kind, std::initializer_list<const char*> runs) {
        write_text(layout_.table(day, tree, phone, kind), table_of(phone, runs));
    }
    void result_log(int number) {
        write_text(layout_.result_logs(day, phone, tree).file(number),
                   "### Python Begin ###\nSchedule_UID=SCH-B9-abcdef\nFrequency=1000000000 Hz\n"
                   "Schedule={\"schema\":5,\"chunks\":[{\"app\":\"other\"}]," +
                       about("vk") + "}\nTask=0\n");
    }
    // As steps leave them, whatever the resolution of the file system's clock.
    void in_order_of_time() {
        set_age(layout_.table(day, tree, phone, TableKind::normal), 4);
        set_age(layout_.table(day, tree, phone, TableKind::fully), 4);
        set_age(layout_.schedules(day, phone, tree, Backend::vk), 3);
        set_age(layout_.result_logs(day, phone, tree).file(0), 2);
        set_age(layout_.analysis(day, phone, tree) / "summary.json", 1);
    }
    static void set_age(const fs::path& file, int hours) {
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(hours));
    }
    Holding only_holding() const {
        const Inventory inventory = take_inventory(layout_);
        EXPECT_EQ(inventory.holdings.size(), 1U);
        EXPECT_THAT(inventory.not_read, IsEmpty());
        return inventory.holdings.at(0);
    }
    static std::string missing(const Holding& holding) {
        std::string text;
        for (const Missing& item : holding.missing) text += std::string(to_string(item.step)) + ": " + item.why + "; ";
        return text;
    }

    test::TemporaryFolder folder_;
    Layout layout_{folder_.path()};
};

TEST_F(InventoryOfAWholeJob, FindsEverythingAndMissesNothing) {
    const Holding holding = only_holding();
    EXPECT_EQ(holding.date, day);
    EXPECT_EQ(holding.device, phone);
    EXPECT_EQ(holding.app, tree);
    ASSERT_EQ(holding.tables.size(), 3U);
    EXPECT_EQ(holding.tables[0].kind, TableKind::normal);
    EXPECT_EQ(holding.tables[0].campaigns, 2);
    EXPECT_EQ(holding.tables[0].runs, 3);
    EXPECT_EQ(holding.tables[1].kind, TableKind::fully);
    EXPECT_EQ(holding.tables[1].campaigns, 1) << "plain run numbers are one campaign";
    EXPECT_EQ(holding.tables[1].runs, 2);
    EXPECT_EQ(holding.tables[2].kind, TableKind::cells);
    EXPECT_TRUE(holding.costs);
    EXPECT_EQ(holding.raw_logs.at(Backend::vk).complete, 2);
    EXPECT_EQ(holding.raw_logs.at(Backend::vk).aborted, 1);
    EXPECT_THAT(holding.schedules, ElementsAre(Backend::vk));
    EXPECT_EQ(holding.result_logs.complete, 1);
    EXPECT_THAT(holding.figures, ElementsAre("normal.png"));
    EXPECT_THAT(holding.analyses, ElementsAre("summary.json"));
    EXPECT_EQ(missing(holding), "");
    EXPECT_EQ(take_inventory(layout_).files, 12U);
}

TEST_F(InventoryOfAWholeJob, NamesWhatTheNextStepsLack) {
    fs::remove(layout_.table(day, tree, phone, TableKind::fully));
    fs::remove(layout_.figure(day, tree, phone, "normal.png"));
    fs::remove_all(layout_.schedules(day));
    fs::remove_all(layout_.results(day));
    EXPECT_EQ(missing(only_holding()),
              "benchmark: no table of the condition fully; heatmap: no figure; schedule: no schedules; "
              "run: no result log; parse: no analysis; ");
}

TEST_F(InventoryOfAWholeJob, SaysWhatIsOlderThanWhatItWasMadeFrom) {
    set_age(layout_.table(day, tree, phone, TableKind::normal), 0);
    result_log(1);
    EXPECT_EQ(missing(only_holding()),
              "schedule: the tables are newer than the schedules; parse: a result log is newer than the analysis; ");
}

TEST_F(InventoryOfAWholeJob, AnUnfinishedLogAsksForItsStep) {
    begin_log(layout_.result_logs(day, phone, tree), Resume::no).log.append("### Python Begin ###\n");
    const Holding holding = only_holding();
    EXPECT_EQ(holding.result_logs.unfinished, 1);
    EXPECT_EQ(missing(holding), "run: a log is unfinished; --resume goes on with it; ");
}

// Before what is missing because of it: a new campaign would measure again what is there.
TEST_F(InventoryOfAWholeJob, AnUnfinishedBenchmarkIsGoneOnWithFirst) {
    fs::remove(layout_.table(day, tree, phone, TableKind::fully));
    begin_log(layout_.raw_logs(day, tree, phone, Backend::vk), Resume::no).log.append("{}\n");
    EXPECT_EQ(missing(only_holding()),
              "benchmark: a log is unfinished; --resume goes on with it; benchmark: no table of the condition fully; ");
}

TEST_F(InventoryOfAWholeJob, FilesOfTheEarlierSystemArePlacedByTheNamesTheyWouldHaveHere) {
    write_text(layout_.raw_logs(day, tree, phone, Backend::vk).file(1), "Stage: 1 by Little\n");
    write_text(layout_.schedules(day, phone, tree, Backend::vk), "[{\"solution_id\":0,\"chunks\":[]}]");
    write_text(layout_.result_logs(day, phone, tree).file(0),
               "### Python Begin ###\nSchedule_UID=SCH-L9-G000-7d07\nFrequency=24576000 Hz\n");
    const Holding holding = only_holding();
    EXPECT_EQ(holding.raw_logs.at(Backend::vk).complete, 2);
    EXPECT_THAT(holding.schedules, ElementsAre(Backend::vk));
    EXPECT_EQ(holding.result_logs.complete, 1);
    EXPECT_THAT(holding.analyses, ElementsAre("summary.json"));
}

TEST_F(InventoryOfAWholeJob, WhatAFileIsAboutStandsInsideItAndNotInItsName) {
    const DeviceId other("other");
    const Date later = *Date::parse("2026-04-01");
    write_text(layout_.table(later, tree, other, TableKind::normal), table_of(phone, {"1.1"}));
    const Inventory inventory = take_inventory(layout_);
    EXPECT_EQ(inventory.holdings.size(), 1U);
    ASSERT_EQ(inventory.not_read.size(), 1U);
    EXPECT_THAT(inventory.not_read[0], HasSubstr("other_normal.csv"));
}

TEST_F(InventoryOfAWholeJob, NewerDaysComeFirst) {
    const Date later = *Date::parse("2026-04-01");
    write_text(layout_.table(later, tree, phone, TableKind::normal), table_of(phone, {"1.1"}));
    const Inventory inventory = take_inventory(layout_);
    ASSERT_EQ(inventory.holdings.size(), 2U);
    EXPECT_EQ(inventory.holdings[0].date, later);
    EXPECT_EQ(inventory.holdings[1].date, day);
}

TEST_F(InventoryOfAWholeJob, DamagedAndForeignFilesAreNamedAndStopNothing) {
    const fs::path app = layout_.app(day, tree);
    write_text(app / "foreign_costs.json", "\xff\xfe{{{{");
    write_text(app / "foreign_normal.csv", std::string(5 << 20, ','));
    write_text(layout_.schedules(day) / "foreign.json", std::string(100'000, '['));
    write_text(layout_.results(day) / "foreign/foreign.log", std::string(100, '\0'));
    ASSERT_EQ(::mkfifo((app / "pipe.txt").c_str(), 0600), 0);
    fs::create_symlink("nowhere", app / "dangling.csv");
    const Inventory inventory = take_inventory(layout_);
    EXPECT_EQ(inventory.holdings.size(), 1U);
    EXPECT_EQ(inventory.not_read.size(), 6U);
    for (const char* name :
         {"foreign_costs.json", "foreign_normal.csv", "foreign.json", "results/foreign", "pipe.txt", "dangling.csv"}) {
        EXPECT_THAT(inventory.not_read, testing::Contains(HasSubstr(name)));
    }
}

TEST_F(InventoryOfAWholeJob, AFolderThatMayNotBeReadIsNamedAndTheRestIsThere) {
    const fs::path locked = folder_ / "2026-03-31/locked";
    fs::create_directory(locked);
    fs::permissions(locked, fs::perms(0));
    fs::permissions(folder_.path(), fs::perms(0755));
    test::ForkedProcess process([&](auto) {
        if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(50);
        const Inventory inventory = take_inventory(layout_);
        const bool named = inventory.not_read.size() == 1 && inventory.not_read[0].find("locked") != std::string::npos;
        ::_exit(named && inventory.holdings.size() == 1 ? 7 : 1);
    });
    EXPECT_EQ(process.exit_status(), 7);
    fs::permissions(locked, fs::perms(0700));
}

TEST(Inventory, OfAnEmptyOrMissingStoreIsEmpty) {
    const test::TemporaryFolder folder;
    EXPECT_THAT(take_inventory(Layout(folder.path())).holdings, IsEmpty());
    EXPECT_THAT(take_inventory(Layout(folder / "absent")).holdings, IsEmpty());
}

TEST_F(InventoryOfAWholeJob, AProfileIsAllThatSchedulesOfSeveralApplicationsNeed) {
    const AppName both("tree+octree");
    write_text(layout_.profile(day, both, phone),
               "{\"kind\":\"profile\",\"version\":1,\"device\":\"" + phone.str() + "\"}");
    const Inventory inventory = take_inventory(layout_);
    const auto holding = std::find_if(inventory.holdings.begin(), inventory.holdings.end(),
                                      [&](const Holding& each) { return each.app == both; });
    ASSERT_NE(holding, inventory.holdings.end());
    EXPECT_TRUE(holding->profile);
    EXPECT_FALSE(holding->costs);
    EXPECT_EQ(holding->missing.front().step, Step::schedule);
}

TEST(Inventory, SchedulesOfSeveralApplicationsSayWhoseTheyAreInTheirChains) {
    const test::TemporaryFolder folder;
    const Layout layout(folder.path());
    const AppName both("googlenet+alexnet");
    const std::string schedule =
        "{\"schema\":6,\"uid\":\"SCC-G1+D1-abcdef\",\"device\":\"" + phone.str() +
        R"(","backend":"cu","baselines":["whole"],"chains":[{"app":"googlenet","params":)"
        R"({"app":"none"},"groups":[{"first_stage":1,"last_stage":1,"pu":"cuda"}]},)"
        R"({"app":"alexnet","groups":[{"first_stage":1,"last_stage":1,"pu":"dla"}]}],"order":{)";
    write_text(layout.schedules(day, phone, both, Backend::cu), "[" + schedule);
    write_text(layout.results(day, phone, both) / "some.log", "### Python Begin ###\nSchedule=" + schedule);
    const Inventory inventory = take_inventory(layout);
    EXPECT_THAT(inventory.not_read, IsEmpty());
    ASSERT_EQ(inventory.holdings.size(), 1U);
    EXPECT_EQ(inventory.holdings[0].app, both);
    EXPECT_THAT(inventory.holdings[0].schedules, ElementsAre(Backend::cu));
    EXPECT_EQ(inventory.holdings[0].result_logs.complete, 1);
    EXPECT_EQ(inventory.holdings[0].missing.front().step, Step::parse) << "their profile came from elsewhere";
}

}  // namespace
}  // namespace bt::store::inventory_test
