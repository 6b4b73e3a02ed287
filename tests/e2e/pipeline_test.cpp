// `runner pipeline` as typed: all steps on devices in virtual time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/system/file_reader.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::pipeline_test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Pipeline : public testing::Test {
protected:
    system::ChildResult pipeline(std::vector<std::string> words) const {
        words.insert(words.begin(), {"pipeline", "--app", "tree", "--param", "points=2000", "--runs", "1", "-n", "3"});
        words.insert(words.end(), {"--data", (folder / "data").string()});
        return runner(words,
                      {{"XDG_CACHE_HOME", (folder / "cache").string()}, {"XDG_RUNTIME_DIR", folder.path().string()}});
    }

    test::TemporaryFolder folder;
};

TEST_F(Pipeline, EndsWithTheOneTableThatAPersonWants) {
    const auto ended = pipeline({"--device", "emulated"});
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("BEST SCHEDULE"));
    EXPECT_THAT(ended.out, HasSubstr("SCH-"));
    EXPECT_THAT(ended.out, HasSubstr("  yes  ")) << "verified";
    for (const char* step : {"benchmark", "heatmap", "schedule", "run", "parse"}) {
        EXPECT_THAT(ended.err, HasSubstr("== " + std::string(step) + " tree\n"));
    }
    EXPECT_THAT(ended.err, HasSubstr("_schedules.json\nRANK ")) << "what a step found out, as a whole and at its end";
}

TEST_F(Pipeline, WorksOnSeveralDevicesAtOnceAndGivesJson) {
    const auto ended = pipeline({"--device", "emulated", "emulated:board", "--json", "--quiet"});
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("\"complete\": true"));
    EXPECT_THAT(ended.out, HasSubstr("\"device\": \"emulated\""));
    EXPECT_THAT(ended.out, HasSubstr("\"device\": \"emulated:board\""));
    EXPECT_THAT(ended.out, HasSubstr("\"verified\": true"));
    EXPECT_THAT(ended.err, Not(HasSubstr("== ")));
    EXPECT_THAT(ended.err, testing::MatchesRegex("(\\[[a-z:]+\\] warning: [^\n]*\n)*")) << "no tables of the steps";
}

TEST_F(Pipeline, StopsAtTheStepThatFailsWithItsExitCodeAndSaysHowToGoOn) {
    const auto ended = pipeline({"--device", "emulated", "--date", "2026-03-31", "--steps", "schedule", "run"});
    EXPECT_EQ(ended.status, 4) << "nothing was measured";
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("emulated, tree: step schedule ended with exit code 4"));
    EXPECT_THAT(ended.err, HasSubstr("go on with the same command and --steps schedule run\n"));
    EXPECT_THAT(ended.err, HasSubstr("runner benchmark --device emulated --app tree --date 2026-03-31;"));
    EXPECT_THAT(ended.err, Not(HasSubstr("== run")));
    EXPECT_THAT(pipeline({"--device", "emulated", "--steps", "parse"}).err,
                testing::ContainsRegex("go on with the same command and --date 20[0-9-]+ --steps parse\n"));
}

TEST_F(Pipeline, ChecksTheCommandLinesOfAllStepsBeforeTheFirstBegins) {
    const auto ended = pipeline({"--device", "emulated", "--objective", "intervall"});
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.err, HasSubstr("did you mean 'interval'?"));
    const auto refused = [&](std::vector<std::string> more, const std::string& app) {
        more.insert(more.begin(), {"pipeline", "--device", "emulated", "--app", app});
        const auto late = runner(more, {}, folder.path());
        EXPECT_EQ(late.status, 2);
        return late.err;
    };
    EXPECT_THAT(refused({"--tasks", "5", "--seconds", "1", "--steps", "run"}, "tree"),
                HasSubstr("--tasks and --seconds"));
    EXPECT_THAT(refused({"--order", "free"}, "tree"), HasSubstr("--order is for several applications"));
    EXPECT_THAT(refused({"--table", "normal"}, "tree+tree"), HasSubstr("--table is for one application"));
    EXPECT_THAT(refused({"--objective", "gap"}, "tree+tree"), HasSubstr("no objective 'gap'"));
    EXPECT_THAT(refused({"--in-flight", "2"}, "tree+tree"), HasSubstr("--in-flight is one application's"));
    EXPECT_THAT(pipeline({"--device", "emulated", "--deadline", "soon"}).err, HasSubstr("'soon' is no time"));
    EXPECT_THAT(pipeline({"--device", "emulated", "--time-window", "2-1"}).err, HasSubstr("'2-1' is no part of a run"));
    EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_F(Pipeline, WritesAReportWhereItIsAskedTo) {
    const auto file = folder / "mine.html";
    const auto ended = pipeline({"--device", "emulated", "emulated:board", "--json", "--report", file.string()});
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("\"report\": \"" + file.string() + "\""));
    EXPECT_THAT(ended.err, HasSubstr("report: " + file.string()));
    const std::string page = system::read_file(file, std::uint64_t{64} << 20U);
    for (const char* text :
         {"tree on emulated, emulated:board", "<h2>tree on emulated:board</h2>", "Outputs were compared",
          "data:image/svg+xml;base64,", "SHA-256", "--device=emulated", "alone (normal)", "seed"}) {
        EXPECT_THAT(page, HasSubstr(text));
    }
}

