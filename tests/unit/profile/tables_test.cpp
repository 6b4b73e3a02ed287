#include "bt/profile/tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "bt/format/cells.hpp"
#include "bt/format/chunk_costs.hpp"
#include "bt/profile/cells.hpp"
#include "bt/system/file_reader.hpp"
#include "support/temporary_folder.hpp"
#include "unit/profile/bench_fixture.hpp"

namespace bt::profile::tables_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class Tables : public ::testing::Test {
protected:
    fs::path log_file(int number, const char* ending = "") const {
        fs::path file = subject.layout.raw_logs(subject.date, subject.app, subject.device, Backend::vk).file(number);
        file += ending;
        return file;
    }

    void put_log(int number, int repeat, double factor = 1, const char* ending = "") const {
        test::write_text(log_file(number, ending), tests::log_text(tests::header(), tests::all_cells(repeat, factor)));
    }

    std::vector<Campaign> all_campaigns() const {
        const auto logs = known_logs(subject);
        std::vector<Campaign> campaigns;
        for (const KnownLog& log : logs) {
            if (campaigns.empty() || campaigns.back().number != log.campaign) {
                campaigns.push_back(read_campaign(logs, log.campaign));
            }
        }
        return campaigns;
    }

    std::string text(store::TableKind kind) const {
        return system::read_file(subject.layout.table(subject.date, subject.app, subject.device, kind), 1U << 20U);
    }

    test::TemporaryFolder folder;
    Subject subject{store::Layout(folder.path()), *store::Date::parse("2026-03-31"), AppName("tree"),
                    DeviceId("board")};
};

TEST_F(Tables, HoldARowForEachStageAndRepeat) {
    put_log(0, 1);
    put_log(1, 2, 1.1);
    const auto files = write_tables(subject, all_campaigns(), Rows::keep);
    EXPECT_EQ(files.size(), 5U);
    EXPECT_EQ(text(store::TableKind::normal),
              "stage,little,medium,big,vulkan,cuda,device,run\n"
              "1,4.00000,0.0,1.00000,0.300000,0.0,board,1.1\n"
              "2,8.00000,0.0,2.00000,0.700000,0.0,board,1.1\n"
              "1,4.40000,0.0,1.10000,0.330000,0.0,board,1.2\n"
              "2,8.80000,0.0,2.20000,0.770000,0.0,board,1.2\n");
    EXPECT_THAT(text(store::TableKind::sets), HasSubstr("1,,0.0,1.20000,,0.0,board,1.1,big+vulkan\n"));
}

TEST_F(Tables, GrowBehindTheRowsThatAreThere) {
    put_log(0, 1);
    write_tables(subject, all_campaigns(), Rows::keep);
    const std::string before = text(store::TableKind::normal);
    put_log(1, 1, 2);
    write_tables(subject, {&all_campaigns().back(), 1}, Rows::keep);
    EXPECT_THAT(text(store::TableKind::normal), StartsWith(before));
    EXPECT_THAT(text(store::TableKind::normal), HasSubstr("1,8.00000,0.0,2.00000,0.600000,0.0,board,2.1\n"));
}

TEST_F(Tables, RebuiltFromTheLogsHaveTheSameBytes) {
    put_log(0, 1);
    put_log(1, 2, 1.013);
    put_log(2, 1, 1.37);
    for (const Campaign& campaign : all_campaigns()) write_tables(subject, {&campaign, 1}, Rows::keep);
    std::vector<std::string> before;
    const auto files = write_tables(subject, {}, Rows::keep);
    for (const fs::path& file : files) before.push_back(system::read_file(file, 1U << 20U));
    for (const auto again : {false, true}) {
        if (again) {
            for (const fs::path& file : files) fs::remove(file);
        }
        write_tables(subject, all_campaigns(), Rows::replace);
        for (std::size_t i = 0; i < files.size(); ++i) {
            EXPECT_EQ(system::read_file(files[i], 1U << 20U), before[i]) << files[i];
        }
    }
}

