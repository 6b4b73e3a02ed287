#include "bt/format/schedules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"

namespace bt::format::schedules_test {
namespace {

using testing::HasSubstr;

const DeviceId pixel("3A021JEHN02756");
const AppName tree("tree");

ScheduleRecord only(const ScheduleFile& file) {
    EXPECT_EQ(file.pipelines.size(), 1U);
    return file.pipelines.at(0);
}

std::string fault_in(const std::string& text) {
    return fault_from([&] { read_schedules(text, "s.json"); });
}

// 1: one file for each schedule, stages from 1.
const std::string version_1 =
    R"({"schedule": {"schedule_id": "S-7", "device_id": "jetson", "application": "CifarSparse",
 "chunks": [
  {"name": "Chunk1", "hardware": "little", "threads": 6, "stages": [1, 2, 3], "time": 2.5},
  {"name": "Chunk2", "hardware": "gpu_cuda", "threads": 1, "stages": [4, 5], "time": 3.5}]},
 "max_chunk_time": 3.5})";

// 2: a list, stages from 0; which GPU is not said.
const std::string version_2 = R"([{"stage_assignments": {"0": {"core_type": "Medium", "time": 1.25},
  "1": {"core_type": "GPU", "time": 0.5}, "2": {"core_type": "GPU", "time": 0.25}},
 "chunks": [{"id": 0, "core_type": "Medium", "stages": [0], "time": 1.25},
            {"id": 1, "core_type": "GPU", "stages": [1, 2], "time": 0.75}],
 "metrics": {"max_time": 1.25, "min_time": 0.75, "gapness": 0.5, "avg_time": 1.0}, "solution_id": 3}])";

const std::string version_5 = R"([{"schema": 5, "uid": "SCH-L4G3-a0eda2", "device": "3A021JEHN02756", "app": "tree",
 "backend": "vk", "params": {"points": 307200}, "rank": 1, "solution_id": 0, "objective": "interval", "engine": "exact",
 "proven": true, "table": [{"file": "t.csv", "condition": "fully", "sha256": "00ff"}],
 "chunks": [
  {"id": 0, "pu": "little", "core_type": "Little", "stages": [0, 1, 2, 3], "first_stage": 1, "last_stage": 4, "time": 4},
  {"id": 1, "pu": "vulkan", "core_type": "GPU", "hardware": "gpu_vulkan", "stages": [4, 5, 6], "first_stage": 5,
   "last_stage": 7, "time": 3.5}],
 "metrics": {"max_time": 4, "latency": 7.5, "interval": 3.9, "interval_ci": [3.8, 4.1], "speedup": 1.5,
             "tied_with": ["SCH-B7-000000"]}}])";

std::string current() {  // with the uid of its content
    return with(version_5, "SCH-L4G3-a0eda2",
                uid_of(pixel, tree, Backend::vk,
                       Chunks{{PuName("little"), {Stage::from_number(1), Stage::from_number(4)}},
                              {PuName("vulkan"), {Stage::from_number(5), Stage::from_number(7)}}}));
}

TEST(Schedules, ReadVersion1WhoseStagesCountFrom1) {
    const ScheduleRecord record = only(read_schedules(version_1, "s.json"));
    EXPECT_EQ(record.version, 1);
    EXPECT_EQ(record.uid, "S-7");
    EXPECT_EQ(record.device->str(), "jetson");
    EXPECT_EQ(record.app->str(), "cifar-sparse");
    EXPECT_EQ(record.backend, Backend::cu);
    EXPECT_EQ(to_string(record.chunks), "1-3 little | 4-5 cuda");
    EXPECT_EQ(record.chunk_times.at(1)->count(), 3.5);
    EXPECT_EQ(record.metrics.max_time->count(), 3.5);
}

TEST(Schedules, ReadVersion2OnceItIsSaidWhichGpuItMeans) {
    const ScheduleRecord record = only(read_schedules(version_2, "s.json", {.backend = Backend::vk}));
    EXPECT_EQ(record.version, 2);
    EXPECT_EQ(record.uid, "");
    EXPECT_EQ(to_string(record.chunks), "1 medium | 2-3 vulkan");
    EXPECT_EQ(record.stage_times.at(2)->count(), 0.25);
    EXPECT_EQ(record.solution_id, 3);
    EXPECT_THAT(fault_in(version_2),
                HasSubstr("s.json:4:13: expected 'hardware' on a GPU chunk: gpu_vulkan or gpu_cuda, found none"));
}

