// The samples of docs/formats/schedules.md are what the reader takes.
#include <gtest/gtest.h>

#include "bt/format/schedules.hpp"
#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::schedules_page_test {
namespace {

std::string sample(const std::string& name) { return page_sample("docs/formats/schedules.md", name, "json"); }
ScheduleFile read(const std::string& name) { return read_schedules(sample(name), "schedules.md"); }

TEST(SchedulesPage, ShowsVersion5AsItIsWritten) {
    const ScheduleFile file = read("pipeline");
    ASSERT_EQ(file.pipelines.size(), 1U);
    EXPECT_EQ(to_string(file.pipelines[0].chunks), "1-4 little | 5-7 vulkan");
    EXPECT_EQ(read_schedules(render(file.pipelines), "s.json").pipelines, file.pipelines);
    for (const char* key :
         {"schema", "uid", "params", "rank", "table", "first_stage", "stage_assignments", "tied_with"}) {
        EXPECT_NE(render(file.pipelines).find(std::string("\"") + key + "\":"), std::string::npos) << key;
    }
}

TEST(SchedulesPage, ShowsTheLeastThatAPersonWrites) {
    EXPECT_EQ(to_string(read("by-hand").pipelines.at(0).chunks), "1-3 big | 4-7 little");
}

TEST(SchedulesPage, ShowsTheEarlierVersions) {
    EXPECT_EQ(read("version-1").pipelines.at(0).version, 1);
    EXPECT_EQ(read("version-4").pipelines.at(0).version, 4);
}

TEST(SchedulesPage, ShowsVersion6AsItIsWritten) {
    const ScheduleFile file = read("concurrent");
    EXPECT_EQ(file.concurrent.at(0).chains.size(), 2U);
    for (const char* key :
         {"rank", "baselines", "objective", "engine", "proven", "contention", "period_ms", "alone_ms"}) {
        EXPECT_NE(render(file.concurrent).find(std::string("\"") + key + "\":"), std::string::npos) << key;
    }
}

}  // namespace
}  // namespace bt::format::schedules_page_test
