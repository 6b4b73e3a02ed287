// Files that the earlier system wrote, where the folder with them is given.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "bt/format/schedules.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::reference_schedules_test {
namespace {

struct Sample {
    const char* name;
    std::size_t schedules;
    int stages;
    Backend backend;
};

class ReferenceSchedules : public testing::TestWithParam<Sample> {
protected:
    void SetUp() override {
        const char* root = std::getenv("BT_REFERENCE");
        if (root == nullptr) GTEST_SKIP() << "BT_REFERENCE is not set: no files of the earlier system to read";
        file_ = std::string(root) + "/data/logs/schedules_" + GetParam().name + ".json";
        text_ = file_text(file_);
    }

    std::string file_;
    std::string text_;
};

TEST_P(ReferenceSchedules, AreWholeAndTheirTimesAddUp) {
    const ScheduleFile file = read_schedules(text_, file_);
    ASSERT_EQ(file.pipelines.size(), GetParam().schedules);
    for (const ScheduleRecord& record : file.pipelines) {
        EXPECT_EQ(record.version, 4) << record.uid;
        EXPECT_EQ(record.stages(), GetParam().stages) << record.uid;
        double widest = 0;
        for (std::size_t i = 0; i < record.chunks.size(); ++i) {
            double sum = 0;
            const StageRange& stages = record.chunks[i].stages;
            for (Stage s = stages.first; s <= stages.last; s = s.next()) sum += record.stage_times[s.index()]->count();
            EXPECT_NEAR(sum, record.chunk_times[i]->count(), 1e-9 * sum) << record.uid << " chunk " << i;
            widest = std::max(widest, sum);
        }
        EXPECT_NEAR(widest, record.metrics.max_time->count(), 1e-9 * widest) << record.uid;
    }
}

TEST_P(ReferenceSchedules, KeepEveryTimeWhenWrittenAnew) {
    std::vector<ScheduleRecord> records;
    for (const ScheduleRecord& old : read_schedules(text_, file_).pipelines) {
        records.push_back(as_current(old, DeviceId("d"), AppName("tree"), GetParam().backend, {}));
        EXPECT_EQ(records.back().chunk_times, old.chunk_times);
    }
    EXPECT_EQ(read_schedules(render(records), "new.json").pipelines, records);
}

INSTANTIATE_TEST_SUITE_P(Logs, ReferenceSchedules,
                         testing::Values(Sample{"3A021JEHN02756_cifar-sparse_vk", 20, 9, Backend::vk},
                                         Sample{"jetson_tree_cu", 14, 7, Backend::cu}),
                         [](const auto& sample) { return sample.param.backend == Backend::vk ? "pixel" : "jetson"; });

}  // namespace
}  // namespace bt::format::reference_schedules_test
