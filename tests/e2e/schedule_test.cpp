#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "e2e/runner_program.hpp"
#include "e2e/started_runner.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::schedule_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Nine stages; the published measurements of a phone (3A021JEHN02756, cifar-sparse, April 2025), alone and together.
const std::string alone =
    "1,19.348562,6.003588,4.614912,8.33385,0.0,phone,1.1\n2,23.349075,13.8675,11.197612,7.994325,0.0,phone,1.1\n"
    "3,10.26525,3.215063,2.450788,5.328688,0.0,phone,1.1\n4,12.7783,7.08575,5.758612,4.333388,0.0,phone,1.1\n"
    "5,5.809737,1.768988,1.410162,2.930737,0.0,phone,1.1\n6,6.137688,1.779838,1.429275,2.78325,0.0,phone,1.1\n"
    "7,5.845112,1.773562,1.399525,3.1016,0.0,phone,1.1\n8,6.682537,3.753175,3.057387,2.592862,0.0,phone,1.1\n"
    "9,0.025275,0.01325,0.010775,0.460212,0.0,phone,1.1\n";
const std::string together =
    "1,22.269987,5.896937,5.22495,4.541963,0.0,phone,1.1\n2,26.857712,13.433863,13.150787,2.644425,0.0,phone,1.1\n"
    "3,15.123188,3.5996,3.137675,2.759812,0.0,phone,1.1\n4,14.34685,6.950213,7.138862,2.006813,0.0,phone,1.1\n"
    "5,7.648187,1.75235,1.864075,1.906187,0.0,phone,1.1\n6,7.244875,1.76395,1.872113,1.876713,0.0,phone,1.1\n"
    "7,7.413863,1.750425,1.923062,2.01465,0.0,phone,1.1\n8,7.8163,3.65005,4.0535,1.33,0.0,phone,1.1\n"
    "9,0.048475,0.015037,0.013675,0.308262,0.0,phone,1.1\n";
const std::string header = "stage,little,medium,big,vulkan,cuda,device,run\n";

class ScheduleCommand : public ::testing::Test {
protected:
    void SetUp() override {
        test::write_text(tables / "phone_normal.csv", header + alone);
        test::write_text(tables / "phone_fully.csv", header + together);
    }

    system::ChildResult schedule(std::vector<std::string> arguments = {}) const {
        arguments.insert(arguments.begin(),
                         {"schedule", "--data", store.string(), "--device", "phone", "--app", "cifar-sparse"});
        return runner(std::move(arguments));
    }

    std::string written() const {
        std::ifstream in(file);
        std::stringstream text;
        text << in.rdbuf();
        return text.str();
    }

    void expect_refused(const system::ChildResult& result, int status, const std::string& words) const {
        EXPECT_EQ(result.status, status) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr(words));
        EXPECT_FALSE(std::filesystem::exists(file));
    }

    test::TemporaryFolder folder;
    std::filesystem::path store = folder / "store";
    std::filesystem::path tables = store / "2026-03-31" / "cifar-sparse";
    std::filesystem::path file = store / "2026-03-31" / "schedules" / "phone_cifar-sparse_vk_schedules.json";
};

TEST_F(ScheduleCommand, PrintsARankedTableAndWritesTheSchedulesBesideTheTables) {
    const auto result = schedule({"--table", "fully", "-n", "5"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("1 big | 2-4 vulkan | 5 little | 6-9 medium"));
    EXPECT_THAT(result.out, HasSubstr("7.648"));
    EXPECT_THAT(result.out, HasSubstr("best single PU: big, 31.329 ms by the table normal"));
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 7);
    EXPECT_THAT(written(), HasSubstr(R"("schema": 5)"));
    EXPECT_THAT(written(), HasSubstr(R"("condition": "fully", "sha256":)"));
    EXPECT_THAT(written(), HasSubstr(R"("proven": true)"));
    EXPECT_THAT(written(), Not(HasSubstr(R"("proven": false)")));
}

