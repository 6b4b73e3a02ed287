#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/format/result_log.hpp"
#include "bt/format/schedules.hpp"
#include "unit/format/json_fault.hpp"

namespace bt::format::concurrent_schedule_test {
namespace {

using testing::HasSubstr;

// The tree goes big, vulkan, big; beside it a second, shorter chain.
const std::string sample = R"({"schema": 6, "device": "emulated", "backend": "vk", "chains": [
  {"app": "tree", "params": {"points": "100"}, "groups": [
    {"first_stage": 1, "last_stage": 2, "pu": "big"}, {"first_stage": 3, "last_stage": 6, "pu": "vulkan"},
    {"first_stage": 7, "last_stage": 7, "pu": "big"}]},
  {"app": "cifar-dense", "groups": [{"first_stage": 1, "last_stage": 9, "pu": "big"}]}],
 "order": {"big": [[0, 0], [1, 0], [0, 2]], "vulkan": [[0, 1]]},
 "predicted": {"makespan_ms": 9.5, "chains": [{"start_ms": 0, "end_ms": 9.5}, {"start_ms": 2, "end_ms": 7}]}})";

std::string fault_in(const std::string& text) {
    return fault_from([&] { read_schedules(text, "s.json"); });
}

TEST(ConcurrentSchedules, ReadBackWhatTheyWrote) {
    const ScheduleFile file = read_schedules(sample, "s.json");
    ASSERT_EQ(file.concurrent.size(), 1U);
    const ConcurrentSchedule& schedule = file.concurrent.front();
    EXPECT_EQ(to_string(schedule.chains.at(0).groups), "1-2 big | 3-6 vulkan | 7 big");
    EXPECT_EQ(schedule.order.at(PuName("big")).at(2), (ScheduledGroup{0, 2}));
    EXPECT_THAT(schedule.uid, testing::MatchesRegex("SCC-B2G4B1\\+B9-[0-9a-f]{6}"));

    EXPECT_EQ(read_schedules(render(file.concurrent), "s.json").concurrent, file.concurrent);
    const std::string line = render_line(schedule);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(read_schedules(line, "s.json").concurrent.front(), schedule);
}

// A chain of as many stages as there are letters, each on the other PU than the one before.
ConcurrentSchedule zigzag(int stages) {
    ConcurrentSchedule schedule{.uid = {}, .device = DeviceId("board"), .backend = Backend::cpu, .chains = {}};
    schedule.chains.push_back({.app = AppName("tree"), .params = {}, .groups = {}});
    for (int number = 1; number <= stages; ++number) {
        const PuName pu(number % 2 == 1 ? "big" : "little");
        const Stage stage = Stage::from_number(number);
        schedule.chains[0].groups.push_back({pu, {stage, stage}});
        schedule.order[pu].push_back({0, static_cast<std::size_t>(number - 1)});
    }
    schedule.uid = uid_of(schedule);
    return schedule;
}

TEST(ConcurrentSchedules, NoUidIsLongerThanALogTakes) {
    EXPECT_EQ(zigzag(44).uid.size(), 99U) << "SCC-, 44 times a letter and a digit, -, six digits";
    const ConcurrentSchedule longer = zigzag(45);
    EXPECT_THAT(longer.uid, testing::MatchesRegex("SCC-45-[0-9a-f]{16}"));
    EXPECT_EQ(read_schedules(render_line(longer), "s.json").concurrent.at(0), longer);
    ConcurrentSchedule other = longer;
    other.in_flight = 3;
    EXPECT_NE(uid_of(other), longer.uid);
    EXPECT_LE(zigzag(4096).uid.size(), longest_uid);
}

TEST(ConcurrentSchedules, SayWhereTheyComeFromAndWhatIsPredictedOfEachGroup) {
    const std::string text =
        with(with(sample, "\"schema\": 6,",
                  R"("schema": 6, "rank": 2, "baselines": ["whole", "herald"], "objective": "makespan", "proven": false,
                     "engine": "exact", "contention": "pairs",)"),
             R"({"start_ms": 2, "end_ms": 7})",
             R"({"start_ms": 2, "end_ms": 7, "groups": [{"start_ms": 2, "end_ms": 7, "alone_ms": 4.5}]})");
    const ConcurrentSchedule schedule = read_schedules(text, "s.json").concurrent.at(0);
    EXPECT_EQ(schedule.origin.rank, 2);
    EXPECT_EQ(schedule.origin.baselines, (std::vector<std::string>{"whole", "herald"}));
    EXPECT_EQ(schedule.origin.proven, false);
    EXPECT_EQ(schedule.predicted->chains.at(1).groups.at(0).alone, Milliseconds(4.5));
    EXPECT_EQ(schedule.uid, read_schedules(sample, "s.json").concurrent.at(0).uid) << "the uid is of what runs";
    EXPECT_EQ(read_schedules(render_line(schedule), "s.json").concurrent.front(), schedule);
    EXPECT_THAT(fault_in(with(text, R"([{"start_ms": 2, "end_ms": 7, "alone_ms": 4.5}])", "[]")),
                HasSubstr("expected a list of 1, one for each group"));
}