TEST_F(Tables, FillInWhatACutRepeatLacked) {
    put_log(0, 1);
    std::string cut = system::read_file(log_file(0), 1U << 20U);
    cut.resize(cut.find("{\"cell\": {\"stage\": 2, \"last\": 2, \"pu\": \"big\", \"set\": \"big\"}"));
    fs::remove(log_file(0));
    test::write_text(log_file(0, ".part"), cut);
    write_tables(subject, all_campaigns(), Rows::keep);
    EXPECT_THAT(text(store::TableKind::normal), HasSubstr("\n2,8.00000,0.0,,,0.0,board,1.1\n"));
    fs::remove(log_file(0, ".part"));
    put_log(0, 1);
    write_tables(subject, all_campaigns(), Rows::keep);
    EXPECT_THAT(text(store::TableKind::normal), HasSubstr("\n2,8.00000,0.0,2.00000,0.700000,0.0,board,1.1\n"));
}

TEST_F(Tables, KeepTheRowsOfTheEarlierSystem) {
    const auto file = subject.layout.table(subject.date, subject.app, subject.device, store::TableKind::normal);
    const std::string earlier = "stage,little,medium,big,vulkan,device,run\n1,19.3462,6.0788,4.2058,9.2174,board,1\n";
    test::write_text(file, earlier);
    put_log(0, 1);
    write_tables(subject, all_campaigns(), Rows::keep);
    EXPECT_EQ(text(store::TableKind::normal),
              earlier + "1,4.00000,0.0,1.00000,0.300000,board,1.1\n2,8.00000,0.0,2.00000,0.700000,board,1.1\n");
}

TEST_F(Tables, OfAnotherDeviceAreRefusedBeforeAnythingIsMeasured) {
    const auto file = subject.layout.table(subject.date, subject.app, subject.device, store::TableKind::normal);
    test::write_text(file, "stage,big,device,run\n1,2.0,another,1.1\n");
    EXPECT_THROW(newest_campaign_in_tables(subject), Error);
}

TEST_F(Tables, SayHowSureEachCellIs) {
    put_log(0, 1, 0.98);
    put_log(1, 2, 1);
    put_log(2, 3, 1.02);
    const auto rows = cells_of(all_campaigns().front());
    const auto row_of_big = std::find_if(rows.begin(), rows.end(), [](const format::CellRow& row) {
        return row.pu.str() == "big" && row.set.str() == "big" && row.stage.number() == 2;
    });
    ASSERT_NE(row_of_big, rows.end());
    EXPECT_EQ(row_of_big->runs, 3);
    EXPECT_EQ(row_of_big->samples, 9);
    EXPECT_DOUBLE_EQ(row_of_big->median.count(), 2);
    ASSERT_TRUE(row_of_big->ci);
    EXPECT_NEAR(row_of_big->ci->high, 2 + 4.302653 * 0.04 / std::sqrt(3.0), 1e-5)
        << "a t interval over the repeats' medians";
}

TEST_F(Tables, TellWhatSubmittingCosts) {
    put_log(0, 1);
    put_log(1, 2);
    write_tables(subject, all_campaigns(), Rows::keep);
    const auto file = subject.layout.costs(subject.date, subject.app, subject.device);
    const auto costs = format::read_chunk_costs(system::read_file(file, 1U << 20U), file.string());
    EXPECT_NEAR(costs.pus.at(PuName("vulkan")).chunk_ms.count(), 0.5, 1e-6);
    EXPECT_EQ(costs.params, (Params{{"points", "100"}}));
}

TEST_F(Tables, TakeLogsOfTheEarlierSystem) {
    test::write_text(log_file(0),
                     "Stage: 1 by Little\n\tCount \t52\n\tAverage \t19.3462 ms\n"
                     "Stage: 1 by Vulkan\n\tCount \t109\n\tAverage \t9.2174 ms\n"
                     "Stage: 1\n\tLittle \t20.5000 ms \t(2)\n\tMedium \tinf ms \t(0)\n\tVulkan \t8.1000 ms \t(5)\n"
                     "### PYTHON_DATA_START ###\n# NORMAL_BENCHMARK_DATA\nstage,little,medium,big,vulkan,cuda\n"
                     "1,19.3462,0.0000,0.0000,9.2174,0.0000\n# FULLY_BENCHMARK_DATA\n"
                     "stage,little,medium,big,vulkan,cuda\n1,20.5000,0.0000,0.0000,8.1000,0.0000\n"
                     "### PYTHON_DATA_END ###\n");
    write_tables(subject, all_campaigns(), Rows::replace);
    EXPECT_EQ(text(store::TableKind::normal),
              "stage,little,medium,big,vulkan,cuda,device,run\n1,19.3462,0.0,0.0,9.21740,0.0,board,1\n");
}

}  // namespace
}  // namespace bt::profile::tables_test
