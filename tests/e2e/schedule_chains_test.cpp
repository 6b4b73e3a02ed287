#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "bt/format/schedules.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::schedule_chains_test {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using Times = std::vector<double>;

// Published group times and switching costs of a Jetson AGX Xavier (HaX-CoNN's artifact), ms.
const Times googlenet_gpu{0.35, 0.15, 0.2, 0.11, 0.12, 0.13, 0.15, 0.19, 0.12, 0.2};
const Times googlenet_dla{0.75, 0.34, 0.45, 0.37, 0.31, 0.33, 0.31, 0.35, 0.27, 0.36};
const Times googlenet_to_dla{0.05, 0.07, 0.06, 0.01, 0.05, 0.02, 0.06, 0.03, 0.02};
const Times googlenet_to_gpu{0.08, 0.1, 0.09, 0.07, 0.11, 0.01, 0.09, 0.04, 0.02};
const Times alexnet_gpu{0.15, 0.06, 0.22, 0.08, 0.16, 0.7, 0.32, 0.1};
const Times alexnet_dla{0.41, 0.2, 0.45, 0.22, 0.41, 1.91, 0.68, 0.13};
const Times alexnet_to_dla{0.03, 0.11, 0.08, 0.03, 0.09, 0.08, 0.07};
const Times alexnet_to_gpu{0.07, 0.14, 0.1, 0.05, 0.16, 0.12, 0.09};

std::string app_text(const std::string& name, const Times& gpu, const Times& dla, const Times& to_dla,
                     const Times& to_gpu) {
    std::ostringstream out;
    out << R"({"app": ")" << name << R"(", "params": {}, "groups": [)";
    for (std::size_t i = 0; i < gpu.size(); ++i) {
        out << (i ? "," : "") << R"({"name": "layers )" << 10 * i << '-' << 10 * i + 9 << R"(", "first_stage": )"
            << i + 1 << R"(, "last_stage": )" << i + 1 << R"(, "times_ms": {"cuda": )" << gpu[i] << R"(, "dla": )"
            << dla[i] << "}}";
    }
    out << R"(], "switches": [)";
    for (std::size_t i = 0; i + 1 < gpu.size(); ++i) {
        out << (i ? "," : "") << R"({"after": )" << i << R"(, "from": "cuda", "to": "dla", "delay_ms": )" << to_dla[i]
            << R"(}, {"after": )" << i << R"(, "from": "dla", "to": "cuda", "delay_ms": )" << to_gpu[i] << "}";
    }
    return out.str() + "]}";
}

std::string profile_text(const std::string& device, const std::string& contention = "{}") {
    return R"({"kind": "profile", "version": 1, "device": ")" + device +
           R"(", "backend": "cu", "pus": ["cuda", "dla"], "apps": [)" +
           app_text("googlenet", googlenet_gpu, googlenet_dla, googlenet_to_dla, googlenet_to_gpu) + "," +
           app_text("alexnet", alexnet_gpu, alexnet_dla, alexnet_to_dla, alexnet_to_gpu) + R"(], "contention": )" +
           contention + "}";
}

class ScheduleChains : public ::testing::Test {
protected:
    system::ChildResult schedule(const std::string& app, std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.begin(),
                         {"schedule", "--data", store.string(), "--device", "board-7", "--app", app});
        return runner(std::move(arguments));
    }

    void measure(const std::string& app, const std::string& contention = "{}") const {
        test::write_text(store / "2026-03-31" / app / "board-7_profile.json", profile_text("board-7", contention));
    }

    std::vector<format::ConcurrentSchedule> written(const std::string& app) const {
        std::ifstream in(store / "2026-03-31" / "schedules" / ("board-7_" + app + "_cu_schedules.json"));
        std::stringstream text;
        text << in.rdbuf();
        return format::read_schedules(text.str(), "s.json").concurrent;
    }

    void expect_refused(const system::ChildResult& result, int status, const std::string& words) const {
        EXPECT_EQ(result.status, status) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr(words));
        EXPECT_FALSE(std::filesystem::exists(store / "2026-03-31" / "schedules"));
    }

    test::TemporaryFolder folder;
    std::filesystem::path store = folder / "store";
};

TEST_F(ScheduleChains, PrintsOursBesideTheBaselinesAndWritesAllOfThem) {
    measure("googlenet+alexnet");
    const auto result = schedule("googlenet+alexnet");
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, ContainsRegex("exact +2.520 +\\+9.5 % +yes"));
    EXPECT_THAT(result.out, ContainsRegex("single cuda +3.510 "));
    EXPECT_THAT(result.out, ContainsRegex("herald +2.900 "));
    EXPECT_THAT(result.out, ContainsRegex("h2h +2.760 +\\+0.0 %"));
    EXPECT_THAT(result.out,
                ContainsRegex("alexnet starts on dla, switches to cuda after group [0-9]+ \\(layer [0-9]+\\)"));

    const auto schedules = written("googlenet+alexnet");
    ASSERT_GE(schedules.size(), 4U);
    EXPECT_EQ(schedules[0].origin.rank, 1);
    EXPECT_EQ(schedules[0].origin.proven, true);
    EXPECT_EQ(schedules[0].predicted->makespan, Milliseconds(2.52));
    EXPECT_EQ(schedules[0].chains.at(1).groups.size(), 8U);
    for (std::size_t i = 1; i < schedules.size(); ++i) {
        EXPECT_FALSE(schedules[i].origin.rank);
        EXPECT_FALSE(schedules[i].origin.baselines.empty());
    }
}

