#include <algorithm>

#include "agent_fixture.hpp"
#include "bt/core/statistics.hpp"
#include "bt/format/bench_log.hpp"
#include "bt/format/soc_model.hpp"

namespace bt::agent::test::soc_test {
namespace {

// The agent's four-stage application on a made-up phone.
class AgentSoc : public AgentTest {
protected:
    static std::string model_text(const std::string& noise = "") {
        return R"({"kind": "soc-model", "version": 1, "name": "toy",
  "pus": [{"name": "little", "class": "cpu", "cores": [0, 1]}, {"name": "big", "class": "cpu", "cores": [2]},
          {"name": "vulkan", "class": "gpu", "chunk_ms": 0.7, "stage_ms": 0.05},
          {"name": "npu", "class": "other"}],
  "apps": {"counting": {"stages": [{"little": 4, "big": 2, "vulkan": 1}, {"little": 3, "big": 1.5, "vulkan": 0.5},
                                   {"little": 2, "big": 1}, {"little": 1, "big": 0.5, "vulkan": 0.25}]},
           "other": {"stages": [{"npu": 1}]}},
  "interference": {"little": {"big": 1.5}, "big": {"vulkan": 1.2}})" +
               noise + "}";
    }

    std::string model(const std::string& noise = "") const { return write("toy.json", model_text(noise)); }
    std::string noisy() const { return model(R"(, "noise": {"cv": 0.1})"); }

    static std::vector<std::string> with(std::vector<std::string> words, const std::string& soc) {
        words.insert(words.end(), {"--app", "counting", "--soc", soc});
        return words;
    }

    std::string schedules(const std::vector<Chunks>& all) const {
        std::vector<format::ScheduleRecord> records;
        for (const Chunks& chunks : all) {
            format::ScheduleRecord record = schedule(chunks);
            record.device = DeviceId("emulated-toy");
            record.backend = Backend::vk;
            records.push_back(format::as_current(record, *record.device, *record.app, *record.backend, *record.params));
        }
        return write("schedules.json", format::render(records));
    }
    std::string two_chunks() const { return schedules({{chunk("little", 1, 2), chunk("big", 3, 4)}}); }
};

const format::BenchCell* cell_of(const format::BenchLog& log, int first, int last, const char* pu, const char* set) {
    const auto found = std::find_if(log.cells.begin(), log.cells.end(), [&](const format::BenchCell& cell) {
        return cell.stages.first.number() == first && cell.stages.last.number() == last && cell.pu.str() == pu &&
               cell.set.str() == set;
    });
    return found == log.cells.end() ? nullptr : &*found;
}

TEST_F(AgentSoc, WritesTheBenchmarkLogOfTheModel) {
    const Ended ended = agent(with({"bench", "--repeat", "2"}, model()));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const format::BenchLog log = format::read_bench_log(ended.out, "log");
    EXPECT_EQ(log.complete, format::Completeness::yes);
    EXPECT_EQ(log.header->clock, format::LogClock::virtual_time);
    EXPECT_EQ(log.header->device.str(), "emulated-toy");
    EXPECT_EQ(log.header->backend, Backend::vk);
    EXPECT_EQ(log.header->pus, (std::vector{PuName("little"), PuName("big"), PuName("vulkan")}));
    EXPECT_NE(ended.err.find("PU npu can run no stage of counting: left out"), std::string::npos) << ended.err;

    ASSERT_NE(cell_of(log, 1, 1, "little", "little+big+vulkan"), nullptr);
    EXPECT_EQ(cell_of(log, 1, 1, "little", "little+big+vulkan")->ns.front(), 6'000'000);  // 4 · 1.5
    EXPECT_EQ(cell_of(log, 1, 1, "little", "little")->repeat, 2);
    EXPECT_EQ(cell_of(log, 1, 1, "little", "little")->clock_mhz, format::BeforeAfter{});
    ASSERT_NE(cell_of(log, 1, 2, "vulkan", "vulkan"), nullptr) << "ranges on a GPU alone, as one submission";
    EXPECT_EQ(cell_of(log, 1, 2, "vulkan", "vulkan")->ns.front(), 2'300'000);  // 0.7 + 2 · 0.05 + 1 + 0.5
    EXPECT_EQ(cell_of(log, 3, 3, "vulkan", "vulkan"), nullptr);
    EXPECT_NE(ended.err.find("stage 3 on vulkan: no kernel"), std::string::npos) << ended.err;
}

TEST_F(AgentSoc, PrintsTheSameBytesFromTheSameSeed) {
    const std::string soc = noisy();
    const std::vector<std::string> run{"run", "--schedule-file", two_chunks()};
    for (const std::vector<std::string>& words : {std::vector<std::string>{"bench"}, run}) {
        const std::string first = agent(with(words, soc)).out;
        ASSERT_FALSE(first.empty());
        EXPECT_EQ(agent(with(words, soc)).out, first);
        std::vector<std::string> other = words;
        other.insert(other.end(), {"--seed", "2"});
        EXPECT_NE(agent(with(other, soc)).out, first);
    }
    EXPECT_NE(agent(with({"bench", "--repeat", "2"}, soc)).out, agent(with({"bench"}, soc)).out);
    EXPECT_NE(agent(with({"run", "--run", "2", "--schedule-file", two_chunks()}, soc)).out, agent(with(run, soc)).out);
}

// Whatever else its process runs: a command that was broken off goes on with the same bytes.
TEST_F(AgentSoc, GivesAScheduleTheTimesOfItsRunInAnyProcess) {
    const std::string uid = format::read_schedules(read(two_chunks()), "file", {}).pipelines.front().uid;
    const auto run = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"run", "--schedule-file", two_chunks()});
        return agent(with(std::move(words), noisy()));
    };
    const std::string first = run({"--run", "1"}).out;
    const std::string third = run({"--run", "3"}).out;
    EXPECT_NE(first, third);
    EXPECT_EQ(run({"--uid", uid, uid, "--run", "3", "1"}).out, third + first);
    EXPECT_EQ(run({"--uid", uid, uid, "--run", "3", "1", "2"}).code, 2);
    EXPECT_EQ(run({"--run", "0"}).code, 2);
}

