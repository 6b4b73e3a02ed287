#include "agent_fixture.hpp"

#include "agent/device_lock.hpp"
#include "bt/core/sha256.hpp"

namespace bt::agent::test::run_test {
namespace {

using format::ResultSection;
using format::RunStatus;
using AgentRun = AgentTest;

TEST_F(AgentRun, ExecutesEverySchedulesOfAFileAndLogsIt) {
    const Ended ended = agent(with_app({"run", "--schedule-file", schedule_file(), "--tasks", "40"}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const std::vector<ResultSection> all = sections(ended.out);
    ASSERT_EQ(all.size(), 3U);
    const ResultSection& first = all[0];
    EXPECT_EQ(first.head.frequency, 1'000'000'000U);
    EXPECT_EQ(first.head.in_flight, 3U);
    EXPECT_EQ(first.records.size(), 80U);
    EXPECT_EQ(first.end.missing, 0U);
    EXPECT_EQ(first.end.status, RunStatus::ok);
    EXPECT_TRUE(first.end.steady);
    EXPECT_EQ(first.checks.size(), 8U);
    for (const format::OutputCheck& check : first.checks) EXPECT_TRUE(check.ok);
    EXPECT_EQ(all[1].records.size(), 40U);
    EXPECT_NE(first.head.schedule.find("\"schema\""), std::string::npos) << "the log alone is enough for parse";
}

TEST_F(AgentRun, TakesUidsInTheOrderGiven) {
    const std::string second = schedule({chunk("big", 1, 4)}).uid;
    const std::string third = schedule({chunk("big", 1, 1), chunk("little", 2, 4)}).uid;
    const std::string path = schedule_file();
    const Ended ended = agent(with_app({"run", "--schedule-file", path, "--tasks", "8", "--uid", third, second}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const std::vector<ResultSection> all = sections(ended.out);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].head.uid, third);
    EXPECT_EQ(all[1].head.uid, second);
    const Ended one = agent(with_app({"run", "--schedule-file", path, "--tasks", "8", "--n-schedules", "1"}));
    EXPECT_EQ(sections(one.out).size(), 1U);
}

TEST_F(AgentRun, KeepsTheNumberOfTasksInFlightThatIsWanted) {
    const Ended ended =
        agent(with_app({"run", "--schedule-file", schedule_file(), "--tasks", "20", "--in-flight", "1"}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const ResultSection first = sections(ended.out).front();
    EXPECT_EQ(first.head.in_flight, 1U);
    for (std::size_t i = 2; i + 1 < first.records.size(); i += 2) {
        EXPECT_GE(first.records[i].start, first.records[i - 1].end) << "one task after the other";
    }
}

TEST_F(AgentRun, ForATimeChecksTheLastTaskToo) {
    const Ended ended = agent(with_app(
        {"run", "--schedule-file", schedule_file(), "--n-schedules", "1", "--seconds", "0.02", "--verify", "sample"}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const ResultSection section = sections(ended.out).front();
    ASSERT_FALSE(section.checks.empty());
    EXPECT_EQ(section.checks.back().task, section.records.back().task);
}

TEST_F(AgentRun, FindsAStageThatDoesNotRun) {
    for (const char* stage : {"1", "2", "3", "4"}) {
        const Variable skip("BT_TEST_SKIP_STAGE", stage);
        const Ended ended = agent(with_app({"run", "--schedule-file", schedule_file(), "--tasks", "10"}));
        EXPECT_EQ(ended.code, 5) << "stage " << stage;
        for (const ResultSection& section : sections(ended.out)) {
            EXPECT_EQ(section.end.status, RunStatus::wrong);
            EXPECT_FALSE(section.end.reason.empty());
        }
        EXPECT_NE(ended.err.find("wrong result: task 0: output "), std::string::npos) << ended.err;
    }
}

// What a file of verdicts says is believed where it is whole and the bytes are the same, and nowhere else.
TEST_F(AgentRun, TellsTheNextProcessWhichOutputsWereEqual) {
    const std::string verdicts = file("verdicts.txt");
    const auto run = [&] {
        return agent(with_app({"run", "--schedule-file", schedule_file(), "--tasks", "10", "--verdicts", verdicts}));
    };
    const auto checksum = [](const Ended& ended) { return sections(ended.out).front().checks.front().checksum; };
    const Ended first = run();
    ASSERT_EQ(first.code, 0) << first.err;
    const std::string kept = read(verdicts);
    ASSERT_EQ(kept.substr(0, 14), "bt-verdicts 1 ");

    std::string lines = kept.substr(0, kept.rfind("end "));
    for (std::size_t at = lines.find('\n') + 257; at < lines.size(); at = lines.find('\n', at) + 257) {
        lines.replace(at, 16, "00000000000000aa");  // the checksum, after 128 digits for inputs and 128 for results
    }
    write("verdicts.txt", lines + "end " + sha256_hex(lines) + "\n");
    const Ended believing = run();
    EXPECT_EQ(believing.code, 0);
    EXPECT_EQ(checksum(believing), 0xaaU);
    {
        const Variable skip("BT_TEST_SKIP_STAGE", "2");
        EXPECT_EQ(run().code, 5) << "other bytes are judged anew";
    }
    for (const std::string& damaged :
         {lines + "end 0\n", lines, std::string(), "bt-verdicts 1 0.0.0 another\n" + lines}) {
        write("verdicts.txt", damaged);
        EXPECT_EQ(checksum(run()), checksum(first)) << damaged.substr(0, 40);
        EXPECT_EQ(read(verdicts), kept) << "written anew";
    }
}

TEST_F(AgentRun, WithoutVerifyingClaimsNothing) {
    const Variable skip("BT_TEST_SKIP_STAGE", "2");
    const Ended ended =
        agent(with_app({"run", "--schedule-file", schedule_file(), "--tasks", "10", "--verify", "off"}));
    EXPECT_EQ(ended.code, 0);
    for (const ResultSection& section : sections(ended.out)) EXPECT_TRUE(section.checks.empty());
}

// In a process of its own: nobody can stop the thread that hangs.
TEST_F(AgentRun, GivesUpAKernelThatHangs) {
    const std::vector<std::string> words = with_app({"run", "--schedule-file", schedule_file(), "--timeout", "0.1"});
    EXPECT_EXIT(
        {
            ::setenv("BT_TEST_HANG", "1", 1);
            std::FILE* out = std::fopen(file("hung").c_str(), "w");
            Output output(out);
            agent_main(words, output);
        },
        ::testing::ExitedWithCode(3), "no PU has finished anything");
    EXPECT_EQ(sections(read(file("hung"))).at(0).end.status, RunStatus::timeout);
}

// ---- refusals: one line, the right exit code, no result ----

class Refusal : public AgentTest {
protected:
    void expect(std::vector<std::string> words, int code, const std::string& reason) const {
        const Ended ended = agent(std::move(words));
        EXPECT_EQ(ended.code, code) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_NE(ended.err.find(reason), std::string::npos) << ended.err << "\nlacks: " << reason;
    }
};

TEST_F(Refusal, OfACommandLine) {
    expect({}, 2, "no command");
    expect({"rum"}, 2, "did you mean 'run'?");
    expect({"run", "--tusks", "3"}, 2, "did you mean '--tasks'?");
    expect({"run", "tree"}, 2, "unexpected 'tree'");
    expect({"run", "--app"}, 2, "--app needs a value");
    expect({"bench", "--backend", "cpu"}, 2, "--app is missing");
    expect({"bench", "--app", "countng", "--backend", "cpu"}, 2, "unknown application 'countng'");
    expect(with_app({"bench", "--stages", "5"}), 2, "no stage 5");
    expect(with_app({"bench", "--conditions", "big+cuda"}), 2, "no PU 'cuda'");
    expect(with_app({"bench", "--seconds", "-1"}), 2, "--seconds -1 is out of range");
    expect(with_app({"run"}), 2, "one of --schedule-file and --schedule-url is needed");
    expect(with_app({"run", "--schedule-file", "x", "--tasks", "1", "--seconds", "1"}), 2, "contradict");
    expect(with_app({"run", "--schedule-file", schedule_file(), "--uid", "SCH-B4-000000"}), 2, "no schedule SCH-B4-0");
    expect(with_app({"run", "--schedule-url", "http://192.0.2.1/x"}), 2, "127.0.0.1");
    expect(with_app({"run", "--param", "speed=3", "--schedule-file", "x"}), 2, "no parameter 'speed'");
}

TEST_F(Refusal, OfASchedule) {
    const auto run = [&](const std::string& text, const std::string& reason) {
        expect(with_app({"run", "--schedule-file", write("broken.json", text)}), 4, reason);
    };
    run("{", "broken.json:1");
    run("[]", "no schedules");
    run(format::render(std::vector{schedule({chunk("medium", 1, 4)})}), "PU medium unknown");
    run(format::render(std::vector{schedule({chunk("big", 1, 4)}, "512")}), "size");
    run(format::render(std::vector{schedule({chunk("big", 1, 3)})}), "stage 4 missing");
    expect(with_app({"run", "--schedule-file", file("none.json")}), 4, "cannot read");
    expect(with_app({"run", "--device", "phone", "--schedule-file", schedule_file()}), 4, "local");
}

TEST_F(Refusal, OfADevice) {
    const std::string path = schedule_file();
    expect({"bench", "--app", "counting", "--backend", "vk"}, 3, "no Vulkan device");
    expect({"bench", "--app", "counting", "--pus", "big=4000"}, 3, "PU big: a thread cannot be pinned to core 4000");
    expect({"bench", "--app", "counting", "--pus", "npu"}, 3, "PU npu");
    expect(with_app({"run", "--schedule-url", "http://127.0.0.1:1/x.json"}), 3, "cannot fetch from 127.0.0.1:1");
    expect(with_app({"bench", "--param", "size=999999999999"}), 3, "memory runs out");
}

TEST_F(Refusal, OfASecondMeasurementAtOnce) {
    const DeviceLock lock("bench --app tree");
    expect(with_app({"run", "--schedule-file", schedule_file()}), 3, "bt-agent bench --app tree");
    expect(with_app({"bench"}), 3, "the device is busy: process ");
}

TEST_F(AgentRun, LeavesNoLockBehind) {
    { const DeviceLock lock("bench"); }
    EXPECT_NE(::access(file("lock").c_str(), F_OK), 0);
    const DeviceLock again("bench");
}

}  // namespace
}  // namespace bt::agent::test::run_test