TEST_F(ScheduleChains, GivesTheSameAnswerByZ3) {
    measure("googlenet+alexnet");
    const auto result = schedule("googlenet+alexnet", {"--engine", "z3", "--max-switches", "1"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, ContainsRegex("z3 +2.520 "));
}

TEST_F(ScheduleChains, TakesOneApplicationTwice) {
    measure("googlenet+googlenet");
    const auto result = schedule("googlenet+googlenet");
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, ContainsRegex("exact +2.410 "));
    EXPECT_THAT(result.out, HasSubstr("googlenet#2 "));
}

TEST_F(ScheduleChains, TakesOneNetworkAloneByItsProfile) {
    const auto result = runner({"schedule", "--data", store.string(), "--device", "xavier", "--app", "googlenet"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("googlenet stays on cuda"));
    expect_refused(schedule("googlenet"), 4, "no table of googlenet on board-7");
}

TEST_F(ScheduleChains, CountsContentionWhereTheProfileKnowsIt) {
    measure("googlenet+alexnet", R"({"pairs": {"cuda": {"dla": 1.6861}, "dla": {"cuda": 1.2793}}})");
    const auto aware = schedule("googlenet+alexnet");
    EXPECT_EQ(aware.status, 0) << aware.err;
    EXPECT_THAT(aware.err, HasSubstr("contention: pairs"));
    EXPECT_EQ(written("googlenet+alexnet").front().origin.contention, "pairs");
    EXPECT_GT(written("googlenet+alexnet").front().predicted->makespan, Milliseconds(2.52));
    const auto blind = schedule("googlenet+alexnet", {"--contention", "none"});
    EXPECT_THAT(blind.out, ContainsRegex("exact +2.520 "));
}

TEST_F(ScheduleChains, RepeatsFramesForThePeriod) {
    measure("googlenet+alexnet");
    const auto result = schedule("googlenet+alexnet", {"--objective", "period"});
    EXPECT_EQ(result.status, 0) << result.err;
    const auto best = written("googlenet+alexnet").front();
    EXPECT_EQ(best.in_flight, 3U);
    EXPECT_LT(*best.predicted->period, Milliseconds(2.52));  // frames overlap
    EXPECT_THAT(schedule("googlenet+alexnet", {"--objective", "period", "--json"}).out,
                HasSubstr("\"period_exact\": true"));
}

TEST_F(ScheduleChains, SaysWhereABaselineWithAnOrderOfItsOwnIsAhead) {
    measure("googlenet+alexnet", R"({"pairs": {"cuda": {"dla": 1.6861}, "dla": {"cuda": 1.2793}}})");
    const auto ready = schedule("googlenet+alexnet", {"--objective", "latency"});
    EXPECT_THAT(ready.out, ContainsRegex("exact +6.035 +-13.3 %"));
    EXPECT_THAT(ready.err, HasSubstr("single cuda is better, by an order of its own: --order free is never worse"));
    const auto free = schedule("googlenet+alexnet", {"--objective", "latency", "--order", "free"});
    EXPECT_THAT(free.out, ContainsRegex("exact +5.230 "));
    EXPECT_EQ(free.err.find("warning"), std::string::npos) << free.err;
}

TEST_F(ScheduleChains, SaysThatWeightedTimesAreNone) {
    measure("googlenet+alexnet");
    EXPECT_THAT(schedule("googlenet+alexnet").out, HasSubstr("SCHEDULE     MAKESPAN ms"));
    EXPECT_THAT(schedule("googlenet+alexnet", {"--weight", "alexnet=2"}).out, HasSubstr("WEIGHTED MAKESPAN ms"));
}

TEST_F(ScheduleChains, RefusesWhatItCannotUseAndWritesNothing) {
    expect_refused(schedule("googlenet+alexnet"), 4, "no profile of");
    measure("googlenet+alexnet");
    expect_refused(schedule("googlenet+alexnet", {"--forbid", "3:dla"}), 2, "--forbid is for one application");
    expect_refused(schedule("googlenet+alexnet", {"--table", "normal"}), 2, "--table is for one application");
    expect_refused(schedule("googlenet+alexnet", {"--busy", "always"}), 2, "--busy is for one application");
    expect_refused(schedule("googlenet+alexnet", {"--objective", "gap"}), 2, "no objective 'gap'");
    expect_refused(schedule("googlenet+alexnet", {"--contention", "pccs"}), 4, "has no demand_gbps on cuda");
    expect_refused(schedule("googlenet+alexnet", {"--weight", "tree=2"}), 2, "no such chain");
    expect_refused(schedule("googlenet", {"--order", "free"}), 2, "--order is for several applications at once");
}

TEST_F(ScheduleChains, RefusesProfilesOfAnotherDeviceOrThatAreCutOff) {
    const std::filesystem::path one = folder / "one.json";
    const std::filesystem::path other = folder / "other.json";
    test::write_text(one, profile_text("board-8"));
    expect_refused(schedule("googlenet+alexnet", {"--profile", one.string()}), 4, "of board-8, not of board-7");
    test::write_text(other, profile_text("board-7"));
    expect_refused(schedule("googlenet+alexnet", {"--profile", one.string(), other.string()}), 4, "board-8");
    test::write_text(other, profile_text("board-7").substr(0, 500));
    expect_refused(schedule("googlenet+alexnet", {"--profile", other.string()}), 4, "other.json:");
}

}  // namespace
}  // namespace bt::e2e::schedule_chains_test
