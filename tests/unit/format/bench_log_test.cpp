#include "bt/format/bench_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "bt/core/error.hpp"
#include "unit/format/bench_log_samples.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::bench_log_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string sample() { return page_sample("docs/formats/benchmark-log.md", "ours"); }

BenchLog read(std::string_view text) { return read_bench_log(text, "run.txt"); }
BenchLog read_leniently(std::string_view text) { return read_bench_log(text, "run.txt", Lenient::yes); }

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

TEST(BenchLog, TheSampleOfThePageReadsAsThePageSays) {
    const BenchLog log = read(sample());
    EXPECT_EQ(log.generation, BenchGeneration::samples);
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_EQ(log.header->params.at("batch"), "128");
    ASSERT_EQ(log.cells.size(), 9U);
    EXPECT_THAT(log.cells[0].ns, ElementsAre(4205800, 4198700, 4212900));
    EXPECT_EQ(log.cells[0].temp_c.after, 39.25);
    EXPECT_FALSE(log.cells[1].clock_mhz.before);
    EXPECT_EQ(log.noise, 0U);
    const Table normal = means_of(log, Condition::normal);
    EXPECT_DOUBLE_EQ(normal.at(stage(2), PuName("big")).time()->count(), 0.0248) << "a sample is 1000 executions";
    EXPECT_TRUE(normal.at(stage(2), PuName("vulkan")).is_unmeasured());
    EXPECT_TRUE(normal.at(stage(1), PuName("medium")).is_absent());
    EXPECT_TRUE(log.normal->at(stage(2), PuName("vulkan")).is_unmeasured());
    EXPECT_TRUE(log.normal->at(stage(1), PuName("medium")).is_absent());
}

TEST(BenchLog, TheSampleOfThePageIsWhatTheWriterWrites) {
    const BenchLog log = read(sample());
    EXPECT_EQ(whole_log(*log.header, log.cells), sample());
}

TEST(BenchLog, ARangeOfStagesIsACellAndNoPartOfTheTables) {
    const BenchLog log = read(sample());
    EXPECT_EQ(log.cells[6].stages, (StageRange{stage(1), stage(2)}));
    EXPECT_EQ(log.means.size(), 8U);
}

TEST(BenchLog, EveryWholeLineOfACutLogCounts) {
    const std::string text = sample();
    const std::size_t header_end = text.find('\n') + 1;
    const std::size_t cells_end = text.find("Stage:");
    for (std::size_t length = 0; length + 1 < text.size(); ++length) {
        const std::string_view cut = std::string_view(text).substr(0, length);
        if (length < header_end) {
            ASSERT_THAT(failure_of(cut), HasSubstr("expected a benchmark log")) << length;
            continue;
        }
        const BenchLog log = read(cut);
        const auto whole = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
        ASSERT_EQ(log.complete, Completeness::no) << length;
        ASSERT_EQ(log.lines, whole);
        ASSERT_EQ(log.cells.size(), std::min<std::size_t>(whole - 1, 9));
        ASSERT_EQ(log.cells_end, std::min(cells_end, cut.rfind('\n') + 1));
    }
    EXPECT_EQ(read(text.substr(0, text.size() - 1)).complete, Completeness::yes) << "only the line end is missing";
}

TEST(BenchLog, ACutLogGoesOnAsIfNothingHadHappened) {
    const std::string text = sample();
    const std::vector<BenchCell> cells = read(text).cells;
    for (std::size_t length = text.find('\n') + 1; length < text.size() - 1; length += 37) {
        const BenchLog cut = read(text.substr(0, length));
        BenchLogWriter writer = BenchLogWriter::continued(cut);
        std::string whole = text.substr(0, cut.cells_end);
        for (std::size_t i = cut.cells.size(); i < cells.size(); ++i) whole += writer.cell_line(cells[i]);
        ASSERT_EQ(whole + writer.closing(0), text) << length;
    }
    EXPECT_THROW(BenchLogWriter::continued(read(text)), Error) << "it has its end";
}

TEST(BenchLog, ABenchmarkThatFailedIsNotComplete) {
    const BenchLog log = read(whole_log(bench_header({"big"}), {}, 3));
    EXPECT_EQ(log.complete, Completeness::no);
    EXPECT_EQ(log.status, 3);
}

