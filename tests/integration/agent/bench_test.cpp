#include <set>

#include "agent_fixture.hpp"
#include "bt/format/bench_log.hpp"

namespace bt::agent::test::bench_test {
namespace {

using AgentBench = AgentTest;

TEST_F(AgentBench, LogsEveryCellWithItsSamples) {
    const Ended ended = agent(with_app({"bench", "--seconds", "0.01", "--seed", "7", "--repeat", "3"}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    const format::BenchLog log = format::read_bench_log(ended.out, "log");
    EXPECT_EQ(log.complete, format::Completeness::yes);
    EXPECT_EQ(log.header->seed, 7U);
    EXPECT_EQ(log.header->params, (Params{{"size", "256"}}));
    EXPECT_EQ(log.header->app.str(), "counting");
    ASSERT_EQ(log.cells.size(), 4U * 2 * 2);  // stages, PUs, normal and fully
    std::set<std::string> sets;
    for (const format::BenchCell& cell : log.cells) {
        EXPECT_EQ(cell.repeat, 3);
        EXPECT_GE(cell.ns.size(), 1U);
        sets.insert(cell.set.str());
    }
    EXPECT_EQ(sets, (std::set<std::string>{"little", "big", "little+big"}));
    EXPECT_TRUE(log.normal);
    EXPECT_TRUE(log.fully);
}

TEST_F(AgentBench, BatchesStagesTooShortToBeTimed) {
    const Ended ended =
        agent(with_app({"bench", "--seconds", "0.01", "--stages", "1", "--conditions", "normal", "--param", "size=8"}));
    const format::BenchLog log = format::read_bench_log(ended.out, "log");
    ASSERT_EQ(log.cells.size(), 2U);
    for (const format::BenchCell& cell : log.cells) EXPECT_GT(cell.batch, 1);
}

TEST_F(AgentBench, TakesCellsInAnOrderThatTheSeedDecides) {
    const auto order = [&](const char* seed) {
        const Ended ended = agent(with_app({"bench", "--seconds", "0.001", "--conditions", "normal", "--seed", seed}));
        std::vector<std::pair<int, std::string>> cells;
        for (const format::BenchCell& cell : format::read_bench_log(ended.out, "log").cells) {
            cells.emplace_back(cell.stages.first.number(), cell.pu.str());
        }
        return cells;
    };
    EXPECT_EQ(order("1"), order("1"));
    EXPECT_NE(order("1"), order("2"));
}

using AgentVerify = AgentTest;

TEST_F(AgentVerify, ComparesEveryPuAndEveryPairOfPus) {
    const Ended ended = agent(with_app({"verify"}));
    ASSERT_EQ(ended.code, 0) << ended.err;
    for (const char* pipeline : {"1-4 little", "1-4 big", "1-2 little | 3-4 big", "1-2 big | 3-4 little"}) {
        EXPECT_NE(ended.out.find("Pipeline=" + std::string(pipeline) + " Input=7 Output=ok Error=0 Checksum="),
                  std::string::npos)
            << ended.out;
    }
}

TEST_F(AgentVerify, FindsAWrongKernel) {
    const Variable skip("BT_TEST_SKIP_STAGE", "3");
    const Ended ended = agent(with_app({"verify", "--tasks", "1"}));
    EXPECT_EQ(ended.code, 5);
    EXPECT_NE(ended.out.find("Output=wrong"), std::string::npos);
    EXPECT_EQ(ended.out.find("Output=ok"), std::string::npos);
}

using AgentInfo = AgentTest;

TEST_F(AgentInfo, TellsWhatThereIs) {
    const Ended text = agent({"info", "--pus", pus()});
    EXPECT_EQ(text.code, 0);
    EXPECT_NE(text.out.find("counting: a small application for tests"), std::string::npos) << text.out;
    const Ended json = agent({"info", "--json", "--pus", pus()});
    EXPECT_EQ(json.code, 0);
    EXPECT_NE(json.out.find("\"kind\": \"agent-info\""), std::string::npos) << json.out;
    EXPECT_NE(json.out.find("\"name\": \"little\""), std::string::npos) << json.out;
}

TEST_F(AgentInfo, HelpFitsAScreenAndNamesEveryFlag) {
    for (const char* command : {"info", "bench", "run", "verify"}) {
        const Ended help = agent({command, "--help"});
        EXPECT_EQ(help.code, 0);
        EXPECT_LE(std::count(help.out.begin(), help.out.end(), '\n'), 24);
        EXPECT_NE(help.out.find("--software-gpu"), std::string::npos);
    }
    EXPECT_NE(agent({"--help"}).out.find("bt-agent bench"), std::string::npos);
    EXPECT_EQ(agent({"--version"}).out.substr(0, 9), "bt-agent ");
}

}  // namespace
}  // namespace bt::agent::test::bench_test