TEST(Schedules, TellVersions3And4ByUidAndHardware) {
    const std::string third = with(version_2, "[{\"stage", "[{\"uid\": \"SCH-M1G2-G050-1a2b\", \"stage");
    const ScheduleRecord record = only(read_schedules(third, "s.json", {.backend = Backend::cu}));
    EXPECT_EQ(record.version, 3);
    EXPECT_EQ(record.uid, "SCH-M1G2-G050-1a2b");
    EXPECT_EQ(record.backend, Backend::cu);

    const std::string fourth = with(with(third, "[1, 2]", "[1, 2], \"hardware\": \"gpu_vulkan\""), "\"avg_time\": 1.0",
                                    "\"avg_time\": 1.0, \"speedup_over_cpu\": 9.0, \"speedup\": 9.0");
    const ScheduleRecord last = only(read_schedules(fourth, "s.json"));
    EXPECT_EQ(last.version, 4);
    EXPECT_EQ(to_string(last.chunks), "1 medium | 2-3 vulkan");
    EXPECT_FALSE(last.metrics.speedup.has_value()) << "it divides by the mean chunk: not to be trusted";
}

TEST(Schedules, ReadEverythingThatVersion5Says) {
    const ScheduleRecord record = only(read_schedules(current(), "s.json"));
    EXPECT_EQ(record.version, 5);
    EXPECT_EQ(record.params, (Params{{"points", "307200"}}));
    EXPECT_EQ(record.rank, 1);
    EXPECT_TRUE(record.proven);
    EXPECT_EQ(record.tables, (std::vector<TableSource>{{"t.csv", "fully", "00ff"}}));
    EXPECT_EQ(record.metrics.interval_ci, (Ci{3.8, 4.1}));
    EXPECT_EQ(record.metrics.tied_with, (std::vector<std::string>{"SCH-B7-000000"}));
    EXPECT_EQ(record.stage_times.size(), 7U);
}

TEST(Schedules, TakeWhatAPersonWritesByHand) {
    const ScheduleRecord record =
        only(read_schedules(R"({"schema": 5, "device": "local", "app": "tree", "backend": "cpu",
        "chunks": [{"pu": "big", "first_stage": 1, "last_stage": 3}, {"pu": "npu", "stages": [3]}], "my_note": "x"})",
                            "s.json"));
    EXPECT_EQ(record.uid, uid_of(DeviceId("local"), tree, Backend::cpu, record.chunks));
    EXPECT_EQ(to_string(record.chunks), "1-3 big | 4 npu");
    EXPECT_FALSE(record.params.has_value());
}

TEST(Schedules, ReadBackWhatTheyWrote) {
    const auto records = read_schedules(current(), "s.json").pipelines;
    EXPECT_EQ(read_schedules(render(records), "s.json").pipelines, records);
    EXPECT_EQ(render(read_schedules(render(records), "s.json").pipelines), render(records)) << "the same bytes";

    const std::string line = render_line(records.at(0));
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(only(read_schedules(line, "run.log")), records.at(0));
}

TEST(Schedules, BecomeVersion5OnceDeviceAppAndSizeAreKnown) {
    const ScheduleRecord old = only(read_schedules(version_2, "s.json", {.backend = Backend::vk}));
    EXPECT_THROW(render(std::vector{old}), Error);
    const ScheduleRecord now = as_current(old, pixel, tree, Backend::vk, {});
    EXPECT_EQ(now.uid, uid_of(pixel, tree, Backend::vk, old.chunks));
    EXPECT_EQ(only(read_schedules(render(std::vector{now}), "s.json")), now);
}

TEST(Schedules, RefuseStagesThatAreMissingRepeatedOrOutOfOrder) {
    EXPECT_THAT(fault_in(with(version_1, "[4, 5]", "[5]")),
                HasSubstr("s.json:2:12: expected each stage once and in order, each PU at most once, "
                          "found stage 4 missing before the chunk on cuda"));
    EXPECT_THAT(fault_in(with(version_1, "[4, 5]", "[3, 4]")),
                HasSubstr("found stage 3 repeated or out of order in the chunk on cuda"));
    EXPECT_THAT(
        fault_in(with(version_1, "[1, 2, 3]", "[1, 3]")),
        HasSubstr("s.json:3:72: expected stage 2 next (stages count from 1 here), found 3: a stage is missing"));
    EXPECT_THAT(fault_in(with(version_1, "[1, 2, 3]", "[1, 3, 2]")), HasSubstr("a stage is missing"));
    EXPECT_THAT(fault_in(with(version_1, "[1, 2, 3]", "[1, 2, 2, 3]")), HasSubstr("repeated or out of order"));
    EXPECT_THAT(fault_in(with(version_1, "[1, 2, 3]", "[]")),
                HasSubstr("expected one stage or more, found a list of 0"));
    EXPECT_THAT(fault_in(with(current(), "\"metrics\"",
                              "\"stage_assignments\": {\"0\": {\"core_type\": \"Little\"}}, \"metrics\"")),
                HasSubstr("expected the key '1'"));
}