TEST(BenchLog, ALostLineIsNoticedAndALineOfAnotherProgramIsPassedOver) {
    const std::string text = sample();
    const std::size_t second = text.find('\n') + 1;
    const std::string noisy = text.substr(0, second) + "WARNING: linker: unused DT entry\n" + text.substr(second);
    EXPECT_EQ(read(noisy).complete, Completeness::yes);
    EXPECT_EQ(read(noisy).noise, 1U);
    EXPECT_EQ(read("$ adb shell bt-agent bench\n\n" + text).complete, Completeness::yes);
    const std::string lost = replaced(text, "Performance Comparison (Fully vs Normal):\n", "");
    EXPECT_EQ(failure_of(lost), "run.txt:71: expected 71 lines before the END line, found 70: some are lost");
    EXPECT_EQ(read_leniently(lost).complete, Completeness::no);
}

TEST(BenchLog, ABlockThatDisagreesWithTheCellsIsRefused) {
    const std::string text = sample();
    EXPECT_THAT(failure_of(replaced(text, "1,19.3482,0", "1,19.3483,0")),
                HasSubstr("expected the normal time of stage 1 on little to be its mean 19.34815, found 19.3483"));
    EXPECT_THAT(failure_of(replaced(text, "1,19.3482,0", "1,,0")), HasSubstr("found none"));
    EXPECT_THAT(failure_of(replaced(text, "2,,0.0000,12.0328", "2,5.5,0.0000,12.0328")),
                HasSubstr("expected no fully time of stage 2 on little (the log has no such cell), found 5.50000"));
    const BenchLog log = read_leniently(replaced(text, "1,19.3482,0", "1,19.3483,0"));
    EXPECT_EQ(log.left_out.count, 1U);
    EXPECT_EQ(log.complete, Completeness::no);
}

TEST(BenchLog, ACellThatCannotBeIsRefusedWithItsPlace) {
    const std::string text = sample();
    const auto with = [&](std::string_view from, std::string_view to) { return failure_of(replaced(text, from, to)); };
    EXPECT_THAT(with("\"pu\": \"big\", \"set\": \"big\"", "\"pu\": \"big\", \"set\": \"vulkan\""),
                HasSubstr("run.txt:2:10: expected a cell of the device in the header, found PU big is not in its set"));
    EXPECT_THAT(with("\"set\": \"little+big+vulkan\"", "\"set\": \"big+little+vulkan\""),
                HasSubstr("is not in device order"));
    EXPECT_THAT(with("\"pu\": \"big\", \"set\": \"big\"", "\"pu\": \"npu\", \"set\": \"npu\""),
                HasSubstr("none of the header's"));
    EXPECT_THAT(with("4205800,", "0,"), HasSubstr("run.txt:2:94: expected a whole number from 1"));
    EXPECT_THAT(with("4205800,", "4205800.5,"), HasSubstr("run.txt:2"));
    EXPECT_THAT(with("[4205800, 4198700, 4212900]", "[]"), HasSubstr("expected one sample or more"));
    EXPECT_THAT(with("\"precision\"", "\"boredom\""), HasSubstr("precision, time or count"));
    EXPECT_THAT(with("\"repeat\": 1", "\"repeat\": 0"), HasSubstr("run.txt:2"));
    EXPECT_THAT(with("\"stage\": 1, \"last\": 1", "\"stage\": 1, \"last\": 4097"), HasSubstr("run.txt:2"));
    EXPECT_THAT(with("[2802, 2802]", "[2802]"), HasSubstr("[before, after]"));
    EXPECT_THAT(with("\"version\": 1", "\"version\": 2"), HasSubstr("2"));
}

TEST(BenchLog, ACellTwiceIsRefusedByReaderAndWriter) {
    const std::string text = sample();
    const std::size_t begin = text.find('\n') + 1;
    const std::string line = text.substr(begin, text.find('\n', begin) + 1 - begin);
    EXPECT_THAT(failure_of(replaced(text, line, line + line)), HasSubstr("run.txt:3: expected each cell once"));
    BenchLogWriter writer(bench_header({"big"}));
    (void)writer.cell_line(bench_cell(1, "big", "big", {1000}));
    EXPECT_THROW(writer.cell_line(bench_cell(1, "big", "big", {2000})), Error);
}

