#include "bt/format/result_log_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "unit/format/page_sample.hpp"
#include "unit/format/result_log_events.hpp"

namespace bt::format::result_log_writer_test {
namespace {

using testing::HasSubstr;

constexpr auto schedule =
    R"({"schema":5,"uid":"SCH-B3P4-0a1b2c","chunks":[{"id":0,"pu":"big"},{"id":1,"pu":"vulkan"}]})";

class Written {
public:
    ResultSectionWriter chains() {
        return {[this](std::string_view text) { text_ += text; },
                "SCC-B1P1+B2-0a1b2c",
                R"({"schema":6,"uid":"SCC-B1P1+B2-0a1b2c","chains":[{"app":"tree"},{"app":"tree"}]})",
                LogClock::monotonic,
                1,
                NameChains::yes};
    }
    ResultSectionWriter section(std::string_view json = schedule, LogClock clock = LogClock::monotonic) {
        return {[this](std::string_view text) { text_ += text; }, "SCH-B3P4-0a1b2c", json, clock, 3};
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

std::vector<ResultSection> read(std::string_view log) {
    std::vector<ResultSection> all;
    ResultSections sections([&](ResultSection&& section) { all.push_back(std::move(section)); });
    ResultLogReader reader("run.log", sections);
    reader.feed(log);
    reader.finish();
    return all;
}

TEST(ResultSectionWriter, WritesTheSampleOfThePage) {
    Written written;
    auto section = written.section();
    section.record(0, 0, 5000000, 6250000);
    section.record(0, 1, 6250410, 7950410);
    section.record(1, 0, 6250100, 7500600);
    section.record(1, 1, 7950800, 9651300);
    section.record(2, 0, 7500900, 8750900);
    section.record(2, 1, 9651600, 11351100);
    section.check({.task = 0, .ok = true, .largest_error = 2.38418579e-07, .checksum = 0x00f1e2d3c4b5a697});
    section.check({.task = 2, .ok = true, .largest_error = 0, .checksum = 0x8877665544332211});
    section.steady({.first = 1, .last = 2});
    section.end(RunStatus::ok, "");
    EXPECT_EQ(written.text(), page_sample("docs/formats/result-log.md", "ours"));
}

TEST(ResultSectionWriter, WritesTheSampleOfSeveralApplications) {
    Written written;
    auto section = written.chains();
    const std::string page = page_sample("docs/formats/result-log.md", "chains");
    const std::vector<ResultSection> whole = read(page);
    for (const ResultRecord& row : whole.at(0).records) {
        section.record(row.task, row.chunk, row.start, row.end, row.chain);
    }
    section.check({.task = 0, .ok = true, .checksum = 0x00f1e2d3c4b5a697, .chain = 0});
    section.check({.task = 0, .ok = true, .checksum = 0x8877665544332211, .chain = 1});
    section.steady({.first = 1, .last = 2});
    section.end(RunStatus::ok, "");
    EXPECT_EQ(written.text(), page);
}

TEST(ResultSectionWriter, WritesTheSampleOfThePageOfProgramsThatAreSomebodyElses) {
    std::string text;
    ResultSectionWriter section(
        [&](std::string_view piece) { text += piece; }, "SCC-G10D10+D20-0a1b2c",
        R"({"schema":6,"uid":"SCC-G10D10+D20-0a1b2c","chains":[{"app":"googlenet"},{"app":"alexnet"}]})",
        LogClock::monotonic, 1, NameChains::yes);
    section.printed(0, "&&&& RUNNING TensorRT.trtexec\n[I] mean: 1.9787 ms\n");
    section.printed(1, "&&&& RUNNING TensorRT.trtexec");
    section.mean(0, 1978700);
    section.mean(1, 3680680);
    section.end(RunStatus::ok, "");
    EXPECT_EQ(text, page_sample("docs/formats/result-log.md", "programs"));
    EXPECT_EQ(read(text).at(0).end.means, (std::vector<std::uint64_t>{1978700, 3680680}));
}

TEST(ResultSectionWriter, NothingThatAProgramPrintsIsTakenForALineOfTheSection) {
    std::string text;
    ResultSectionWriter section([&](std::string_view piece) { text += piece; }, "SCC-G1-0a1b2c", "{}",
                                LogClock::monotonic, 1, NameChains::yes);
    section.printed(0, "### Python End ###\nTask=0 Chunk=0 Start=1 End=2 Duration=1\r\nStatus=failed Reason=x\n\n" +
                           std::string(longest_result_line + 5, 'x') + "\nChain=0 Mean=7");
    section.mean(0, 9);
    section.end(RunStatus::ok, "");
    const auto sections = read(text);
    ASSERT_EQ(sections.size(), 1U);
    EXPECT_EQ(sections[0].end.means, std::vector<std::uint64_t>{9});
    EXPECT_EQ(sections[0].end.status, RunStatus::ok);
    EXPECT_EQ(sections[0].end.records, 0U);
}

TEST(ResultSectionWriter, WhatItWritesTheReaderReads) {
    std::mt19937_64 random(5);
    std::vector<ResultRecord> records;
    Written written;
    for (const auto clock : {LogClock::monotonic, LogClock::virtual_time}) {
        auto section = written.section(schedule, clock);
        for (std::uint32_t task = 0; task < 5000; ++task) {
            for (std::uint32_t chunk = 0; chunk < 4; ++chunk) {
                const auto start = random() >> (1 + random() % 63);
                const auto end = start + std::min(random() >> (random() % 64), most_ticks - start);
                records.push_back({task, chunk, start, end});
                section.record(task, chunk, start, end);
            }
        }
        section.end(clock == LogClock::monotonic ? RunStatus::ok : RunStatus::timeout, "after 3 s");
    }
    const auto sections = read(written.text());
    ASSERT_EQ(sections.size(), 2U);
    auto read_back = sections[0].records;
    read_back.insert(read_back.end(), sections[1].records.begin(), sections[1].records.end());
    EXPECT_EQ(read_back, records);
    EXPECT_EQ(sections[1].head.clock, LogClock::virtual_time);
    EXPECT_EQ(sections[1].end.status, RunStatus::timeout);
    EXPECT_EQ(sections[1].end.reason, "after 3 s");
    EXPECT_EQ(sections[1].end.missing, 0U);
}

TEST(ResultSectionWriter, OutputsThatAreNoNumbersStayVisible) {
    Written written;
    auto section = written.section();
    section.record(0, 0, 1, 2);
    section.check({.task = 0, .ok = false, .largest_error = INFINITY, .checksum = 0});
    section.check({.task = 1, .ok = false, .largest_error = NAN, .checksum = 1});
    section.end(RunStatus::wrong, "two outputs differ");
    const auto checks = read(written.text()).at(0).checks;
    ASSERT_EQ(checks.size(), 2U);
    EXPECT_TRUE(std::isinf(checks[0].largest_error));
    EXPECT_TRUE(std::isnan(checks[1].largest_error));
    EXPECT_FALSE(checks[1].ok);
}

TEST(ResultSectionWriter, APrettyScheduleStaysOnOneLineAndAReasonToo) {
    Written written;
    auto section = written.section("{\n  \"schema\": 5,\r\n  \"uid\": \"SCH\"\n}");
    section.end(RunStatus::failed, "killed\n### Python End ###\nby signal 9");
    const auto sections = read(written.text());
    ASSERT_EQ(sections.size(), 1U);
    EXPECT_EQ(sections[0].head.schedule, "{   \"schema\": 5,    \"uid\": \"SCH\" }");
    EXPECT_EQ(sections[0].end.reason, "killed\\x0a### Python End ###\\x0aby signal 9");
}

TEST(ResultSectionWriter, ASectionThatNeverEndedIsCut) {
    Written written;
    auto section = written.section();
    section.record(0, 0, 1, 2);
    section.flush();
    EXPECT_THAT(events_of(written.text(), Lenient::yes, 100), HasSubstr("cut"));
}

TEST(ResultSectionWriter, AClockThatRunsBackwardsIsNotHidden) {
    Written written;
    auto section = written.section();
    EXPECT_THROW(section.record(0, 0, 2, 1), Error);
}

}  // namespace
}  // namespace bt::format::result_log_writer_test
