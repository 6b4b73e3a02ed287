#include <algorithm>
#include <functional>

#include "agent_fixture.hpp"

// bt-agent run with several applications at once.
namespace bt::agent::test::rounds_test {
namespace {

using format::ConcurrentSchedule;
using format::ResultRecord;
using format::ResultSection;

class AgentRounds : public AgentTest {
protected:
    Ended run(const ConcurrentSchedule& schedule, std::vector<std::string> more = {},
              const std::string& app = "counting+tallying") const {
        return run_file(concurrent_file({schedule}), std::move(more), app);
    }

    Ended run_file(const std::string& file, std::vector<std::string> more, const std::string& app) const {
        std::vector<std::string> words{"run", "--app", app,   "--backend", "cpu", "--schedule-file",
                                       file,  "--pus", pus(), "--tasks",   "10"};
        words.insert(words.end(), more.begin(), more.end());
        return agent(words);
    }

    static ResultRecord row(const ResultSection& section, unsigned chain, unsigned group, unsigned round) {
        const auto found = std::find_if(section.records.begin(), section.records.end(), [&](const ResultRecord& r) {
            return r.chain == chain && r.chunk == group && r.task == round;
        });
        return found == section.records.end() ? ResultRecord{} : *found;
    }

    static std::uint64_t end_of_round(const ResultSection& section, unsigned round) {
        std::uint64_t end = 0;
        for (const ResultRecord& record : section.records) {
            if (record.task == round) end = std::max(end, record.end);
        }
        return end;
    }
};

TEST_F(AgentRounds, RunsBothApplicationsAndChecksTheOutputsOfBoth) {
    const Ended ended = run(two_chains("counting", "tallying"));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const std::vector<ResultSection> all = sections(ended.out);
    ASSERT_EQ(all.size(), 1U);
    const ResultSection& section = all[0];
    EXPECT_EQ(section.end.chains, 2U);
    EXPECT_EQ(section.records.size(), 40U);
    EXPECT_EQ(section.end.missing, 0U);
    EXPECT_EQ(section.end.status, format::RunStatus::ok);
    EXPECT_EQ(section.end.steady, (format::SteadyTasks{1, 9}));
    EXPECT_EQ(section.head.in_flight, 1U);
    EXPECT_EQ(section.head.uid, two_chains("counting", "tallying").uid);
    EXPECT_EQ(section.checks.size(), 16U) << "eight of each chain";
    EXPECT_EQ(std::count_if(section.checks.begin(), section.checks.end(),
                            [](const format::OutputCheck& check) { return check.chain == 1 && check.ok; }),
              8);
    EXPECT_EQ(format::read_schedules(section.head.schedule, "log").concurrent.at(0),
              two_chains("counting", "tallying"));
}

TEST_F(AgentRounds, BeginARoundWhenAllChainsHaveEndedTheLast) {
    const Ended ended = run(two_chains("counting", "tallying"));
    const std::vector<ResultSection> all = sections(ended.out);
    ASSERT_EQ(all.size(), 1U) << ended.err;
    for (unsigned round = 1; round < 10; ++round) {
        EXPECT_GE(row(all[0], 0, 0, round).start, end_of_round(all[0], round - 1));
        EXPECT_GE(row(all[0], 1, 0, round).start, end_of_round(all[0], round - 1));
    }
}

TEST_F(AgentRounds, TakeTheSameApplicationTwice) {
    ConcurrentSchedule twice = two_chains("counting", "counting");
    twice.chains[1].params = {{"size", "1000"}};
    twice.uid = uid_of(twice);
    const Ended ended = run(twice, {}, "counting+counting");
    ASSERT_EQ(ended.code, 0) << ended.err;
    const ResultSection section = sections(ended.out).at(0);
    ASSERT_EQ(section.checks.size(), 16U);
    EXPECT_NE(section.checks[0].checksum, section.checks[8].checksum) << "each has a size of its own";
}

TEST_F(AgentRounds, RunOneChainAloneWithOneTaskInFlight) {
    ConcurrentSchedule alone = two_chains("counting", "counting");
    alone.chains.pop_back();
    alone.order[PuName("big")] = {{0, 1}};
    alone.uid = uid_of(alone);
    const Ended ended = run(alone, {}, "counting");
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(sections(ended.out).at(0).end.chains, 1U);
}

TEST_F(AgentRounds, HaveAsManyRoundsInFlightAsTheScheduleOrTheFlagSays) {
    ConcurrentSchedule two = two_chains("counting", "tallying");
    two.in_flight = 2;
    two.uid = uid_of(two);
    EXPECT_EQ(sections(run(two).out).at(0).head.in_flight, 2U);
    EXPECT_EQ(sections(run(two, {"--in-flight", "3"}).out).at(0).head.in_flight, 3U);
}

TEST_F(AgentRounds, GiveSizesToTheApplicationThatTheyAreFor) {
    const Ended ended = run(two_chains("counting", "tallying"), {"--param", "tallying:size=1000"});
    ASSERT_EQ(ended.code, 0) << ended.err;
    const ConcurrentSchedule ran =
        format::read_schedules(sections(ended.out).at(0).head.schedule, "log").concurrent.at(0);
    EXPECT_EQ(ran.chains[0].params, Params{});
    EXPECT_EQ(ran.chains[1].params, (Params{{"size", "1000"}})) << "the log alone says what ran";
    EXPECT_NE(ran.uid, two_chains("counting", "tallying").uid);
}

TEST_F(AgentRounds, FindAStageThatDoesNotRunInEitherChain) {
    for (const char* stage : {"0:1", "0:4", "1:1", "1:2", "1:3", "1:4"}) {
        const Variable skip("BT_TEST_SKIP_STAGE", stage);
        const Ended ended = run(two_chains("counting", "tallying"));
        EXPECT_EQ(ended.code, 5) << stage;
        const ResultSection section = sections(ended.out).at(0);
        EXPECT_EQ(section.end.status, format::RunStatus::wrong);
        EXPECT_NE(section.end.reason.find("chain " + std::string(1, *stage) + ", task 0: "), std::string::npos);
        for (const format::OutputCheck& check : section.checks) {
            EXPECT_EQ(check.ok, std::to_string(check.chain) != std::string(1, *stage)) << stage;
        }
    }
}

// ---- on a model ----

// little 4 3 2 1 and big 2 1.5 1 0.5 ms for either application; beside big, little takes 1.5 times as long.
class AgentRoundsSoc : public AgentRounds {
protected:
    std::string model() const {
        return write("toy.json", R"({"kind": "soc-model", "version": 1, "name": "toy",
  "pus": [{"name": "little", "class": "cpu", "cores": [0, 1]}, {"name": "big", "class": "cpu", "cores": [2]},
          {"name": "npu", "class": "other", "chunk_ms": 0.5}],
  "apps": {"counting": {"stages": [{"little": 4, "big": 2}, {"little": 3, "big": 1.5}, {"little": 2, "big": 1},
                                   {"little": 1, "big": 0.5}]},
           "tallying": {"stages": [{"little": 4, "big": 2}, {"little": 3, "big": 1.5}, {"big": 1, "npu": 0.25},
                                   {"little": 1, "big": 0.5}]}},
  "interference": {"little": {"big": 1.5}}})");
    }
    Ended on_model(ConcurrentSchedule schedule, std::vector<std::string> more = {}) const {
        schedule.device = DeviceId("emulated-toy");
        schedule.uid = uid_of(schedule);
        std::vector<std::string> words{"run",   "--app",           "counting+tallying",         "--soc",
                                       model(), "--schedule-file", concurrent_file({schedule}), "--tasks",
                                       "10"};
        words.insert(words.end(), more.begin(), more.end());
        return agent(words);
    }
};

// Big takes tallying for 5 ms; meanwhile little does 5 / 1.5 = 3.333 of stage 1's 4 ms and ends at 5.667 alone. Big
// does stages 2 and 3 for 2.5 ms until 8.167, little stage 4 until 9.167: a round.
TEST_F(AgentRoundsSoc, TakeTheTimesOfTheModel) {
    ConcurrentSchedule schedule = two_chains("counting", "tallying");
    const Ended ended = on_model(schedule);
    ASSERT_EQ(ended.code, 0) << ended.err;
    const ResultSection section = sections(ended.out).at(0);
    EXPECT_EQ(section.head.clock, format::LogClock::virtual_time);
    EXPECT_EQ(row(section, 1, 0, 0), (ResultRecord{0, 0, 0, 5'000'000, 1}));
    EXPECT_EQ(row(section, 0, 0, 0), (ResultRecord{0, 0, 0, 5'666'667, 0}));
    EXPECT_EQ(row(section, 0, 1, 0), (ResultRecord{0, 1, 5'666'667, 8'166'667, 0}));
    EXPECT_EQ(row(section, 0, 2, 0), (ResultRecord{0, 2, 8'166'667, 9'166'667, 0}));
    EXPECT_EQ(row(section, 1, 0, 9).start, 82'500'000U) << "nine rounds later, to the nanosecond";
    EXPECT_EQ(on_model(schedule).out, ended.out);
}

TEST_F(AgentRoundsSoc, FindAStageThatDoesNotRun) {
    const Variable skip("BT_TEST_SKIP_STAGE", "1:2");
    EXPECT_EQ(on_model(two_chains("counting", "tallying")).code, 5);
}

TEST_F(AgentRoundsSoc, UseEveryPuThatOneOfTheApplicationsCanRunOn) {
    ConcurrentSchedule schedule = two_chains("counting", "tallying");
    schedule.chains[1].groups = {chunk("big", 1, 2), chunk("npu", 3, 3), chunk("big", 4, 4)};
    schedule.order = {
        {PuName("little"), {{0, 0}, {0, 2}}}, {PuName("big"), {{1, 0}, {0, 1}, {1, 2}}}, {PuName("npu"), {{1, 1}}}};
    const Ended ended = on_model(schedule);
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(row(sections(ended.out).at(0), 1, 1, 0), (ResultRecord{0, 1, 3'500'000, 4'250'000, 1}));

    schedule.chains[0].groups[1].pu = PuName("npu");
    schedule.order = {
        {PuName("little"), {{0, 0}, {0, 2}}}, {PuName("big"), {{1, 0}, {1, 2}}}, {PuName("npu"), {{1, 1}, {0, 1}}}};
    const Ended unable = on_model(schedule);
    EXPECT_EQ(unable.code, 4);
    EXPECT_NE(unable.err.find("PU npu cannot run stage 2 of counting"), std::string::npos) << unable.err;
    EXPECT_EQ(unable.out, "");
}

// ---- refusals ----

TEST_F(AgentRounds, RefuseWhatTheyCannotRunBeforeAnythingRuns) {
    const auto expect = [&](const Ended& ended, int code, const std::string& reason) {
        EXPECT_EQ(ended.code, code) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_NE(ended.err.find(reason), std::string::npos) << ended.err << "\nlacks: " << reason;
    };
    const auto changed = [&](const std::function<void(ConcurrentSchedule&)>& change) {
        ConcurrentSchedule schedule = two_chains("counting", "tallying");
        change(schedule);
        schedule.uid = uid_of(schedule);
        return schedule;
    };
    const ConcurrentSchedule sound = two_chains("counting", "tallying");
    expect(run(sound, {}, "counting"), 4, "is for the applications 'counting+tallying', not 'counting'");
    expect(run(sound, {}, "counting+counting"), 4, "not 'counting+counting'");
    EXPECT_EQ(run(sound, {}, "tallying+counting").code, 0) << "the schedule says which chain is which";
    expect(run(sound, {}, "counting+talying"), 2, "did you mean 'tallying'?");
    expect(run(sound, {"--device", "phone"}), 4, "is for the device 'local', not 'phone'");
    expect(run(sound, {"--param", "size=3"}), 2, "for which application?");
    expect(run(sound, {"--param", "tree:size=3"}), 2, "--app does not name tree");
    expect(run(sound, {"--input", "x"}), 2, "--input and --weights are for one application");
    expect(run(sound, {"--uid", "SCC-B4-000000"}), 2, "no schedule SCC-B4-000000");
    expect(run(changed([](auto& s) { s.backend = Backend::vk; })), 4, "is for the backend 'vk', not 'cpu'");
    expect(run(changed([](auto& s) {
                   s.chains[1].params = {{"size", "9"}};
               }),
               {"--param", "tallying:size=8"}),
           4, "is for the size of tallying 'size=9', not 'size=8'");
    expect(run(changed([](auto& s) { s.chains[1].params = {{"speed", "9"}}; })), 2, "no parameter 'speed'");
    expect(
        run(changed([](auto& s) {
            s.chains[1].groups = {chunk("medium", 1, 4)};
            s.order = {{PuName("little"), {{0, 0}, {0, 2}}}, {PuName("big"), {{0, 1}}}, {PuName("medium"), {{1, 0}}}};
        })),
        4, "PU medium unknown");
    expect(run(changed([](auto& s) { s.chains[1].groups = {chunk("big", 1, 3)}; })), 4,
           "its groups of tallying end with stage 3 of 4");
    expect(run_file(schedule_file(), {}, "counting+tallying"), 4, "no schedules of several applications");
    expect(agent(with_app({"bench", "--app", "counting+tallying"})), 2, "--app stands twice");
    expect(agent({"bench", "--app", "counting+tallying"}), 2, "this command takes one application");
    expect(agent({"run", "--app", "counting+tallying", "--backend", "cpu", "--pus", pus(), "--schedule-file",
                  concurrent_file({sound}), "--seconds", "1"}),
           2, "a number of rounds");
    std::string circle = format::render(std::vector{sound});
    circle.replace(circle.find("[[0, 0], [0, 2]]"), 16, "[[0, 2], [0, 0]]");
    circle.erase(circle.find("\"uid\""), circle.find("\"device\"") - circle.find("\"uid\""));
    expect(run_file(write("circle.json", circle), {}, "counting+tallying"), 4, "waits for ever");
}

}  // namespace
}  // namespace bt::agent::test::rounds_test
