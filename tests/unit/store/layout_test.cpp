#include "bt/store/layout.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "bt/system/file_reader.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::layout_test {
namespace {

const Date day = *Date::parse("2026-03-31");
const AppName tree("tree");

TEST(Layout, PutsEveryFileWherePeopleLookForIt) {
    const Layout layout("data");
    const DeviceId phone("192.168.1.4:5555");
    EXPECT_EQ(layout.table(day, tree, phone, TableKind::fully), "data/2026-03-31/tree/192.168.1.4%3A5555_fully.csv");
    EXPECT_EQ(layout.costs(day, tree, phone), "data/2026-03-31/tree/192.168.1.4%3A5555_costs.json");
    EXPECT_EQ(layout.figure(day, tree, phone, "heatmap.png"), "data/2026-03-31/tree/192.168.1.4%3A5555_heatmap.png");
    EXPECT_EQ(layout.raw_logs(day, tree, phone, Backend::vk).file(7),
              "data/2026-03-31/tree/run_192.168.1.4%3A5555_vk_007.txt");
    EXPECT_EQ(layout.raw_logs(day, tree, phone, Backend::vk).file(1234).filename(),
              "run_192.168.1.4%3A5555_vk_1234.txt");
    EXPECT_EQ(layout.schedules(day, phone, tree, Backend::cu),
              "data/2026-03-31/schedules/192.168.1.4%3A5555_tree_cu_schedules.json");
    EXPECT_EQ(layout.result_logs(day, phone, tree).file(0),
              "data/2026-03-31/results/192.168.1.4%3A5555_tree/192.168.1.4%3A5555_tree_schedules_000.log");
    EXPECT_EQ(layout.analysis(day, phone, tree), "data/2026-03-31/results/192.168.1.4%3A5555_tree/analysis");
    EXPECT_EQ(layout.manifest(day), "data/2026-03-31/manifest.jsonl");
    EXPECT_EQ(layout.devices(), "data/devices");
    EXPECT_EQ(layout.socs(), "data/socs");
    EXPECT_EQ(layout.profiles(), "data/profiles");
    EXPECT_EQ(layout.profile(day, AppName("tree+tree"), phone),
              "data/2026-03-31/tree+tree/192.168.1.4%3A5555_profile.json");
}

TEST(Layout, EveryByteOfADeviceIdMakesAFileOfItsOwnThatCanBeWrittenAndReadBack) {
    const test::TemporaryFolder folder;
    const Layout layout(folder.path());
    std::size_t ids = 0;
    for (int byte = 0x20; byte < 0x100; ++byte) {
        if (byte == 0x7f) continue;
        for (const std::string& text :
             {std::string(1, static_cast<char>(byte)), "x" + std::string(1, static_cast<char>(byte))}) {
            if (text == "-") continue;  // an option, never an id
            const DeviceId device(text);
            const auto table = layout.table(day, tree, device, TableKind::normal);
            ASSERT_FALSE(std::filesystem::exists(table)) << text;
            test::write_text(table, text);
            EXPECT_EQ(system::read_file(table, 10), text);
            EXPECT_EQ(table.parent_path(), layout.app(day, tree));
            ++ids;
        }
    }
    const auto files = std::distance(std::filesystem::directory_iterator(layout.app(day, tree)),
                                     std::filesystem::directory_iterator());
    EXPECT_EQ(static_cast<std::size_t>(files), ids);
}

TEST(Layout, DevicesAndApplicationsThatLookAlikeWhenJoinedStayApart) {
    const Layout layout("d");
    std::set<std::filesystem::path> files;
    for (const auto& [device, app] : {std::pair("a_b", "c"), std::pair("a", "b-c"), std::pair("a_b-c", "c"),
                                      std::pair("a", "b"), std::pair("a_b", "b")}) {
        files.insert(layout.results(day, DeviceId(device), AppName(app)));
    }
    EXPECT_EQ(files.size(), 5U);
}

}  // namespace
}  // namespace bt::store::layout_test
