#include <algorithm>
#include <set>

#include "agent_fixture.hpp"
#include "bt/format/bench_log.hpp"

// bt-agent bench --measure.
namespace bt::agent::test::additions_test {
namespace {

using format::BenchAdditions;
using format::BenchSwitch;

class AgentAdditions : public AgentTest {
protected:
    // little 4 3 2 1 and big 2 1.5 1 0.5 ms; the npu has only stage 3.
    std::string model() const {
        return write("toy.json", R"({"kind": "soc-model", "version": 1, "name": "toy",
  "pus": [{"name": "little", "class": "cpu", "cores": [0, 1]}, {"name": "big", "class": "cpu", "cores": [2]},
          {"name": "npu", "class": "other"}],
  "apps": {"counting": {"stages": [{"little": 4, "big": 2}, {"little": 3, "big": 1.5}, {"little": 2, "big": 1, "npu": 1},
                                   {"little": 1, "big": 0.5}]}},
  "interference": {"little": {"big": 1.5}}})");
    }

    Ended on_model(std::vector<std::string> words) const {
        words.insert(words.begin(), {"bench", "--app", "counting", "--soc", model()});
        return agent(words);
    }

    static format::BenchLog log_of(const Ended& ended) {
        EXPECT_EQ(ended.code, 0) << ended.err;
        const format::BenchLog log = format::read_bench_log(ended.out, "log");
        EXPECT_EQ(log.complete, format::Completeness::yes);
        return log;
    }
};

TEST_F(AgentAdditions, OnAModelChangingThePuCostsNothing) {
    const format::BenchLog log = log_of(on_model({"--measure", "switches", "--groups", "1-2", "3-4"}));
    EXPECT_TRUE(log.cells.empty());
    ASSERT_EQ(log.additions.switches.size(), 4U)
        << "one boundary, from two PUs to two; the npu cannot run all behind it";
    for (const BenchSwitch& each : log.additions.switches) {
        EXPECT_EQ(each.stages.first.number(), 3);
        EXPECT_EQ(each.stages.last.number(), 4);
        for (const std::int64_t gap : each.gap_ns) EXPECT_EQ(gap, 0);
        const std::int64_t alone = each.to == PuName("big") ? 1'500'000 : 3'000'000;
        for (const std::int64_t ns : each.ns) EXPECT_EQ(ns, alone);
    }
}

TEST_F(AgentAdditions, StandBehindTheCells) {
    const Ended ended = on_model({"--measure", "switches", "cells", "--conditions", "normal", "--repeat", "3"});
    const format::BenchLog log = log_of(ended);
    EXPECT_EQ(log.cells.size(), 9U);
    EXPECT_EQ(log.additions.switches.size(), 12U);
    EXPECT_EQ(log.additions.switches[0].repeat, 3);
    EXPECT_GT(ended.out.find("BT+1 "), ended.out.rfind("{\"cell\""));
    EXPECT_EQ(on_model({"--measure", "switches", "cells", "--conditions", "normal", "--repeat", "3"}).out, ended.out);
}

TEST_F(AgentAdditions, OnThisMachineHaveAGapForEveryTaskAndEveryPairOfPus) {
    const format::BenchLog log = log_of(agent(with_app({"bench", "--measure", "switches", "--seconds", "0.01"})));
    ASSERT_EQ(log.additions.switches.size(), 12U);
    std::set<std::string> seen;
    for (const BenchSwitch& each : log.additions.switches) {
        EXPECT_GE(each.ns.size(), 5U);
        EXPECT_EQ(each.gap_ns.size(), each.ns.size());
        seen.insert(std::to_string(each.stages.first.number()) + each.from.str() + each.to.str());
    }
    EXPECT_EQ(seen.size(), 12U);
}

TEST_F(AgentAdditions, SayHowPusShareTheMemoryAndWhatStagesAskOfIt) {
    const format::BenchLog log = log_of(agent(with_app({"bench", "--measure", "streams", "demand", "--seconds", "0.002",
                                                        "--stream-mib", "1", "--groups", "1-2", "3-4"})));
    const BenchAdditions& additions = log.additions;
    for (const char* pu : {"little", "big"}) {
        const auto alone = [&](const format::BenchStream& s) { return s.pu == PuName(pu) && s.beside.empty(); };
        const auto together = [&](const format::BenchStream& s) { return s.pu == PuName(pu) && s.beside.size() == 1; };
        EXPECT_TRUE(std::any_of(additions.streams.begin(), additions.streams.end(), alone)) << pu;
        EXPECT_TRUE(std::any_of(additions.streams.begin(), additions.streams.end(), together)) << pu;
    }
    ASSERT_EQ(additions.demands.size(), 4U) << "two groups on two PUs";
    for (const format::BenchDemand& demand : additions.demands) {
        EXPECT_NE(demand.pu, demand.reporter.pu);
        EXPECT_EQ(demand.reporter.ops, 0);
        EXPECT_EQ(demand.reporter.bytes, 1 << 20);
    }
}

TEST_F(AgentAdditions, AreRefusedInPlainWords) {
    const auto expect = [&](const Ended& ended, const std::string& reason) {
        EXPECT_EQ(ended.code, 2) << ended.err;
        EXPECT_EQ(ended.out, "");
        EXPECT_NE(ended.err.find(reason), std::string::npos) << ended.err << "\nlacks: " << reason;
    };
    expect(on_model({"--measure", "streams"}), "a SoC model has no memory whose bandwidth PUs share");
    expect(on_model({"--measure", "demand"}), "profiles of emulated devices use its pair factors");
    expect(on_model({"--measure", "switch"}), "did you mean 'switches'?");
    expect(on_model({"--measure", "switches", "--groups", "1-2", "4"}), "stage 3 expected");
    expect(on_model({"--measure", "switches", "--groups", "1-2"}), "--groups end with stage 2 of 4");
    expect(on_model({"--measure", "switches", "--groups", "1-4"}), "nothing to measure");
}

}  // namespace
}  // namespace bt::agent::test::additions_test
