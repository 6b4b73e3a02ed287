#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "unit/format/page_sample.hpp"
#include "unit/format/result_log_events.hpp"

namespace bt::format::result_log_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto page = "docs/formats/result-log.md";

struct Reading {
    std::vector<ResultSection> sections;
    LeftOut left_out;
    std::size_t dropped = 0;
};

Reading read(std::string_view log, Lenient lenient = Lenient::no) {
    Reading reading;
    ResultSections sections([&](ResultSection&& section) { reading.sections.push_back(std::move(section)); });
    ResultLogReader reader("run.log", sections, lenient);
    reader.feed(log);
    reader.finish();
    reading.left_out = reader.left_out();
    reading.dropped = sections.dropped();
    return reading;
}

ResultSection only_section(std::string_view log) {
    auto sections = read(log).sections;
    EXPECT_EQ(sections.size(), 1U);
    return sections.empty() ? ResultSection() : std::move(sections.front());
}

std::string failure_of(std::string_view log) {
    try {
        (void)read(log);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        EXPECT_THAT(error.advice(), HasSubstr("--lenient"));
        return error.failed();
    }
    return "no error";
}

std::string section_of(const std::string& lines) {
    return "### Python Begin ###\nSchedule_UID=SCH-B1\nFrequency=1000 Hz\n" + lines + "### Python End ###\n";
}

std::string row(unsigned task, unsigned chunk) {
    return "Task=" + std::to_string(task) + " Chunk=" + std::to_string(chunk) + " Start=10 End=30 Duration=20\n";
}

std::string without_line(std::string text, const std::string& line_start) {
    const auto begin = text.find(line_start);
    EXPECT_NE(begin, std::string::npos) << line_start;
    return text.erase(begin, text.find('\n', begin) + 1 - begin);
}