TEST(BenchLog, TheWriterRefusesWhatNoReaderWouldTake) {
    BenchLogWriter writer(bench_header({"big", "little"}));
    EXPECT_THROW(writer.cell_line(bench_cell(1, "big", "big", {})), Error);
    EXPECT_THROW(writer.cell_line(bench_cell(1, "big", "big", {0})), Error);
    EXPECT_THROW(writer.cell_line(bench_cell(1, "big", "little", {1})), Error);
    EXPECT_THROW(writer.cell_line(bench_cell(1, "npu", "npu", {1})), Error);
    EXPECT_THROW(writer.cell_line(bench_cell(1, "big", "little+big", {1})), Error);
}

TEST(BenchLog, OnADeviceWithOnePuAloneIsFullyBusy) {
    const BenchLog log = read(whole_log(bench_header({"big"}), {bench_cell(1, "big", "big", {2'000'000, 4'000'000})}));
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_EQ(log.normal->at(stage(1), PuName("big")).time(), Milliseconds{3});
    EXPECT_EQ(log.fully, log.normal);
}

TEST(BenchLog, PusBeyondTheFiveStandInTheBlockWithTheirNames) {
    const std::string text = whole_log(bench_header({"prime", "npu"}), {bench_cell(1, "npu", "npu", {1'500'000})});
    EXPECT_THAT(text, HasSubstr("Stage: 1 by npu\n"));
    EXPECT_THAT(
        text,
        HasSubstr(
            "stage,little,medium,big,vulkan,cuda,pu:prime,pu:npu\n1,0.0000,0.0000,0.0000,0.0000,0.0000,,1.5000\n"));
    EXPECT_EQ(read(text).normal->at(stage(1), PuName("npu")).time(), Milliseconds{1.5});
}

TEST(BenchLog, APuThatNobodyAskedForIsNotMeasuredRatherThanAbsent) {
    BenchHeader header = bench_header({"little"});
    header.left_out = {PuName("big"), PuName("npu")};
    const std::string text = whole_log(header, {bench_cell(1, "little", "little", {2'000'000})});
    EXPECT_THAT(text, HasSubstr(R"("pus": ["little"], "left_out": ["big", "npu"]})"));
    const BenchLog log = read(text);
    EXPECT_EQ(*log.header, header);
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_TRUE(log.normal->at(Stage::from_number(1), PuName("big")).is_unmeasured());
    EXPECT_TRUE(log.normal->at(Stage::from_number(1), PuName("medium")).is_absent());
    EXPECT_THROW(read(replaced(text, R"("left_out": ["big")", R"("left_out": ["little")")), Error);
}

TEST(BenchLog, ATextThatIsNoBenchmarkLogIsRefused) {
    EXPECT_THAT(failure_of(""), HasSubstr("expected a benchmark log, found no line of one"));
    EXPECT_THAT(failure_of("error: device offline\n"), HasSubstr("expected a benchmark log"));
    EXPECT_THAT(failure_of("{\"kind\":\"bench-log\"\n"), HasSubstr("run.txt:1"));
}

TEST(BenchLog, WhatIsWrittenReadsBackAsTheSameInPiecesOfAnySize) {
    std::mt19937 random(5);
    const std::vector<std::vector<std::string>> devices{{"big"}, {"big", "little"}, {"prime", "little", "cuda", "npu"}};
    for (int round = 0; round < 30; ++round) {
        const BenchHeader header = bench_header(devices[random() % devices.size()]);
        const auto cells = random_cells(header, 4, random);
        const std::string text = whole_log(header, cells);
        BenchLogReader reader("run.txt");
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t piece = 1 + random() % 500;
            reader.feed(std::string_view(text).substr(at, piece));
            at += piece;
        }
        const BenchLog log = reader.finish();
        ASSERT_EQ(log.complete, Completeness::yes) << text;
        ASSERT_EQ(log.header, header);
        ASSERT_EQ(log.cells, cells);
        ASSERT_EQ(log.cells_end, read(text).cells_end);
    }
}

// ---- additions ----