TEST(Schedules, RefuseLastStagesThatOnlyTheAssignmentsHave) {
    const std::string text = with(with(version_2, "[1, 2]", "[1]"), "\"GPU\", \"stages\"",
                                  "\"GPU\", \"hardware\": \"gpu_cuda\", \"stages\"");
    EXPECT_THAT(fault_in(text),
                HasSubstr("s.json:1:24: expected 2 stages, as the chunks have, found 3: the chunks lack"));
}

TEST(Schedules, TellStagesThatCountFrom1FromThoseThatCountFrom0) {
    const std::string from_1 = with(with(version_2, "[0]", "[1]"), "[1, 2]", "[2, 3]");
    EXPECT_THAT(fault_from([&] { read_schedules(from_1, "s.json", {.backend = Backend::vk}); }),
                HasSubstr("expected stages counted from 0, as version 2 does, found the first chunk beginning with 1"));
    EXPECT_THAT(fault_in(with(version_1, "[1, 2, 3]", "[0, 1, 2, 3]")),
                HasSubstr("expected a whole number from 1 to 4096, found 0"));
}

TEST(Schedules, RefuseAPuTwiceOrOneThatNobodyKnows) {
    EXPECT_THAT(fault_in(with(version_1, "gpu_cuda", "little")), HasSubstr("found PU little has two chunks"));
    EXPECT_THAT(fault_in(with(version_1, "gpu_cuda", "tpu")),
                HasSubstr("s.json:4:34: expected hardware: little, medium"));
    EXPECT_THAT(
        fault_in(with(with(version_2, "\"id\": 0, \"core_type\": \"Medium\"", "\"id\": 0, \"core_type\": \"Huge\""),
                      "1.25},\n  \"1\"", "1.25}, \"1\"")),
        HasSubstr("expected a core type: Little, Medium, Big or GPU, found the string 'Huge'"));
    EXPECT_THAT(fault_in(with(current(), "\"pu\": \"little\"", "\"pu\": \"Little\"")),
                HasSubstr("expected a PU name, found 'Little'"));
}

TEST(Schedules, RefusePartsOfOneChunkThatDisagree) {
    EXPECT_THAT(fault_in(with(current(), "\"first_stage\": 1,", "\"first_stage\": 2,")),
                HasSubstr("expected first_stage 1, as 'stages' (counted from 0) says, found 2"));
    EXPECT_THAT(fault_in(with(current(), "\"last_stage\": 7,", "\"last_stage\": 6,")),
                HasSubstr("expected last_stage 7"));
    EXPECT_THAT(fault_in(with(current(), "\"core_type\": \"Little\"", "\"core_type\": \"Big\"")),
                HasSubstr("expected the core type of little, 'Little', found the string 'Big'"));
    EXPECT_THAT(fault_in(with(current(), "gpu_vulkan", "gpu_cuda")),
                HasSubstr("hardware that agrees with the PU vulkan"));
    EXPECT_THAT(fault_in(with(current(), "\"backend\": \"vk\"", "\"backend\": \"cpu\"")),
                HasSubstr("expected 'vk', which the GPU chunk needs"));
    EXPECT_THAT(fault_in(with(version_2, "\"0\": {\"core_type\": \"Medium\"", "\"0\": {\"core_type\": \"Big\"")),
                HasSubstr("gpu_vulkan"));
}

TEST(Schedules, RefuseVersion5WhoseContentWasChangedUnderItsUid) {
    EXPECT_THAT(fault_in(with(current(), "\"device\": \"3A021JEHN02756\"", "\"device\": \"9b034f1b\"")),
                HasSubstr("s.json:1:23: expected the uid SCH-L4G3-"));
}