TEST(ResultLog, OurOwnSectionIsReadWhole) {
    const auto section = only_section(page_sample(page, "ours"));
    EXPECT_EQ(section.head.line, 1U);
    EXPECT_EQ(section.head.uid, "SCH-B3P4-0a1b2c");
    EXPECT_EQ(section.head.frequency, 1'000'000'000U);
    EXPECT_EQ(section.head.clock, LogClock::monotonic);
    EXPECT_EQ(section.head.in_flight, 3U);
    EXPECT_THAT(section.head.schedule, testing::StartsWith("{\"schema\":5,"));
    EXPECT_THAT(section.head.schedule, testing::EndsWith("}]}"));
    ASSERT_EQ(section.records.size(), 6U);
    EXPECT_EQ(section.records[3], (ResultRecord{1, 1, 7950800, 9651300}));
    EXPECT_EQ(section.nanoseconds(section.records[3].duration()), Nanoseconds(1700500));
    ASSERT_EQ(section.checks.size(), 2U);
    EXPECT_TRUE(section.checks[0].ok);
    EXPECT_DOUBLE_EQ(section.checks[0].largest_error, 2.38418579e-07);
    EXPECT_EQ(section.checks[0].checksum, 0x00f1e2d3c4b5a697U);
    EXPECT_EQ(section.end.steady, (SteadyTasks{1, 2}));
    EXPECT_EQ(section.end.status, RunStatus::ok);
    EXPECT_EQ(section.end.reason, "");
    EXPECT_EQ(section.end.missing, 0U);
    EXPECT_EQ(section.end.noise, 0U);
}

TEST(ResultLog, PlainRowsOfTheEarlierSystemAreInTicksOfTheirOwnFrequency) {
    const auto section = only_section(page_sample(page, "plain"));
    EXPECT_EQ(section.head.uid, "SCH-L4G5-G010-88c3");
    EXPECT_EQ(section.head.schedule, "");
    EXPECT_EQ(section.head.clock, std::nullopt);
    EXPECT_EQ(section.end.status, std::nullopt);
    ASSERT_EQ(section.records.size(), 4U);
    // 1930929 ticks at 24.576 MHz are 78569702.148… ns.
    EXPECT_EQ(section.nanoseconds(section.records[0].duration()), Nanoseconds(78'569'702));
}

TEST(ResultLog, ProcessorsOfTheOlderRowsGetOurNames) {
    const auto section = only_section(page_sample(page, "processor"));
    EXPECT_THAT(section.end.pus, ElementsAre("big", "medium", "little"));
    ASSERT_EQ(section.records.size(), 3U);
    EXPECT_EQ(section.nanoseconds(section.records[1].duration()), Nanoseconds(2'000'000));
}

TEST(ResultLog, TheOldestGenerationSpreadsRowsOverLinesAndEndsWithItsFrequency) {
    const auto oldest = page_sample(page, "oldest");
    const auto section = only_section("[info] starting\n\n" + oldest);
    EXPECT_EQ(section.head.line, 3U);
    EXPECT_EQ(section.head.frequency, 31'250'000U);
    EXPECT_THAT(section.end.pus, ElementsAre("big", "vulkan"));
    ASSERT_EQ(section.records.size(), 4U);
    EXPECT_EQ(section.records[3], (ResultRecord{1, 1, 94900, 157400}));
    EXPECT_EQ(section.nanoseconds(section.records[3].duration()), Nanoseconds(2'000'000));

    EXPECT_EQ(read(oldest + oldest).sections.size(), 2U);
    const auto marked = only_section("### Python Begin ###\n" + oldest + "### Python End ###\n");
    EXPECT_EQ(marked.records, section.records);
}

TEST(ResultLog, TheOldestRowsThatLackALineAreNotMadeUp) {
    const auto oldest = page_sample(page, "oldest");
    const auto no_end = without_line(oldest, "    End: 63510");
    EXPECT_EQ(failure_of(no_end), "run.log:13:5: expected the row's 'End: ' line, found 'Duration: 31250 cycles'");
    const auto reading = read(no_end, Lenient::yes);
    ASSERT_EQ(reading.sections.size(), 1U);
    EXPECT_EQ(reading.sections[0].records.size(), 3U);
    EXPECT_THAT(reading.sections[0].end.missing_rows, ElementsAre(MissingRows{0, 1, 1}));
    EXPECT_EQ(reading.left_out.count, 1U);

    const auto no_last_duration = without_line(oldest, "    Duration: 62500 cycles\nFrequency");
    EXPECT_THAT(failure_of(no_last_duration), HasSubstr("expected the lines of the row before"));
    EXPECT_EQ(read(no_last_duration, Lenient::yes).sections.at(0).records.size(), 3U);
}

TEST(ResultLog, RowsOfSeveralApplicationsNameTheirChain) {
    const auto section = only_section(page_sample(page, "chains"));
    EXPECT_THAT(section.head.schedule, testing::StartsWith("{\"schema\":6,"));
    EXPECT_EQ(section.head.in_flight, 1U);
    EXPECT_EQ(section.end.chains, 2U);
    ASSERT_EQ(section.records.size(), 9U);
    EXPECT_EQ(section.records[5], (ResultRecord{1, 0, 10000700, 12500900, 1}));
    ASSERT_EQ(section.checks.size(), 2U);
    EXPECT_EQ(section.checks[1].chain, 1U);
    EXPECT_EQ(section.end.missing, 0U) << "the second chain has one group";
    EXPECT_EQ(section.end.noise, 0U);
    EXPECT_EQ(section.end.steady, (SteadyTasks{1, 2}));
    EXPECT_EQ(only_section(page_sample(page, "ours")).end.chains, 0U);
}

TEST(ResultLog, MissingRowsAreNamedByChain) {
    const auto in_chain = [](unsigned chain, const std::string& text) {
        return "Chain=" + std::to_string(chain) + " " + text;
    };
    const auto section = only_section(
        section_of(in_chain(0, row(0, 0)) + in_chain(0, row(0, 1)) + in_chain(0, row(1, 0)) + in_chain(2, row(2, 0))));
    ASSERT_EQ(section.end.missing_rows.size(), 4U);
    EXPECT_EQ(to_string(section.end.missing_rows[0]), "chain 0, chunk 0, task 2");
    EXPECT_EQ(to_string(section.end.missing_rows[1]), "chain 0, chunk 1, tasks 1 to 2");
    EXPECT_EQ(to_string(section.end.missing_rows[2]), "chain 1, chunk 0, tasks 0 to 2");
    EXPECT_EQ(to_string(section.end.missing_rows[3]), "chain 2, chunk 0, tasks 0 to 1");
    EXPECT_EQ(section.end.missing, 8U);
}

TEST(ResultLog, ASectionIsOfOneApplicationOrOfSeveral) {
    EXPECT_EQ(failure_of(section_of("Chain=0 " + row(0, 0) + row(1, 0))),
              "run.log:5:1: expected 'Chain=' as before, found 'Task=1 Chunk=0 Start=10 End=30 Duration=…'");
    EXPECT_THAT(failure_of(section_of(row(0, 0) + "Chain=1 Task=0 Output=ok Error=0 Checksum=0011223344556677\n")),
                HasSubstr("run.log:5:1: expected a row without 'Chain=', as before"));
    EXPECT_THAT(failure_of(section_of("Chain=64 " + row(0, 0))), HasSubstr("a chain's number of at most 63"));
    EXPECT_THAT(failure_of(section_of("Chain=0 " + row(0, 0) + "Chain=0 " + row(0, 0))), HasSubstr("each task once"));
    const auto mixed = section_of("Chain=0 " + row(0, 0) + row(1, 0)) + section_of(row(0, 0));
    EXPECT_EQ(read(mixed, Lenient::yes).sections.at(0).end.left_out, 1U);
    EXPECT_EQ(read(mixed, Lenient::yes).sections.at(1).records.size(), 1U) << "each section for itself";
}

TEST(ResultLog, AMeanOfEachProgramStandsInPlaceOfRows) {
    const auto section = only_section(page_sample(page, "programs"));
    EXPECT_EQ(section.end.means, (std::vector<std::uint64_t>{1978700, 3680680}));
    EXPECT_EQ(section.end.records, 0U);
    EXPECT_EQ(section.end.noise, 3U) << "what they printed";
    EXPECT_THAT(failure_of(section_of("Chain=1 Mean=5\n")), HasSubstr("expected the mean of chain 0"));
    EXPECT_THAT(failure_of(section_of("Chain=0 Mean=5\nChain=0 Mean=5\n")), HasSubstr("expected the mean of chain 1"));
    EXPECT_THAT(failure_of(section_of("Chain=0 Mean=0\n")), HasSubstr("above 0"));
    EXPECT_THAT(failure_of(section_of("Chain=0 Mean=5 ms\n")), HasSubstr("the end of the line"));
    EXPECT_THAT(failure_of(section_of("Chain=0 " + row(0, 0) + "Chain=0 Mean=5\n")), HasSubstr("no mean"));
    EXPECT_THAT(failure_of(section_of("Chain=0 Mean=5\nChain=0 " + row(0, 0))), HasSubstr("no rows"));
}

TEST(ResultLog, PiecesOfAnySizeGiveWhatTheWholeTextGives) {
    std::string log = "before\r\n";
    for (const auto* sample : {"ours", "chains", "programs", "plain", "processor", "oldest"})
        log += page_sample(page, sample) + "between\n";
    log += section_of(row(0, 0) + "[info] clock\r\n" + row(2, 0) + "Task=3 Chunk=oops\n") +
           "### Python Begin ###\nTask=0 Chu";
    for (const Lenient lenient : {Lenient::no, Lenient::yes}) {
        const auto whole = events_of(log, lenient, log.size());
        for (std::size_t piece = 1; piece < 150; ++piece) ASSERT_EQ(events_of(log, lenient, piece), whole) << piece;
    }
    EXPECT_THAT(events_of(log, Lenient::yes, 1), HasSubstr("cut"));
}

TEST(ResultLog, LinesOfOtherProgramsAreSkippedAndCounted) {
    const auto section =
        only_section("noise\n" + section_of("[warn] hot\n" + row(0, 0) + "\nx Task=1 Chunk=0\n") + "noise");
    EXPECT_EQ(section.end.noise, 2U);
    EXPECT_EQ(section.records.size(), 1U);
}

TEST(ResultLog, WindowsLineEndsAreTaken) {
    std::string log;
    for (const char c : page_sample(page, "ours")) log += c == '\n' ? std::string("\r\n") : std::string(1, c);
    EXPECT_EQ(events_of(log, Lenient::no, log.size()), events_of(page_sample(page, "ours"), Lenient::no, 7));
}

TEST(ResultLog, MissingRowsAreNamed) {
    const auto section =
        only_section(section_of(row(0, 0) + row(0, 1) + row(3, 0) + row(1, 1) + row(4, 0) + row(4, 2)));
    EXPECT_THAT(section.end.missing_rows,
                ElementsAre(MissingRows{0, 1, 2}, MissingRows{1, 2, 4}, MissingRows{2, 0, 3}));
    EXPECT_EQ(section.end.missing, 9U);
    EXPECT_EQ(to_string(section.end.missing_rows[0]), "chunk 0, tasks 1 to 2");
    EXPECT_EQ(to_string(MissingRows{2, 7, 7}), "chunk 2, task 7");
}

TEST(ResultLog, AChunkWithoutASingleRowIsMissing) {
    const auto section = only_section(section_of(row(0, 0) + row(0, 2) + row(1, 2) + row(1, 0)));
    EXPECT_THAT(section.end.missing_rows, ElementsAre(MissingRows{1, 0, 1}));
}

TEST(ResultLog, RowsMayComeInAnyOrder) {
    std::vector<unsigned> order{0, 1, 2, 3, 4, 5};
    std::string lines;
    do {
        lines = row(6, 0);
        for (const unsigned task : order) lines += row(task, 0);
        ASSERT_THAT(only_section(section_of(lines)).end.missing_rows, IsEmpty()) << lines;
        const auto last = row(order.back(), 0);
        const auto all_but_last = lines.substr(0, lines.size() - last.size());
        ASSERT_THAT(only_section(section_of(all_but_last)).end.missing_rows,
                    ElementsAre(MissingRows{0, order.back(), order.back()}));
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(failure_of(section_of(lines + row(4, 0))),
              "run.log:11:14: expected each task once in each chunk, found '0 Start=10 End=30 Duration=20'");
}

TEST(ResultLog, DisorderIsFollowedOnlySoFar) {
    std::string lines;
    for (unsigned task = 0; task < 4096 * 2 + 2; task += 2) lines += row(task + 1, 0);
    EXPECT_THAT(failure_of(section_of(lines)), HasSubstr("expected at most 4096 gaps"));
}

TEST(ResultLog, ACutSectionIsRefusedOrLeftOutButNeverUsed) {
    const auto ours = page_sample(page, "ours");
    const auto cut = ours.substr(0, ours.find("Task=2 Chunk=1"));
    EXPECT_EQ(failure_of(ours + cut),
              "run.log:18:1: expected a section that ends with '### Python End ###', found the end of the log");
    EXPECT_EQ(failure_of(cut + ours),
              "run.log:1:1: expected a section that ends with '### Python End ###', found the next section at line 12");
    // Half a row at the end is part of the cut, not a fault of its own.
    const auto half_row = ours.substr(0, ours.find("Task=2 Chunk=1") + 9);
    EXPECT_THAT(failure_of(half_row), HasSubstr("found the end of the log"));
    const auto reading = read(cut + ours + half_row, Lenient::yes);
    EXPECT_EQ(reading.sections.size(), 1U);
    EXPECT_EQ(reading.dropped, 2U);
    EXPECT_EQ(reading.left_out.count, 2U);
}

TEST(ResultLog, CutAtAnyByteNothingHalfReadPassesForWhole) {
    for (const auto* sample : {"ours", "chains", "programs", "plain", "processor", "oldest"}) {
        const auto log = page_sample(page, sample);
        const auto whole = read(log).sections.at(0).records;
        for (std::size_t size = 0; size < log.size(); ++size) {
            const auto reading = read(log.substr(0, size), Lenient::yes);
            const bool only_line_end_lost = size + 1 == log.size();
            ASSERT_EQ(reading.sections.size(), only_line_end_lost ? 1U : 0U) << sample << " at byte " << size;
            if (only_line_end_lost) {
                EXPECT_EQ(reading.sections[0].records, whole);
            }
        }
    }
}

struct Fault {
    std::string line;
    std::string message;

    friend void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.line; }
};

class ResultLogFault : public testing::TestWithParam<Fault> {};

TEST_P(ResultLogFault, IsToldWithItsPlaceOrLeftOutWithACount) {
    const auto log = section_of(row(0, 0) + GetParam().line + "\n" + row(1, 0));
    EXPECT_EQ(failure_of(log), "run.log:5:" + GetParam().message);
    const auto reading = read(log, Lenient::yes);
    ASSERT_EQ(reading.sections.size(), 1U);
    EXPECT_EQ(reading.sections[0].records.size(), 2U);
    EXPECT_EQ(reading.sections[0].end.left_out, 1U);
    EXPECT_THAT(reading.left_out.reasons, ElementsAre("run.log:5:" + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKind, ResultLogFault,
    testing::Values(
        Fault{"Task=2 Chunk=0 Start=30 End=10 Duration=20",
              "29: expected an End that is not before the Start, found '10 Duration=20'"},
        Fault{"Task=2 Chunk=0 Start=10 End=30 Duration=21", "41: expected End - Start = 20, found '21'"},
        Fault{"Task=2 Chunk=0 Start=10 End=30 Duration=20 ", "43: expected the end of the line, found ' '"},
        Fault{"Task=2 Chunk=0 Start=10 End=30", "31: expected ' Duration=', found the end of the line"},
        Fault{"Task=2 Chunk=0 Start=-1 End=30 Duration=31",
              "22: expected a number of ticks, found '-1 End=30 Duration=31'"},
        Fault{"Task=2 Chunk=0 Start=99999999999999999999 End=30 Duration=31",
              "22: expected a number of ticks of at most 9223372036854775807, found '99999999999999999999 End=30 "
              "Duration=31'"},
        Fault{"Task=2 Chunk=0 Start=9223372036854775808 End=9223372036854775808 Duration=0",
              "22: expected a number of ticks of at most 9223372036854775807, found '9223372036854775808 "
              "End=9223372036854775…'"},
        Fault{"Task=1000000000 Chunk=0 Start=1 End=1 Duration=0",
              "6: expected a task's number of at most 999999999, found '1000000000 Chunk=0 Start=1 End=1 Duratio…'"},
        Fault{"Task=2 Chunk=4096 Start=1 End=1 Duration=0",
              "14: expected a chunk's number of at most 4095, found '4096 Start=1 End=1 Duration=0'"},
        Fault{"Task=2 Chunk=0 Processor=Abacus Start=1 End=1 Duration=0",
              "26: expected a processor's name, found 'Abacus Start=1 End=1 Duration=0'"},
        Fault{"Task=2 Chnk=0", "7: expected ' Chunk=' or ' Output=', found ' Chnk=0'"},
        Fault{"Task=0 Output=maybe Error=0 Checksum=0011223344556677",
              "15: expected ok or wrong, found 'maybe Error=0 Checksum=0011223344556677'"},
        Fault{"Task=0 Output=ok Error=-1 Checksum=0011223344556677",
              "24: expected a number, 0 or more, found '-1 Checksum=0011223344556677'"},
        Fault{"Task=0 Output=ok Error=0x10 Checksum=0011223344556677",
              "24: expected a number, 0 or more, found '0x10 Checksum=0011223344556677'"},
        Fault{"Task=0 Output=ok Error=0 Checksum=0011", "35: expected 16 hex digits, found '0011'"},
        Fault{"Schedule_UID=SCH-B2", "14: expected this once in a section, found 'SCH-B2'"},
        Fault{"Frequency=1000 Hz", "11: expected this once in a section, found '1000 Hz'"},
        Fault{"Schedule={\"schema\":5", "10: expected a whole JSON object on this line, found '{\"schema\":5'"},
        Fault{"Clock=sundial", "7: expected monotonic or virtual, found 'sundial'"},
        Fault{"In_Flight=many", "11: expected a number of task objects, found 'many'"},
        Fault{"Steady=5-3", "10: expected a last task that is not before the first, found '3'"},
        Fault{"Status=great Reason=", "8: expected ok, wrong, failed or timeout, found 'great Reason='"},
        Fault{"Task=2 Chunk=0 Start=1 \x1b[31mEnd=1", "23: expected ' End=', found ' \\x1b[31mEnd=1'"}));

TEST(ResultLog, WhatASectionNeedsIsCheckedAtItsEnd) {
    const std::string no_frequency = "### Python Begin ###\n" + row(0, 0) + "### Python End ###\n";
    EXPECT_EQ(failure_of(no_frequency), "run.log:3:1: expected 'Frequency=… Hz' in the section, found its end");
    EXPECT_EQ(read(no_frequency, Lenient::yes).dropped, 1U);
    EXPECT_THAT(failure_of("### Python Begin ###\nFrequency=0 Hz\n"),
                HasSubstr("run.log:2:11: expected a frequency above 0"));
    EXPECT_THAT(failure_of(section_of(row(0, 0) + "Steady=0-1\n")),
                HasSubstr("expected 'Steady=' within the section's tasks"));
    EXPECT_THAT(failure_of(row(0, 0)), HasSubstr("run.log:1:1: expected '### Python Begin ###' before its rows"));
    EXPECT_THAT(failure_of("### Python End ###\n"), HasSubstr("run.log:1:1: expected '### Python Begin ###' first"));
    EXPECT_THAT(failure_of(section_of("Task=0 Chunk=0 Processor=Big Start=1 End=1 Duration=0\n"
                                      "Task=1 Chunk=0 Processor=Med Start=1 End=1 Duration=0\n")),
                HasSubstr("run.log:5:14: expected chunk 0 on big as before"));
}

TEST(ResultLog, LinesThatNeverEndAreBounded) {
    const std::string endless(longest_result_line * 3, 'x');
    const auto section = only_section(endless + "\n" + section_of(endless + "\n" + row(0, 0)));
    EXPECT_EQ(section.end.noise, 1U);
    EXPECT_EQ(section.records.size(), 1U);
    EXPECT_THAT(failure_of(section_of("Schedule={" + endless + "}\n")),
                HasSubstr("expected a line of at most 1048576 bytes"));
}

TEST(ResultLog, TicksBecomeNanosecondsExactly) {
    EXPECT_EQ(nanoseconds_of(16'791'572'242'383, 24'576'000), Nanoseconds(683'250'823'664'673));
    EXPECT_EQ(nanoseconds_of(most_ticks, 1'000'000'000), Nanoseconds(9'223'372'036'854'775'807));
    EXPECT_EQ(nanoseconds_of(1, 3), Nanoseconds(333'333'333));
    EXPECT_EQ(nanoseconds_of(2, 3), Nanoseconds(666'666'667));
    EXPECT_EQ(nanoseconds_of(1, 1'000'000'000'000), Nanoseconds(0));
    EXPECT_THROW((void)nanoseconds_of(most_ticks, 24'576'000), Error);
    EXPECT_THROW((void)nanoseconds_of(1, 0), Error);
}

}  // namespace
}  // namespace bt::format::result_log_test