std::string additions() { return page_sample("docs/formats/benchmark-log.md", "additions"); }

// Between the cells and the earlier system's text.
std::string with_additions(const std::string& lines) {
    const std::string log = replaced(sample(), "Stage: 1 by Little", lines + "Stage: 1 by Little");
    const auto more = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
    return replaced(log, "lines=71", "lines=" + std::to_string(71 + more));
}

TEST(BenchLogAdditions, OfThePageReadAsThePageSays) {
    std::string lines = replaced(replaced(additions(), "\"little\": 0, ", "\"little\": 3, "),
                                 "4, \"last\": 5, \"from\"", "4, \"last\": 4, \"from\"");
    const BenchLog log = read(with_additions(lines));
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_EQ(log.cells.size(), 9U);
    EXPECT_EQ(log.noise, 0U);
    ASSERT_EQ(log.additions.switches.size(), 2U);
    EXPECT_EQ(log.additions.switches[0].stages, (StageRange{stage(4), stage(4)}));
    EXPECT_EQ(log.additions.switches[0].to, PuName("vulkan"));
    EXPECT_THAT(log.additions.switches[0].gap_ns, ElementsAre(4100, 3900));
    ASSERT_EQ(log.additions.streams.size(), 2U);
    EXPECT_TRUE(log.additions.streams[0].beside.empty());
    EXPECT_EQ(log.additions.streams[1].beside, (std::map<PuName, int>{{PuName("little"), 3}, {PuName("vulkan"), 16}}));
    ASSERT_EQ(log.additions.demands.size(), 1U);
    EXPECT_EQ(log.additions.demands[0].pu, PuName("vulkan"));
    EXPECT_EQ(log.additions.demands[0].reporter.pu, PuName("big"));
    EXPECT_TRUE(read(sample()).additions.empty());
}

TEST(BenchLogAdditions, AreWhatTheWriterWrites) {
    const BenchLog log = read(with_additions(additions()));
    BenchLogWriter writer(*log.header);
    writer.header_line();
    std::string text;
    for (const BenchSwitch& each : log.additions.switches) text += writer.addition_line(each);
    for (const BenchStream& each : log.additions.streams) text += writer.addition_line(each);
    for (const BenchDemand& each : log.additions.demands) text += writer.addition_line(each);
    EXPECT_EQ(text, additions());
    EXPECT_THAT(writer.closing(0), HasSubstr("### BT END status=0 lines="));

    BenchStream nowhere = log.additions.streams[0];
    nowhere.pu = PuName("cuda");
    EXPECT_THROW(writer.addition_line(nowhere), Error);
    BenchSwitch nothing = log.additions.switches[0];
    nothing.ns.clear();
    EXPECT_THROW(writer.addition_line(nothing), Error);
}

TEST(BenchLogAdditions, OfALaterVersionOrKindArePassedOver) {
    const BenchLog log = read(with_additions("BT+2 [whatever comes\nBT+1 {\"weather\": {\"pu\": \"big\"}}\n"));
    EXPECT_EQ(log.complete, Completeness::yes);
    EXPECT_TRUE(log.additions.empty());
}

TEST(BenchLogAdditions, ThatCannotBeReadAreToldWithTheirPlace) {
    EXPECT_THAT(failure_of(with_additions(replaced(additions(), "\"gap_ns\": [4100, 3900]", "\"gap_ns\": [4100]"))),
                HasSubstr("run.txt:11:"));
    EXPECT_THAT(failure_of(with_additions(replaced(additions(), "\"to\": \"vulkan\"", "\"to\": \"cuda\""))),
                HasSubstr("a PU of the header"));
    EXPECT_THAT(failure_of(with_additions(replaced(additions(), "\"bytes\": 134217728", "\"bytes\": 0"))),
                HasSubstr("from 1 to"));
    EXPECT_THAT(failure_of(with_additions(replaced(additions(), "\"last\": 5", "\"last\": 3"))),
                HasSubstr("a last stage not before the first"));
    EXPECT_EQ(read_leniently(with_additions(replaced(additions(), "\"bytes\": 134217728", "\"bytes\": 0")))
                  .additions.streams.size(),
              1U);
}

}  // namespace
}  // namespace bt::format::bench_log_test
