#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bt/format/schedules.hpp"

namespace bt::schedule {
namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(ReferenceSchedules, AreWholeAndOfTheDeviceAndApplicationThatTheirFolderNames) {
    const std::map<std::string, int> stages{{"cifar-dense", 9}, {"cifar-sparse", 9}, {"tree", 7}};
    int files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(BT_SOURCE_DIR "/schedules")) {
        if (entry.path().extension() != ".json") continue;
        SCOPED_TRACE(entry.path().string());
        ++files;
        const auto app = entry.path().parent_path().filename().string();
        const auto device = entry.path().parent_path().parent_path().filename().string();
        const auto read = format::read_schedules(text_of(entry.path()), entry.path().string());
        EXPECT_FALSE(read.pipelines.empty());
        for (const format::ScheduleRecord& record : read.pipelines) {
            ASSERT_TRUE(record.device && record.app);
            EXPECT_EQ(record.device->str(), device);
            EXPECT_EQ(record.app->str(), app);
            EXPECT_EQ(fault_of(record.chunks, stages.at(app)), std::nullopt);
        }
    }
    EXPECT_EQ(files, 36);
}

}  // namespace
}  // namespace bt::schedule