TEST_F(ScheduleCommand, GivesTheSameListFromBothEnginesForEveryObjectiveAndTable) {
    for (const char* objective : {"interval", "latency", "gap", "pareto"}) {
        for (const char* table : {"auto", "normal", "fully"}) {
            SCOPED_TRACE(std::string(objective) + " " + table);
            const auto z3 = schedule({"--objective", objective, "--table", table, "--engine", "z3"});
            const auto exact = schedule({"--objective", objective, "--table", table, "--engine", "exact"});
            EXPECT_EQ(z3.status, 0) << z3.err;
            EXPECT_EQ(z3.out, exact.out);
        }
    }
}

TEST_F(ScheduleCommand, RecordsTheStepWithItsInputsInTheManifest) {
    EXPECT_EQ(schedule({"--forbid", "3:big"}).status, 0);
    std::ifstream in(store / "2026-03-31" / "manifest.jsonl");
    std::string line;
    std::getline(in, line);
    EXPECT_THAT(line, HasSubstr("phone_normal.csv"));
    EXPECT_THAT(line, HasSubstr("phone_fully.csv"));
    EXPECT_THAT(line, HasSubstr("--forbid 3:big"));
}

TEST_F(ScheduleCommand, TakesConstraintsAndNamesThoseThatContradictEachOther) {
    const auto result = schedule({"--require", "3:big", "--together", "3,4", "--max-pus", "2", "-n", "3"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("big"));
    std::filesystem::remove(file);
    expect_refused(schedule({"--require", "3:big", "--require", "4:little", "--together", "3,4", "--max-pus", "3"}), 2,
                   "--require 3:big, --require 4:little and --together 3,4 contradict each other");
    expect_refused(schedule({"--min-pus", "9"}), 2, "no schedule satisfies --min-pus 9");
}

TEST_F(ScheduleCommand, RefusesWhatNobodyCanMean) {
    expect_refused(schedule({"-n", "0"}), 2, "-n 0");
    expect_refused(schedule({"--forbid", "3:bigg"}), 2, "no PU 'bigg'");
    expect_refused(schedule({"--forbid", "10:big"}), 2, "'10' is no stage");
    expect_refused(schedule({"--forbid", "big"}), 2, "expected STAGE:PU");
    expect_refused(schedule({"--max-pus", "-1"}), 2, "--max-pus");
    expect_refused(schedule({"--timeout", "soon"}), 2, "'soon' is no time");
    for (const char* number : {"-3", "2.5", "many", "99999999999999999999"}) {
        expect_refused(schedule({"-n", number}), 2, "-n: '" + std::string(number) + "' is no whole number");
    }
    expect_refused(schedule({"--explain", "SCH-X"}), 2, "no schedule 'SCH-X'");
}

TEST_F(ScheduleCommand, NamesTheDatesThatHoldATable) {
    expect_refused(schedule({"--date", "2026-04-01"}), 4, "dates that hold one: 2026-03-31");
    expect_refused(schedule({"--table", "sets"}), 4, "no table of measured sets");
    std::filesystem::remove_all(tables);
    expect_refused(schedule(), 4, "measure first: runner benchmark --device phone --app cifar-sparse");
}

TEST_F(ScheduleCommand, AsksWhetherAKnownNameWasMeant) {
    const auto of = [&](const std::string& device, const std::string& app) {
        return runner({"schedule", "--data", store.string(), "--device", device, "--app", app});
    };
    expect_refused(of("phone", "cifar-spars"), 2, "did you mean 'cifar-sparse'?");
    expect_refused(of("phon", "cifar-sparse"), 4, "did you mean 'phone'? measure first");
    expect_refused(of("phone", "cifar-sparse+tre"), 2, "unknown application 'tre'");
    expect_refused(of("xavie", "googlenet+alexnet"), 4, "did you mean 'xavier'? measure first");
    const auto parsed = runner({"parse", "--data", store.string(), "--device", "phon", "--app", "cifar-sparse"});
    EXPECT_THAT(parsed.err, HasSubstr("did you mean 'phone'? run first"));
    const auto compared = runner({"compare", "--data", store.string(), "--app", "cifar-sparse", "phon", "phone"});
    EXPECT_THAT(compared.err, HasSubstr("did you mean 'phone'?"));
    const auto rebuilt = runner({"benchmark", "--data", store.string(), "--app", "cifar-sparce", "--rebuild"});
    EXPECT_THAT(rebuilt.err, HasSubstr("did you mean 'cifar-sparse'?"));
}

TEST_F(ScheduleCommand, RefusesTablesThatCannotBeRight) {
    for (const char* time : {"-1", "nan", "1e30", "inf", "1e-12"}) {
        test::write_text(tables / "phone_fully.csv", header + "1," + time + ",1,1,1,0.0,phone,1.1\n");
        expect_refused(schedule(), 4, "phone_fully.csv:2:3");
    }
}

TEST_F(ScheduleCommand, NamesTheStagesThatATableLacksOrHasTooMany) {
    const std::string fully = (tables / "phone_fully.csv").string();
    test::write_text(fully, header + together.substr(0, together.find("\n9,") + 1));
    expect_refused(schedule(), 4,
                   "the table " + fully + " lacks stage 9, and cifar-sparse has 9 stages\n  measure them");
    expect_refused(schedule({"--table-file", fully}), 4, "lacks stage 9, and cifar-sparse has 9");
    EXPECT_EQ(schedule({"--table", "normal"}).status, 0) << "which lacks nothing";
    std::filesystem::remove(file);
    test::write_text(fully, header + together + "10,1,1,1,1,0.0,phone,1.1\n11,1,1,1,1,0.0,phone,1.1\n");
    expect_refused(schedule(), 4, "has the stages 10 to 11, and cifar-sparse has 9 stages");
    test::write_text(fully, header + together.substr(0, together.find("\n9,") + 1) + "9,x,1,1,1,0.0,phone,1.1\n");
    expect_refused(schedule({"--lenient"}), 4, "rows of it were left out; the first: " + fully + ":10:3");
}

TEST_F(ScheduleCommand, TakesTheReadableRowsOfATableWhereAPersonWantsThem) {
    const auto mine = folder / "my.csv";
    test::write_text(mine, "stage,big,little,device,run\n1,1,2,any,1\n2,3,1.5,any,1\n1,oops,2,any,2\n2,3,any,2\n");
    const std::vector<std::string> words{"schedule", "--data", store.string(), "--date",       "2026-05-01", "--device",
                                         "any",      "--app",  "own",          "--table-file", mine.string()};
    const auto strict = runner(words);
    EXPECT_EQ(strict.status, 4);
    EXPECT_THAT(strict.err, HasSubstr("my.csv:4:3"));
    auto leniently = words;
    leniently.emplace_back("--lenient");
    const auto result = runner(leniently);
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("2 rows of my.csv left out; the first: " + mine.string() + ":4:3"));
    EXPECT_THAT(result.out, HasSubstr("1 big | 2 little  1.500"));
}