TEST(ConcurrentSchedules, HaveAUidThatKnowsTheOrder) {
    const std::string other = with(sample, "[0, 0], [1, 0], [0, 2]", "[1, 0], [0, 0], [0, 2]");
    EXPECT_NE(read_schedules(sample, "s.json").concurrent.front().uid,
              read_schedules(other, "s.json").concurrent.front().uid);
    EXPECT_THAT(fault_in(with(sample, "\"schema\": 6,", "\"schema\": 6, \"uid\": \"SCC-B1-000000\",")),
                HasSubstr("s.json:1:22: expected the uid SCC-B2G4B1+B9-"));
}

TEST(ConcurrentSchedules, SayHowManyRoundsMayBeUnderWay) {
    const auto of = [](const std::string& text) { return read_schedules(text, "s.json").concurrent.front(); };
    const std::string two = with(sample, "\"predicted\"", "\"in_flight\": 2, \"predicted\"");
    EXPECT_EQ(of(sample).in_flight, 1U);
    EXPECT_EQ(of(two).in_flight, 2U);
    EXPECT_NE(of(two).uid, of(sample).uid);
    EXPECT_EQ(of(with(sample, "\"predicted\"", "\"in_flight\": 1, \"predicted\"")).uid, of(sample).uid);
    EXPECT_EQ(of(render_line(of(two))), of(two));
    EXPECT_THAT(fault_in(with(two, "\"in_flight\": 2", "\"in_flight\": 0")), HasSubstr("from 1 to 1024"));
}

TEST(ConcurrentSchedules, RefuseChainsThatAreNotWhole) {
    EXPECT_THAT(fault_in(with(sample, "\"first_stage\": 3", "\"first_stage\": 4")),
                HasSubstr("tree: stage 3 expected, found 4 in a group on vulkan (stages missing)"));
    EXPECT_THAT(fault_in(with(sample, "\"first_stage\": 3", "\"first_stage\": 2")),
                HasSubstr("(stages repeated or out of order)"));
    EXPECT_THAT(fault_in(with(sample, "\"first_stage\": 3", "\"first_stage\": 9")),
                HasSubstr("expected a last stage not before the first, found 6"));
}

TEST(ConcurrentSchedules, RefuseOrdersThatLoseAGroupOrNeverEnd) {
    EXPECT_THAT(fault_in(with(sample, ", [0, 2]]", "]")),
                HasSubstr("group 2 of chain 0 (tree) is missing in the order"));
    EXPECT_THAT(fault_in(with(sample, ", [0, 2]]", ", [0, 2], [1, 0]]")), HasSubstr("stands twice"));
    EXPECT_THAT(fault_in(with(sample, "[[0, 1]]", "[[0, 2]]")), HasSubstr("runs on big, not in the order of vulkan"));
    EXPECT_THAT(fault_in(with(sample, "[[0, 1]]", "[[0, 1], [5, 0]]")), HasSubstr("does not exist"));
    EXPECT_THAT(fault_in(with(sample, "[0, 0], [1, 0], [0, 2]", "[0, 2], [0, 0], [1, 0]")),
                HasSubstr("big waits for ever for group 2 of chain 0 (tree)"));
}

TEST(ConcurrentSchedules, RefusePredictionsForAnotherNumberOfChains) {
    EXPECT_THAT(fault_in(with(sample, ", {\"start_ms\": 2, \"end_ms\": 7}", "")), HasSubstr("expected a list of 2"));
    EXPECT_THAT(fault_in(with(sample, "\"end_ms\": 7", "\"end_ms\": 1")), HasSubstr("an end not before the start"));
}

}  // namespace
}  // namespace bt::format::concurrent_schedule_test