TEST_F(AgentSoc, RunsASchedulesTasksThroughTheSameExecutor) {
    const Ended ended = agent(with({"run", "--schedule-file", two_chunks(), "--tasks", "50"}, model()));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const auto all = sections(ended.out);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].head.clock, format::LogClock::virtual_time);
    EXPECT_EQ(all[0].head.in_flight, 3U);
    EXPECT_EQ(all[0].end.status, format::RunStatus::ok);
    ASSERT_EQ(all[0].records.size(), 100U);
    EXPECT_EQ(all[0].records[0].start, 0U);
    EXPECT_EQ(all[0].records[0].end, 7'000'000U);   // little alone: 4 + 3
    EXPECT_EQ(all[0].records[1].end, 8'500'000U);   // big: 1 + 0.5, which minds nobody
    EXPECT_EQ(all[0].records[2].end, 14'500'000U);  // little beside big for 1.5 ms, in which it does 1 of its 7 ms
    EXPECT_EQ(all[0].checks.size(), 8U);
}

TEST_F(AgentSoc, TakesTheModelFromTheEnvironmentUnlessOneIsNamed) {
    const Variable soc("BT_SOC", model());
    const Ended ended = agent({"run", "--app", "counting", "--schedule-file", two_chunks()});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(ended.out.find("Clock=virtual"), std::string::npos);
    EXPECT_EQ(agent({"run", "--app", "counting", "--schedule-file", two_chunks(), "--soc", file("none")}).code, 4);
}

TEST_F(AgentSoc, ShowsAStageThatDoesNotRunAsWrong) {
    const Variable skip("BT_TEST_SKIP_STAGE", "2");
    const Ended ended = agent(with({"run", "--schedule-file", two_chunks()}, model()));
    EXPECT_EQ(ended.code, 5);
    EXPECT_NE(ended.out.find("Status=wrong"), std::string::npos);
    EXPECT_EQ(agent(with({"verify"}, model())).code, 5);
}

TEST_F(AgentSoc, VerifiesEveryPuOfTheModel) {
    const Ended ended = agent(with({"verify", "--tasks", "2"}, model()));
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_NE(ended.out.find("Pipeline=1-2 vulkan | 3-4 big Input="), std::string::npos) << ended.out;
    EXPECT_NE(ended.err.find("1-4 vulkan: a PU lacks a kernel"), std::string::npos) << ended.err;
}

// Nothing on this machine is measured, so nobody has to wait.
TEST_F(AgentSoc, NeedsNoLock) {
    const Variable lock("BT_AGENT_LOCK", file("no/such/folder/lock"));
    EXPECT_EQ(agent(with({"bench"}, model())).code, 0);
    EXPECT_EQ(agent(with({"verify"}, model())).code, 0);
}

TEST_F(AgentSoc, DescribesTheModelInsteadOfThisMachine) {
    const Ended ended = agent({"info", "--json", "--soc", model()});
    ASSERT_EQ(ended.code, 0) << ended.err;
    for (const char* part : {R"("clock": "virtual")", R"("model": "SoC model 'toy' in virtual time")",
                             R"({"name": "little", "cores": [0, 1], "clock_mhz": null, "governor": null})",
                             R"("temperature_c": null)", R"({"name": "counting")", R"("backend": "vk")"}) {
        EXPECT_NE(ended.out.find(part), std::string::npos) << part << " in " << ended.out;
    }
    EXPECT_NE(agent({"info", "--soc", model()}).out.find("PUs          little=0-1,big=2,vulkan,npu"),
              std::string::npos);
}