TEST_F(ScheduleCommand, WorksWithATableOfOnesOwn) {
    const auto mine = folder / "my.csv";
    test::write_text(mine, "stage,big,little,device,run\n1,1,2,anything,1\n2,3,1.5,anything,1\n");
    const auto result = runner({"schedule", "--data", store.string(), "--date", "2026-05-01", "--device", "any",
                                "--app", "own", "--table-file", mine.string()});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("1 big | 2 little  1.500"));
    EXPECT_TRUE(std::filesystem::exists(store / "2026-05-01/schedules/any_own_cpu_schedules.json"));
}

TEST_F(ScheduleCommand, MarksWhatTheRepeatsCannotTellApart) {
    const std::string columns = "stage,big,little,device,run\n";
    test::write_text(store / "2026-03-31" / "own-app" / "phone_normal.csv",
                     columns + "1,10,10.1,phone,1.1\n1,10.4,10.2,phone,1.2\n1,9.9,10.3,phone,1.3\n");
    const auto result =
        runner({"schedule", "--data", store.string(), "--device", "phone", "--app", "own-app", "-n", "2"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("=2"));
    EXPECT_THAT(result.out, HasSubstr("±"));
    EXPECT_THAT(result.err, HasSubstr("only the table normal"));
}

class ScheduleOfOnesOwnTable : public ::testing::Test {
protected:
    system::ChildResult schedule(const std::string& text, const std::string& condition = "",
                                 std::vector<std::string> more = {}) const {
        test::write_text(folder / "own", text);
        more.insert(more.begin(), {"schedule", "--data", (folder / "store").string(), "--device", "any", "--app", "own",
                                   "--table-file", (folder / "own").string() + condition});
        return runner(std::move(more));
    }

    test::TemporaryFolder folder;
};

TEST_F(ScheduleOfOnesOwnTable, OfOnePuAloneIsTakenUnderAnyCondition) {
    for (const char* condition : {"", "=normal", "=fully"}) {
        const auto result = schedule("stage,big\n1,1\n2,2\n", condition);
        EXPECT_EQ(result.status, 0) << condition << result.err;
        EXPECT_THAT(result.out, HasSubstr("1-2 big"));
    }
}

TEST_F(ScheduleOfOnesOwnTable, HasTheStagesOfTheOtherOnesGiven) {
    const std::string normal = (folder / "normal.csv").string(), fully = (folder / "fully.csv").string();
    test::write_text(normal, "stage,big,little\n1,1,2\n2,3,4\n3,1,1\n");
    test::write_text(fully, "stage,big,little\n1,1,2\n");
    const auto result = runner({"schedule", "--data", (folder / "store").string(), "--device", "any", "--app", "own",
                                "--table-file", normal + "=normal", fully + "=fully"});
    EXPECT_EQ(result.status, 4);
    EXPECT_THAT(result.err, HasSubstr("the table " + fully + " lacks the stages 2 to 3, and " + normal + " has them"));
    EXPECT_FALSE(std::filesystem::exists(folder / "store"));
}

TEST_F(ScheduleOfOnesOwnTable, SaysWhatAMistakeShouldHaveBeen) {
    const std::string table = "stage,big,little\n1,1,2\n";
    const auto says = [](const system::ChildResult& result, int status, const std::string& error,
                         const std::string& advice) {
        EXPECT_EQ(result.status, status);
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr(error));
        EXPECT_THAT(result.err, HasSubstr("\n  " + advice));
    };
    says(schedule(table, "=foo"), 2, "'foo' is no condition", "there are: normal fully sets big little");
    says(schedule(table, "=big+litle"), 2, "there is no PU 'litle'", "did you mean 'little'?");
    says(schedule("stage,Little,Big,GPU\n1,1,2,3\n"), 4, "expected a column little",
         "'Little': did you mean 'little'?");
    says(schedule(std::string("\x7f"
                              "ELF\xff\x9b",
                              6) +
                  "\n1\n"),
         4, "found '\\x7fELF\\xff\\x9b'", "a table begins with a line such as stage,little");
    says(runner({"schedule", "--device", "any", "--app", "own", "--data", folder.path().string()}), 2,
         "--device any is for a table of one's own", "give it: --table-file FILE");
    const auto warned = schedule("stage,big,litle\n1,1,2\n");
    EXPECT_EQ(warned.status, 0) << warned.err;
    EXPECT_THAT(warned.err, HasSubstr("the column 'litle'"));
    EXPECT_THAT(warned.err, HasSubstr("did you mean 'little'?"));
}

