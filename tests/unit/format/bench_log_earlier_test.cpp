#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "bt/core/error.hpp"
#include "bt/format/bench_log.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::bench_log_earlier_test {
namespace {

using testing::HasSubstr;

std::string sample(const char* name) { return page_sample("docs/formats/benchmark-log.md", name); }

BenchLog read(std::string_view text, Lenient lenient = Lenient::no) { return read_bench_log(text, "run.txt", lenient); }

std::string failure_of(std::string_view text) {
    try {
        (void)read(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "no error";
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Stage stage(int number) { return Stage::from_number(number); }

std::optional<BenchMean> mean_of(const BenchLog& log, Condition condition, int number, const char* pu) {
    for (const BenchMean& mean : log.means) {
        if (mean.condition == condition && mean.stage == stage(number) && mean.pu.str() == pu) return mean;
    }
    return std::nullopt;
}

TEST(EarlierBenchLog, TheSampleOfThePageReadsAsThePageSays) {
    const BenchLog log = read(sample("earlier"));
    EXPECT_EQ(log.generation, BenchGeneration::blocks);
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_FALSE(log.header);
    EXPECT_EQ(log.means.size(), 8U);
    EXPECT_EQ(mean_of(log, Condition::normal, 1, "little")->count, 52);
    EXPECT_EQ(mean_of(log, Condition::fully, 2, "vulkan")->mean, Milliseconds{2.6777});
    EXPECT_FALSE(mean_of(log, Condition::fully, 1, "big")) << "an infinite time of 0 executions is an absent PU";
    EXPECT_TRUE(log.fully->at(stage(1), PuName("big")).is_absent());
    EXPECT_TRUE(means_of(log, Condition::fully).at(stage(1), PuName("big")).is_absent());
}

TEST(EarlierBenchLog, LinesOfOtherProgramsMayStandAnywhere) {
    const std::string text = sample("earlier");
    const BenchLog clean = read(text);
    for (const char* noise : {"[2025-04-24 21:50:18.939] [info] Pinable Big cores: 6 7 \n", "\n", "$ adb shell\r\n",
                              "build/x: 1 file pushed, 0 skipped. 500.3 MB/s (2710480 bytes in 0.005s)\n"}) {
        for (std::size_t at = 0; at != std::string::npos; at = text.find('\n', at + 1)) {
            const std::size_t begin = at == 0 ? 0 : at + 1;
            const BenchLog log = read(text.substr(0, begin) + noise + text.substr(begin));
            ASSERT_EQ(log.means, clean.means) << begin << noise;
            ASSERT_EQ(log.normal, clean.normal);
            ASSERT_EQ(log.complete, Completeness::yes);
            if (begin == text.size()) break;
        }
    }
}

TEST(EarlierBenchLog, LineEndsOfDosChangeNothing) {
    std::string dos;
    for (const char c : sample("earlier")) dos += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_EQ(read(dos).means, read(sample("earlier")).means);
    EXPECT_EQ(read(dos).complete, Completeness::yes);
}

TEST(EarlierBenchLog, ACutLogKeepsItsWholeCellsAndIsNotComplete) {
    const std::string text = sample("earlier");
    const std::size_t first = text.find("Stage: 1 by Little\n");
    std::size_t means = 0;
    for (std::size_t length = first + 19; length + 1 < text.size(); ++length) {
        const BenchLog log = read(std::string_view(text).substr(0, length));
        ASSERT_EQ(log.complete, Completeness::no) << length;
        ASSERT_FALSE(log.normal) << "half a block is none";
        ASSERT_GE(log.means.size(), means);
        means = log.means.size();
    }
    EXPECT_EQ(means, 8U);
}

TEST(EarlierBenchLog, WhatContradictsItselfIsRefusedOrLeftOut) {
    const std::string text = sample("earlier");
    const std::vector<std::pair<std::string, std::string>> faults{
        {replaced(text, "1,19.3462,", "1,19.3463,"), "normal time of stage 1 on little to be its mean 19.3462"},
        {replaced(text, "1,21.9149,", "1,0.0000,"), "fully time of stage 1 on little"},
        {replaced(text, "\tCount \t52\n", ""), "lines 'Stage: … by …' and 'Count …' before this"},
        {replaced(text, "\tAverage \t19.3462 ms\n", ""), "Count and Average of the stage on line 2"},
        {replaced(text, "Stage: 2 by Little", "Stage: 1 by Little"), "stage 1 by little again, first on line 4"},
        {replaced(text, "19.3462 ms", "-19.3462 ms"), "milliseconds above 0"},
        {replaced(text, "19.3462 ms", "19.3462 s"), "milliseconds above 0"},
        {replaced(text, "\t21.9149 ms \t(47)", "\t21.9149 ms \t(0)"), "milliseconds and a count above 0"},
        {replaced(text, "\tinf ms \t(0)", "\tinf ms \t(3)"), "milliseconds and a count above 0"},
        {replaced(text, "Stage: 2 by Little", "Stage: x by Little"), "expected Stage: <number>"},
        {replaced(text, "Stage: 2 by Little", "Stage: 9999 by Little"), "expected Stage: <number>"},
        {replaced(text, "2,23.1136,0.0000", "1,23.1136,0.0000"), "expected each stage once"},
        {replaced(text, "2,23.1136,0.0000", "2,23.1136"), "expected 6 fields"},
        {replaced(text, "Stage: 1\n", "PROCESSOR=Big|AVG=1\nStage: 1\n"), "a log of one generation"},
    };
    for (const auto& [faulty, words] : faults) {
        EXPECT_THAT(failure_of(faulty), HasSubstr(words));
        const BenchLog log = read(faulty, Lenient::yes);
        EXPECT_GE(log.left_out.count, 1U) << words;
        EXPECT_EQ(log.complete, Completeness::no) << words;
    }
}

TEST(EarlierBenchLog, ASecondBenchmarkBegunBehindTheFirstMakesTheLogIncomplete) {
    EXPECT_EQ(read(sample("earlier") + "Stage: 3 by Little\n\tCount \t52\n").complete, Completeness::no);
}

TEST(EarlierBenchLog, TheBlockAloneIsEnough) {
    const std::string text = sample("earlier");
    const BenchLog log = read(text.substr(text.find("### PYTHON_DATA_START")));
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_EQ(log.normal->at(stage(2), PuName("vulkan")).time(), Milliseconds{7.7826});
}

TEST(OldestBenchLog, TheSampleOfThePageReadsAsThePageSays) {
    const BenchLog log = read(sample("oldest"));
    EXPECT_EQ(log.generation, BenchGeneration::lines);
    EXPECT_EQ(log.complete, Completeness::unmarked);
    ASSERT_EQ(log.means.size(), 4U);
    EXPECT_EQ(mean_of(log, Condition::normal, 1, "little")->count, 100);
    EXPECT_EQ(mean_of(log, Condition::normal, 2, "big")->mean, Milliseconds{0.405});
}

TEST(OldestBenchLog, WithoutCountsStagesAreToldApartByBlankLines) {
    const BenchLog log = read(
        "\nPROCESSOR=Lut|AVG=20|MIN=19|MAX=30\nPROCESSOR=Med|AVG=9|MIN=8|MAX=10\n\n\n"
        "PROCESSOR=Lut|AVG=2|MIN=1.9|MAX=3\nPROCESSOR=Med|AVG=0.9|MIN=0.8|MAX=1\n\n");
    ASSERT_EQ(log.means.size(), 4U);
    EXPECT_EQ(mean_of(log, Condition::normal, 2, "little")->mean, Milliseconds{2});
    EXPECT_FALSE(mean_of(log, Condition::normal, 2, "little")->count);
    EXPECT_EQ(mean_of(log, Condition::normal, 2, "medium")->mean, Milliseconds{0.9});
}

TEST(OldestBenchLog, WithoutBlankLinesTheFirstPuBeginsTheNextStage) {
    const BenchLog log = read("PROCESSOR=Big|AVG=1\nPROCESSOR=Vlk|AVG=2\nPROCESSOR=Big|AVG=3\nPROCESSOR=Vlk|AVG=4\n");
    EXPECT_EQ(mean_of(log, Condition::normal, 2, "vulkan")->mean, Milliseconds{4});
    EXPECT_THAT(failure_of("PROCESSOR=Big|AVG=1\nPROCESSOR=Vlk|AVG=2\nPROCESSOR=Vlk|AVG=3\n"),
                HasSubstr("run.txt:3: expected a blank line or big before the next stage, found vulkan a second time"));
}

TEST(OldestBenchLog, AStageThatLacksAPuShowsThatTheLogIsCut) {
    EXPECT_EQ(read("PROCESSOR=Big|AVG=1\nPROCESSOR=Vlk|AVG=2\n\nPROCESSOR=Big|AVG=3\n").complete, Completeness::no);
    EXPECT_EQ(read("PROCESSOR=Big|AVG=1\n\nPROCESSOR=Big|AVG=3").complete, Completeness::no);
    EXPECT_EQ(read("PROCESSOR=Big|AVG=1\n\nPROCESSOR=Big|AVG=3").means.size(), 1U) << "3 may be the half of 33";
}

TEST(OldestBenchLog, ALineThatContradictsItselfIsRefused) {
    EXPECT_THAT(failure_of("PROCESSOR=Big|AVG=5|MIN=6|MAX=7\n"), HasSubstr("between MIN and MAX"));
    EXPECT_THAT(failure_of("PROCESSOR=Big|COUNT=10|TOTAL=60|AVG=5\n"), HasSubstr("equal to TOTAL / COUNT"));
    EXPECT_THAT(failure_of("PROCESSOR=Big|AVG=5|AVG=6\n"), HasSubstr("each once"));
    EXPECT_THAT(failure_of("PROCESSOR=Big\n"), HasSubstr("AVG="));
    EXPECT_THAT(failure_of("PROCESSOR=Big|AVG=nan\n"), HasSubstr("AVG="));
    EXPECT_THAT(failure_of("PROCESSOR=Big|COUNT=0|AVG=1\n"), HasSubstr("a COUNT above 0"));
    EXPECT_THAT(failure_of("PROCESSOR=1|AVG=1\n"), HasSubstr("PROCESSOR=<PU>"));
}

// "Little Core: 89.0752 ms" and the like, as the log itself sums its tables up.
std::map<std::string, double> printed_sums(const std::string& text, const std::string& title) {
    std::map<std::string, double> sums;
    std::istringstream lines(text.substr(text.find(title)));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line) && !line.empty()) {
        sums[line.substr(0, line.find_first_of(" :"))] = std::strtod(line.c_str() + line.find(':') + 1, nullptr);
    }
    return sums;
}

TEST(EarlierBenchLog, APublishedLogAgreesWithWhatItPrintsItself) {
    const char* reference = std::getenv("BT_REFERENCE");
    if (!reference) GTEST_SKIP() << "BT_REFERENCE does not name the folder of published logs";
    const std::string path = std::string(reference) + "/data/logs/bench_3A021JEHN02756_cifar-sparse_vk_1.txt";
    const std::string text = file_text(path);
    const BenchLog log = read_bench_log(text, path);
    EXPECT_EQ(log.complete, Completeness::yes);
    ASSERT_EQ(log.means.size(), 72U) << "9 stages on 4 PUs, twice";
    EXPECT_EQ(mean_of(log, Condition::normal, 9, "big")->count, 94439);
    EXPECT_EQ(mean_of(log, Condition::fully, 9, "little")->count, 28653);
    for (const auto& [condition, title] : {std::pair{Condition::normal, "Normal Benchmark - Sum of stages 1-9:"},
                                           std::pair{Condition::fully, "Fully Benchmark - Sum of stages 1-9:"}}) {
        const auto sums = printed_sums(text, title);
        const Table means = means_of(log, condition);
        const Table& block = condition == Condition::normal ? *log.normal : *log.fully;
        for (const auto& [pu, printed] :
             {std::pair{"little", "Little"}, {"medium", "Medium"}, {"big", "Big"}, {"vulkan", "Vulkan"}}) {
            double sum = 0;
            for (int i = 1; i <= 9; ++i) {
                ASSERT_EQ(means.at(stage(i), PuName(pu)), block.at(stage(i), PuName(pu)));
                sum += means.at(stage(i), PuName(pu)).time()->count();
            }
            EXPECT_NEAR(sum, sums.at(printed), 9 * 0.00005 + 0.00005) << pu;
        }
        EXPECT_TRUE(block.at(stage(1), PuName("cuda")).is_absent());
    }
}

}  // namespace
}  // namespace bt::format::bench_log_earlier_test