TEST(Schedules, RefuseVersionsThatNobodyKnows) {
    EXPECT_THAT(fault_in(R"({"schema": 7, "chunks": []})"),
                HasSubstr("s.json:1:12: expected a schedule of schema 5 or 6, found schema 7"));
    EXPECT_THAT(fault_in(R"([{"kind": "summary"}])"),
                HasSubstr("found an object without 'schema', 'schedule' or 'chunks'"));
    EXPECT_THAT(fault_in("3"), HasSubstr("expected a list, found 3"));
    EXPECT_THAT(fault_in(R"([4])"), HasSubstr("expected a schedule, found 4"));
}

TEST(Schedules, RefuseTheSameUidTwice) {
    const std::string text = current();
    const std::string one = text.substr(1, text.size() - 2);
    EXPECT_THAT(fault_in("[" + one + ",\n" + one + "]"), HasSubstr("expected each schedule once, found uid SCH-L4G3-"));
}

TEST(Schedules, LeaveOutOnlyWhatCannotBeReadWhereLenient) {
    const std::string text = current();
    const std::string good = text.substr(1, text.size() - 2);
    const std::string bad = R"({"schema": 5, "device": "local", "app": "Tree", "backend": "cpu", "chunks": []})";
    const std::string both = "[" + bad + ",\n" + good + ", 7]";
    EXPECT_THAT(fault_in(both), HasSubstr("expected an application name, found 'Tree'"));
    const ScheduleFile file = read_schedules(both, "s.json", {.lenient = Lenient::yes});
    EXPECT_EQ(file.pipelines.size(), 1U);
    EXPECT_EQ(file.left_out.count, 2U);
    EXPECT_THAT(file.left_out.reasons, testing::ElementsAre(HasSubstr("s.json:1:42: expected an application"),
                                                            HasSubstr("expected a schedule, found 7")));
    EXPECT_THROW(read_schedules("[" + good + ", ", "s.json", {.lenient = Lenient::yes}), Error) << "cut off";
}

TEST(Schedules, OfAnotherDeviceAppBackendOrSizeAreRefusedByName) {
    const ScheduleRecord record = only(read_schedules(current(), "s.json"));
    const Params points{{"points", "307200"}};
    const auto fault = [&](const DeviceId& device, const AppName& app, Backend backend, const Params& params) {
        return fault_from([&] { check_belongs(record, device, app, backend, params); });
    };
    EXPECT_EQ(fault(pixel, tree, Backend::vk, points), "no error");
    EXPECT_THAT(fault(DeviceId("jetson"), tree, Backend::vk, points),
                HasSubstr("is for the device '3A021JEHN02756', not 'jetson'"));
    EXPECT_THAT(fault(pixel, AppName("cifar-dense"), Backend::vk, points),
                HasSubstr("the application 'tree', not 'cifar-dense'"));
    EXPECT_THAT(fault(pixel, tree, Backend::cu, points), HasSubstr("the backend 'vk', not 'cu'"));
    EXPECT_THAT(fault(pixel, tree, Backend::vk, {{"points", "9"}}),
                HasSubstr("the size 'points=307200', not 'points=9'"));

    const ScheduleRecord old = only(read_schedules(version_2, "s.json", {.backend = Backend::vk}));
    EXPECT_NO_THROW(check_belongs(old, pixel, tree, Backend::vk, points)) << "it does not say what it is for";
}

TEST(Schedules, OfMoreOrFewerStagesOrOtherPusAreNotRun) {
    const ScheduleRecord record = only(read_schedules(current(), "s.json"));
    const std::vector<PuName> pus{PuName("little"), PuName("vulkan")};
    const auto fault = [&](int stages, std::span<const PuName> on) {
        return fault_from([&] { check_runnable(record, stages, on); });
    };
    EXPECT_EQ(fault(7, pus), "no error");
    EXPECT_THAT(fault(9, pus), HasSubstr("stages 8 to 9 missing at the end"));
    EXPECT_THAT(fault(6, pus), HasSubstr("ends with stage 7; the application has 6"));
    EXPECT_THAT(fault(7, std::span(pus).first(1)), HasSubstr("PU vulkan unknown"));
}

TEST(Schedules, AreNeverWrittenHalf) {
    ScheduleRecord record = only(read_schedules(current(), "s.json"));
    record.metrics.interval = Milliseconds(std::numeric_limits<double>::quiet_NaN());
    EXPECT_THROW(render_line(record), Error);
    record = only(read_schedules(current(), "s.json"));
    record.uid = "SCH-X";
    EXPECT_THROW(render_line(record), Error);
    record = only(read_schedules(current(), "s.json"));
    record.chunks.pop_back();
    EXPECT_THROW(render_line(record), Error);
}

}  // namespace
}  // namespace bt::format::schedules_test