TEST_F(AgentSoc, LeavesOutPusAsItIsTold) {
    const auto pus = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"bench", "--conditions", "normal"});
        const Ended ended = agent(with(words, model()));
        if (ended.code != 0) return ended.err;
        std::string names;
        const format::BenchLog log = format::read_bench_log(ended.out, "log");
        for (const PuName& pu : log.header->pus) names += ' ' + pu.str();
        return names;
    };
    EXPECT_EQ(pus({"--backend", "cpu"}), " little big");
    EXPECT_EQ(pus({"--backend", "vk"}), " little big vulkan");
    EXPECT_EQ(pus({"--pus", "big=2"}), " big");
    EXPECT_NE(pus({"--pus", "big=3"}).find("--pus: the SoC model 'toy' has no big=3"), std::string::npos);
    EXPECT_NE(pus({"--backend", "cu"}).find("the SoC model 'toy' has no cuda"), std::string::npos);
}

struct Refusal {
    int code;
    std::string text;
    std::vector<std::string> words;
};

TEST_F(AgentSoc, RefusesByNameWhatTheModelCannotDo) {
    const std::string soc = model();
    const std::string broken = write("broken.json", R"({"kind": "soc-model", "version": 1, "name": "x", "pus": []})");
    std::string short_text = model_text();
    short_text.replace(short_text.find(R"({"little": 1, "big": 0.5, "vulkan": 0.25})") - 2, 43, "");
    const std::string three_stages = write("short.json", short_text);
    const std::string unknown = schedules({{chunk("little", 1, 3), chunk("medium", 4, 4)}});
    const std::vector<Refusal> refusals{
        {4, "cannot read '" + file("none") + "': No such file", {"bench", "--app", "counting", "--soc", file("none")}},
        {4, "broken.json:1:", {"bench", "--app", "counting", "--soc", broken}},
        {2, "unknown application 'count'", {"bench", "--app", "count", "--soc", soc}},
        {4, "has 3 stages of counting, the application has 4", {"bench", "--app", "counting", "--soc", three_stages}},
        {4, "PU medium unknown", with({"run", "--schedule-file", unknown}, soc)},
    };
    for (const Refusal& refusal : refusals) {
        const Ended ended = agent(refusal.words);
        EXPECT_EQ(ended.code, refusal.code) << ended.err;
        EXPECT_NE(ended.err.find(refusal.text), std::string::npos) << ended.err;
        EXPECT_EQ(ended.out, "");
    }
}

TEST_F(AgentSoc, RefusesAScheduleWithAStageThatThePuCannotRun) {
    const std::string unable = schedules({{chunk("vulkan", 1, 3), chunk("big", 4, 4)}});
    const Ended ended = agent(with({"run", "--schedule-file", unable}, model()));
    EXPECT_EQ(ended.code, 4);
    EXPECT_NE(ended.err.find("PU vulkan cannot run stage 3 of counting"), std::string::npos) << ended.err;
    EXPECT_EQ(ended.out, "");
}

TEST_F(AgentSoc, RefusesAnApplicationThatTheModelDoesNotHave) {
    std::string text = model_text();
    text.replace(text.find("counting"), 8, "counter1");
    const Ended ended = agent(with({"bench"}, write("toy.json", text)));
    EXPECT_EQ(ended.code, 2);
    EXPECT_NE(ended.err.find("the SoC model 'toy' does not have the application 'counting'"), std::string::npos);
}

TEST_F(AgentSoc, MakesUpModelsThatItCanWorkWith) {
    const Ended made = agent({"soc-model", "--seed", "7", "--noise", "0"});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_NE(made.err.find("seed 7"), std::string::npos);
    const format::SocModel random = format::read_soc_model(made.out, "made");
    EXPECT_EQ(random.name, "random-7");
    EXPECT_EQ(random.noise.cv, 0);
    EXPECT_EQ(random.apps.at(AppName("counting")).size(), 4U);
    EXPECT_EQ(random.apps.at(AppName("tallying")).size(), 4U);
    EXPECT_EQ(agent(with({"bench", "--conditions", "sets"}, write("made.json", made.out))).code, 0);
    EXPECT_EQ(agent({"soc-model", "--seed", "7", "--noise", "0"}).out, made.out);
    EXPECT_NE(agent({"soc-model", "--seed", "8", "--noise", "0"}).out, made.out);
    EXPECT_EQ(agent({"soc-model", "--noise", "2"}).code, 2);
    EXPECT_EQ(agent({"soc-model", "--app", "count"}).code, 2);
}

}  // namespace
}  // namespace bt::agent::test::soc_test