TEST_F(ScheduleCommand, AddsTheCostsOfSubmittingUnlessToldNot) {
    test::write_text(
        tables / "phone_costs.json",
        R"({"kind":"chunk-costs","version":1,"device":"phone","app":"cifar-sparse","backend":"vk","params":{},)"
        R"("pus":{"vulkan":{"chunk_ms":24.0,"stage_ms":9.5,"ci":null,"from":"benchmark"}}})");
    EXPECT_THAT(schedule({"-n", "1"}).out, Not(HasSubstr(" vulkan")));
    EXPECT_THAT(schedule({"-n", "1", "--costs", "none"}).out, HasSubstr(" vulkan"));
}

TEST_F(ScheduleCommand, ExplainsWhatLimitsASchedule) {
    const auto result = schedule({"--table", "fully", "--explain"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("limited by little"));
    EXPECT_THAT(result.out, HasSubstr("100 %, the widest"));
    const std::string worst = schedule({"--table", "fully", "-n", "40"}).out;
    const std::size_t line = worst.find("\n40 ");
    const std::string uid =
        worst.substr(worst.find("SCH-", line), worst.find(' ', worst.find("SCH-", line)) - worst.find("SCH-", line));
    EXPECT_THAT(schedule({"--table", "fully", "-n", "40", "--explain", uid}).out,
                HasSubstr("cheapest changes that improve it:\n  move stage"));
}

TEST_F(ScheduleCommand, AnExplanationStandsBelowTheTableAndInTheJson) {
    const auto plain = schedule({"-n", "3"});
    const auto explained = schedule({"-n", "3", "--explain"});
    ASSERT_EQ(explained.status, 0) << explained.err;
    EXPECT_EQ(explained.out.substr(0, plain.out.size()), plain.out);
    EXPECT_THAT(explained.out.substr(plain.out.size()), HasSubstr("limited by"));
    const auto json = schedule({"-n", "3", "--explain", "--json"});
    ASSERT_EQ(json.status, 0) << json.err;
    EXPECT_EQ(json.out.front(), '{');
    EXPECT_THAT(json.out, HasSubstr("\"rank\": 3"));
    EXPECT_THAT(json.out, HasSubstr("\"explanation\": {"));
    EXPECT_THAT(json.out, HasSubstr("\"widest\": true"));
    EXPECT_THAT(json.out, HasSubstr("\"changes\": ["));
    EXPECT_THAT(schedule({"-n", "3", "--json"}).out, Not(HasSubstr("explanation")));
}

// The table `fully` makes vulkan look best, which alone takes twice as long.
TEST_F(ScheduleCommand, SpeedUpIsOverThePuThatIsBestAlone) {
    for (const char* table : {"auto", "normal", "fully"}) {
        const auto result = schedule({"--table", table, "--json"});
        EXPECT_THAT(result.out, HasSubstr(R"("single_pu": {"pu": "big", "interval_ms": 31.329)")) << table;
        EXPECT_THAT(result.out, HasSubstr(R"("table": "normal")")) << table;
    }
    std::ifstream in(store / "2026-03-31" / "manifest.jsonl");
    std::string line;
    while (std::getline(in, line)) EXPECT_THAT(line, HasSubstr("phone_normal.csv"));
    std::filesystem::remove(tables / "phone_normal.csv");
    EXPECT_THAT(schedule({"--table", "fully"}).out, HasSubstr("best single PU: vulkan, 19.389 ms by the table fully"));
}

TEST_F(ScheduleCommand, SpeedUpIsOverTheTableFullyWhereTheOtherCannotBeRead) {
    test::write_text(tables / "phone_normal.csv", header + "1,x,1,1,1,0.0,phone,1.1\n");
    const auto result = schedule({"--table", "fully"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("by the table fully"));
    EXPECT_THAT(result.err, HasSubstr("the speed-up is over a PU by the table fully: "));
}

// By plain cost 2-4 on vulkan is better; less busy neighbours turn that round.
TEST_F(ScheduleCommand, SaysWhatItMeansThatARankIsNotProven) {
    const auto result = schedule();
    const bool any = result.out.find("  no\n") != std::string::npos;
    ASSERT_TRUE(any) << result.out;
    EXPECT_THAT(result.out, HasSubstr("\nPROVEN no: one ranked behind it is better with its PUs always busy"));
    EXPECT_THAT(schedule({"--table", "fully"}).out, Not(HasSubstr("PROVEN no")));
}

TEST_F(ScheduleCommand, SaysWhatItWouldDoAndDoesNothing) {
    const auto result = schedule({"--dry-run"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("(2116 of them)"));
    EXPECT_THAT(schedule({"--dry-run", "--json"}).out, HasSubstr(R"("kind": "plan")"));
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST_F(ScheduleCommand, PrintsJsonForPrograms) {
    const auto result = schedule({"--json", "-n", "2", "--engine", "exact"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr(R"("kind": "schedule")"));
    EXPECT_THAT(result.out, HasSubstr(R"("single_pu": {"pu": "big")"));
    EXPECT_THAT(result.out, HasSubstr(R"("rank": 2)"));
}

// A machine that is busy with other things gives the solver no time at all.
TEST_F(ScheduleCommand, AutoAnswersAlsoWhereZ3FoundNothingInItsTime) {
    const auto result = schedule({"--timeout", "0.000000001"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("engine exact: z3 had not finished"));
    EXPECT_THAT(result.out, HasSubstr("SCH-"));
}

// One PU alone, and what lies near it, needs no solver; nor does a bound that nothing can pass.
TEST_F(ScheduleCommand, Z3AnswersAlsoWhereItHadNoTime) {
    for (const char* objective : {"interval", "latency", "gap", "pareto"}) {
        SCOPED_TRACE(objective);
        const auto result = schedule({"--timeout", "1ms", "--engine", "z3", "--objective", objective, "--json"});
        EXPECT_EQ(result.status, 0) << result.err;
        EXPECT_THAT(result.err, HasSubstr("z3 ran out of its 1 ms: these are the schedules it had"));
        EXPECT_THAT(result.out, HasSubstr("\"complete\": false"));
        EXPECT_THAT(result.out, HasSubstr("\"rank\": 1"));
        EXPECT_THAT(written(), HasSubstr("SCH-"));
    }
    const auto result = schedule({"--timeout", "1ms", "--engine", "z3", "--require", "1:little", "--min-pus", "3"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("little"));
    EXPECT_THAT(result.out, HasSubstr("PROVEN no: the engine's time was up"));
    EXPECT_THAT(result.err,
                HasSubstr("the best of them has the plain cost (the widest chunk with all PUs always busy) "))
        << "the table's interval is the predicted one";
    EXPECT_THAT(result.err, HasSubstr("% above the proven bound"));
}

class ScheduleOfALargeTable : public ScheduleCommand {
protected:
    // The proof takes z3 longer than anybody waits.
    void SetUp() override {
        std::string large = "stage,little,medium,big,vulkan,device,run\n";
        for (int stage = 1; stage <= 40; ++stage) {
            large += std::to_string(stage);
            for (int pu = 0; pu < 4; ++pu) large += "," + std::to_string(1 + (stage * 7919 + pu * 104729) % 997) + ".5";
            large += ",phone,1\n";
        }
        test::write_text(store / "2026-03-31" / "own" / "phone_normal.csv", large);
        file = store / "2026-03-31" / "schedules" / "phone_own_vk_schedules.json";
    }

    std::vector<std::string> words(const std::string& timeout) const {
        return {"schedule", "--data", store.string(), "--device", "phone",     "--app", "own",
                "--engine", "z3",     "-n",           "20000",    "--timeout", timeout};
    }
};

TEST_F(ScheduleOfALargeTable, PrintsWhatZ3HadWhenItsTimeIsUp) {
    const auto result = runner(words("2"));
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("above the proven bound"));
    EXPECT_THAT(result.err, HasSubstr("the best of them has the interval ")) << "one table: the cost is the interval";
    EXPECT_THAT(result.out, HasSubstr("SCH-"));
}

TEST_F(ScheduleOfALargeTable, EndsWithCtrlCInTheMiddleOfZ3AndWritesNothing) {
    StartedRunner started(words("1h"));
    started.wait_for_threads(2);  // the second one watches the time of a check
    started.send(SIGINT);
    ASSERT_TRUE(started.ends_within(std::chrono::seconds(20) * BT_PATIENCE));
    EXPECT_EQ(started.wait(), 1000 + SIGINT) << "130 in a shell, whose loops end with it";
    EXPECT_FALSE(std::filesystem::exists(file.parent_path()));
    EXPECT_FALSE(std::filesystem::exists(store / "2026-03-31" / "manifest.jsonl"));
}

}  // namespace
}  // namespace bt::e2e::schedule_test