TEST_F(Pipeline, ReportsWhatTheStoreHoldsWithoutMeasuringAgainAndSaysWhatFailed) {
    ASSERT_EQ(pipeline({"--device", "emulated", "--report"}).status, 0);
    const auto again = pipeline({"--device", "emulated", "--steps", "parse", "--report"});
    EXPECT_EQ(again.status, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("/report_emulated_tree.html"));
    const auto failed = pipeline({"--device", "emulated", "nowhere@nowhere.invalid", "--steps", "parse", "--report"});
    EXPECT_NE(failed.status, 0);
    const auto day = std::filesystem::directory_iterator(folder / "data")->path();
    EXPECT_THAT(
        system::read_file(day / "report_emulated+nowhere%40nowhere.invalid_tree.html", std::uint64_t{64} << 20U),
        HasSubstr("Not finished: step parse ended with exit code"));
}

TEST_F(Pipeline, RefusesStepsAndApplicationsThatThereAreNotAndShowsWhatItWouldDo) {
    EXPECT_THAT(pipeline({"--device", "emulated", "--steps", "benchmrk"}).err, HasSubstr("did you mean 'benchmark'?"));
    EXPECT_EQ(pipeline({}).status, 2) << "no device";
    const auto shown = pipeline({"--device", "emulated", "--dry-run", "--steps", "run", "benchmark"});
    EXPECT_EQ(shown.status, 0);
    EXPECT_THAT(shown.out,
                testing::MatchesRegex("runner benchmark .*--param=points=2000.*\nrunner run .*--runs=1.*\n"));
    EXPECT_THAT(pipeline({"--device", "emulated", "--logs", "x"}).err, HasSubstr("--logs is for runner parse alone"));
    EXPECT_THAT(pipeline({"--device", "emulated", "emulated:board", "--out", "x"}).err,
                HasSubstr("--out is for one device and one application"));
    EXPECT_THAT(pipeline({"--device", "emulated", "--dry-run", "--schedules", "my own.json"}).out,
                HasSubstr(" '--schedules=my own.json' "))
        << "as it can be pasted";
    const auto json = pipeline({"--device", "emulated", "--dry-run", "--json", "--steps", "run", "server"});
    EXPECT_THAT(json.out, HasSubstr("\"kind\": \"pipeline-plan\""));
    EXPECT_THAT(json.out, HasSubstr("{\"step\": \"run\", \"arguments\": [\"run\", \"--device=emulated\""));
    EXPECT_THAT(json.out, HasSubstr("{\"step\": \"server\""));
    EXPECT_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_F(Pipeline, GivesEachApplicationItsOwnSizes) {
    const auto shown = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"pipeline", "--device", "emulated", "--app", "tree", "cifar-dense", "--steps",
                                   "benchmark", "--dry-run", "--data", (folder / "data").string()});
        return runner(more);
    };
    EXPECT_THAT(shown({"--param", "tree:points=2000", "cifar-dense:batch=2"}).out,
                testing::MatchesRegex("[^\n]*--app=tree --param=tree:points=2000 --date[^\n]*\n"
                                      "[^\n]*--app=cifar-dense --param=cifar-dense:batch=2 --date[^\n]*\n"));
    EXPECT_EQ(shown({"--param", "points=2000"}).status, 2) << "cifar-dense has none, and tree is not measured first";
    EXPECT_THAT(shown({"--param", "trees:points=2000"}).err, HasSubstr("--app does not name 'trees'"));
}

TEST_F(Pipeline, FindsTheAnalysisWhereItWasPutAndShowsNoneOfEarlierTimes) {
    const auto out = folder / "mine";
    const auto parsed = pipeline({"--device", "emulated", "--figures", "none", "--out", out.string()});
    EXPECT_EQ(parsed.status, 0) << parsed.err;
    EXPECT_THAT(parsed.out, HasSubstr("  " + out.string() + "\n"));
    EXPECT_THAT(pipeline({"--device", "emulated", "--steps", "schedule"}).out, HasSubstr("no analysis"));
}

TEST_F(Pipeline, GivesATimeToTheBenchmarkAloneWhereThereIsOneElseToTheRun) {
    const auto commands = [&](std::vector<std::string> more) {
        more.insert(more.begin(),
                    {"pipeline", "--device", "emulated", "--app", "tree", "--dry-run", "--seconds", "0.5"});
        return runner(more, {}, folder.path()).out;
    };
    const std::string seconds = "--seconds=0.5";
    const std::string both = commands({"--tasks", "5", "--steps", "run", "benchmark"});
    EXPECT_NE(both.find(seconds), std::string::npos);
    EXPECT_LT(both.rfind(seconds), both.find("runner run"));
    EXPECT_THAT(commands({"--steps", "run"}), HasSubstr(seconds));
}

}  // namespace
}  // namespace bt::e2e::pipeline_test
