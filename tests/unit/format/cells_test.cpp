#include "bt/format/cells.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "bt/core/error.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::cells_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string sample() { return page_sample("docs/formats/tables.md", "cells"); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string failure_of(std::string_view text) {
    try {
        (void)read_cells(text, "c.csv");
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "no error";
}

TEST(Cells, TheSampleOfThePageReadsAndIsWrittenAsItStands) {
    const CellsFile cells = read_cells(sample(), "c.csv");
    ASSERT_EQ(cells.rows.size(), 2U);
    EXPECT_EQ(cells.rows[0].pu.str(), "big");
    EXPECT_DOUBLE_EQ(cells.rows[0].median.count(), 4.2058);
    EXPECT_EQ(cells.rows[0].clock_mhz.before, 2802.0);
    EXPECT_EQ(cells.rows[1].set.str(), "big+vulkan");
    EXPECT_FALSE(cells.rows[1].ci) << "one repeat has no interval over repeats";
    EXPECT_FALSE(cells.rows[1].temp_c.after);
    EXPECT_THAT(cells.rows[1].stopped_by, ElementsAre(StoppedBy::precision, StoppedBy::time));
    EXPECT_EQ(render(cells), sample());
}

TEST(Cells, ColumnsMayStandInAnyOrderAndOthersBesideThem) {
    const std::string text = replaced(replaced(sample(), "stage,pu", "note,pu"), "temp_c_after", "stage");
    EXPECT_THAT(failure_of(text), HasSubstr("expected a column temp_c_after"));
    std::string wider;
    std::size_t begin = 0;
    for (std::size_t end; (end = sample().find('\n', begin)) != std::string::npos; begin = end + 1) {
        wider += (begin == 0 ? "note," : "mine,") + sample().substr(begin, end - begin + 1);
    }
    const CellsFile cells = read_cells(wider, "c.csv");
    EXPECT_THAT(cells.unknown_columns, ElementsAre("note"));
    EXPECT_EQ(cells.rows, read_cells(sample(), "c.csv").rows);
}

TEST(Cells, WhatContradictsItselfIsRefusedWithItsPlace) {
    const std::string row = "1,big,big,1,3,729,4.20580,4.11020,4.30140,4.19900,4.31870,4.10410,0.0251000,4,precision,";
    const auto with = [&](std::string_view from, std::string_view to) {
        return failure_of(replaced(sample(), row, replaced(row, from, to)));
    };
    EXPECT_THAT(with("1,big,big,", "1,big,vulkan,"), HasSubstr("c.csv:2:7: expected a set that holds the PU big"));
    EXPECT_THAT(with("4.30140", ""), HasSubstr("both ends of the interval"));
    EXPECT_THAT(with("4.30140", "4.0"), HasSubstr("both ends of the interval"));
    EXPECT_THAT(with("4.10410", "4.25"), HasSubstr("no more than q1_ms"));
    EXPECT_THAT(with("4.19900", "4.9"), HasSubstr("no more than q3_ms"));
    EXPECT_THAT(with("4.20580", "0.0"), HasSubstr("milliseconds above 0"));
    EXPECT_THAT(with("4.20580", "inf"), HasSubstr("expected a number from 0.0 to 1000000000"));
    EXPECT_THAT(with(",4,precision", ",730,precision"), HasSubstr("whole number from 0 to 729"));
    EXPECT_THAT(with("precision", "boredom"), HasSubstr("precision, time or count"));
    EXPECT_THAT(with("precision", "time+time"), HasSubstr("precision, time or count"));
    EXPECT_THAT(with("1,big,big,1,3,729", "1,big,big,1,0,729"), HasSubstr("whole number from 1"));
}

TEST(Cells, TheSameCellTwiceIsRefusedWithBothLinesOrLeftOut) {
    const std::string text = replaced(sample(), "big+vulkan,1,3,612", "big,1,3,612");
    EXPECT_THAT(failure_of(text),
                HasSubstr("c.csv:3:1: expected each stage, PU, set and campaign once (it stands on line 2)"));
    const CellsFile cells = read_cells(text, "c.csv", Lenient::yes);
    EXPECT_EQ(cells.rows.size(), 1U);
    EXPECT_EQ(cells.left_out.count, 1U);
}

CellRow random_row(std::mt19937& random, int number) {
    std::uniform_real_distribution<double> time(1e-6, 1e4);
    const double base = time(random);
    CellRow row{.stage = Stage::from_number(number), .pu = PuName("big"), .set = ActiveSet::parse("npu+big")};
    row.campaign = static_cast<int>(random() % 100);
    row.runs = 1 + static_cast<int>(random() % 9);
    row.samples = 1 + static_cast<int>(random() % 100'000);
    row.min = Milliseconds{base};
    row.q1 = Milliseconds{base * 1.1};
    row.median = Milliseconds{base * 1.2};
    row.q3 = Milliseconds{base * 1.3};
    row.mad = Milliseconds{random() % 2 == 0 ? 0 : base * 0.01};
    if (row.runs > 1) row.ci = Ci{base - time(random), base + time(random)};
    row.stopped_by = {static_cast<StoppedBy>(random() % 3), static_cast<StoppedBy>(random() % 3)};
    if (random() % 2 == 0) row.clock_mhz = {2802.5, std::nullopt};
    if (random() % 2 == 0) row.temp_c = {-3.5, 41.0};
    return row;
}

TEST(Cells, WhatIsWrittenReadsBackAsTheSame) {
    std::mt19937 random(4);
    for (int round = 0; round < 200; ++round) {
        CellsFile cells;
        for (int i = 1; i <= 10; ++i) cells.rows.push_back(random_row(random, i));
        ASSERT_EQ(read_cells(render(cells), "c.csv").rows, cells.rows) << render(cells);
    }
}

}  // namespace
}  // namespace bt::format::cells_test
