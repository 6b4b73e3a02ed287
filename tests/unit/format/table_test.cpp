#include "bt/format/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "bt/core/error.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::table_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const PuName little("little");
const PuName medium("medium");
const PuName big("big");
const PuName vulkan("vulkan");
const PuName cuda("cuda");

Stage stage(int number) { return Stage::from_number(number); }
TableCell ms(double value) { return TableCell(Milliseconds{value}); }

TableFile read(std::string_view text, TableKind kind = TableKind::condition) { return read_table(text, "t.csv", kind); }

std::string failure_of(std::string_view text, TableKind kind = TableKind::condition) {
    try {
        (void)read(text, kind);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "no error";
}

template <typename Action>
std::string failure(Action action) {
    try {
        (void)action();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "no error";
}

constexpr std::string_view header = "stage,little,medium,big,vulkan,cuda,device,run\n";

TEST(Table, TheSampleOfThePageReadsAsThePageSays) {
    const TableFile table = read(page_sample("docs/formats/tables.md", "normal"));
    const Table matrix = medians(table);
    EXPECT_EQ(table.device->str(), "3A021JEHN02756");
    EXPECT_EQ(matrix.stages(), 2);
    EXPECT_DOUBLE_EQ(matrix.at(stage(1), little).time()->count(), 19.3462);
    EXPECT_TRUE(matrix.at(stage(1), cuda).is_absent());
    EXPECT_TRUE(matrix.at(stage(2), vulkan).is_unmeasured());
}

TEST(Table, AnAbsentPuAndAnUnmeasuredStageAreNoTimes) {
    const Table matrix = medians(read(std::string(header) + "1,2.5,0.0,0,,0.0000,d,1\n"));
    EXPECT_EQ(matrix.at(stage(1), little), ms(2.5));
    EXPECT_TRUE(matrix.at(stage(1), medium).is_absent());
    EXPECT_TRUE(matrix.at(stage(1), big).is_absent());
    EXPECT_TRUE(matrix.at(stage(1), vulkan).is_unmeasured());
    EXPECT_FALSE(matrix.at(stage(1), vulkan).time());
    EXPECT_THAT(matrix.timed_pus(), ElementsAre(little));
}

TEST(Table, ATableFromBeforeCudaHasNoCudaPu) {
    const Table matrix = medians(read("stage,little,medium,big,vulkan,device,run\n1,1,2,3,4,d,1\n"));
    EXPECT_THAT(matrix.pus(), ElementsAre(little, medium, big, vulkan));
    EXPECT_TRUE(matrix.at(stage(1), cuda).is_absent());
}

TEST(Table, PusBeyondTheFiveHaveColumnsOfTheirOwn) {
    const Table matrix = medians(read("stage,big,device,run,pu:npu\n1,1.5,d,1.1,0.25\n"));
    EXPECT_EQ(matrix.at(stage(1), PuName("npu")), ms(0.25));
    EXPECT_EQ(failure_of("stage,pu:Npu,device,run\n"), "t.csv:1:7: expected pu:<name>, found 'pu:Npu'");
    EXPECT_EQ(failure_of("stage,big,pu:big,device,run\n"), "t.csv:1:11: expected each PU once, found 'pu:big' again");
}

TEST(Table, ColumnsThatSomebodyAddedAreNamedAndKept) {
    const std::string text = "note,stage,big,device,run\n\"a, b\",1,1.50000,d,1\n";
    const TableFile table = read(text);
    EXPECT_THAT(table.unknown_columns(), ElementsAre("note"));
    EXPECT_EQ(table.rows[0].unknown.at("note"), "a, b");
    EXPECT_EQ(render(table), text);
}

TEST(Table, ColumnsThatAreNearlyAPusAreToldOf) {
    const std::string values = "\n1,1,1,d,1\n";
    EXPECT_THAT(read("stage,big,vulcan,device,run" + values).misspelt_columns(),
                ElementsAre("the column 'vulcan' of t.csv means nothing here: did you mean 'vulkan'?"));
    EXPECT_THAT(read("stage,big,Medium,device,run" + values).misspelt_columns(), ElementsAre(HasSubstr("'medium'?")));
    EXPECT_THAT(read("stage,big,GPU,device,run" + values).misspelt_columns(),
                ElementsAre(HasSubstr("'vulkan' or 'cuda'?")));
    EXPECT_THAT(read("stage,big,npu,device,run" + values).misspelt_columns(), ElementsAre(HasSubstr("'pu:npu'?")));
    EXPECT_THAT(read("note,big,stage,device,run" + values).misspelt_columns(), ElementsAre());
    try {
        read("stage,Little,Medium,Big,GPU\n1,1,1,1,1\n");
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.failed(), HasSubstr("expected a column little, medium, big"));
        EXPECT_EQ(error.advice(),
                  "'Little': did you mean 'little'?; 'Medium': did you mean 'medium'?; "
                  "'Big': did you mean 'big'?; 'GPU': did you mean 'vulkan' or 'cuda'?");
    }
}

TEST(Table, ASecondRowForAStageOfARunIsRefusedWithBothLines) {
    const std::string rows = "1,2,0.0,0.0,0.0,0.0,d,1.1\n2,2,0.0,0.0,0.0,0.0,d,1.1\n1,3,0.0,0.0,0.0,0.0,d,1.1\n";
    EXPECT_EQ(failure_of(std::string(header) + rows),
              "t.csv:4:1: expected each stage once in a run, found stage 1 of run 1.1 again, first on line 2");
}

TEST(Table, RunTenIsNotRunOne) {
    const TableFile table = read("stage,big,device,run\n1,1,d,1.1\n1,2,d,1.10\n");
    EXPECT_EQ(table.rows[0].run, (RunId{1, 1}));
    EXPECT_EQ(table.rows[1].run, (RunId{1, 10}));
}

TEST(Table, ATableByHandIsOneRunOfNoDeviceByName) {
    const TableFile table = read("stage,little,big\n1,3.5,2\n2,4,1\n");
    EXPECT_FALSE(table.device);
    ASSERT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].run, table.rows[1].run);
    EXPECT_EQ(table.rows[1].cell(PuName("big")).time(), Milliseconds(1));
    EXPECT_THAT(failure_of("stage,big\n1,3\n1,4\n"), HasSubstr("expected each stage once in a run"));
}

TEST(Table, ARowOfAnotherDeviceIsRefusedEvenLeniently) {
    const std::string text = "stage,big,device,run\n1,1,one,1\n2,1,two,1\n";
    EXPECT_THAT(failure_of(text), HasSubstr("t.csv:3:5: expected device 'one' as in the rows before, found 'two'"));
    EXPECT_THROW(read_table(text, "t.csv", TableKind::condition, Lenient::yes), Error);
}

TEST(Table, WhatIsNoTimeIsRefusedWithItsPlace) {
    for (const char* value : {"-1", "-0.0", "nan", "inf", "2e9", "9e-7", "1e-12", "1e-999", "1.5ms", "1e999", "x"}) {
        const std::string text = std::string("stage,big,device,run\n1,") + value + ",d,1\n";
        EXPECT_THAT(failure_of(text), HasSubstr("t.csv:2:3: expected milliseconds")) << value;
    }
}

TEST(Table, WhatIsNoStageRunOrHeaderIsRefusedWithItsPlace) {
    EXPECT_THAT(failure_of("stage,big,device,run\n0,1,d,1\n"),
                HasSubstr("t.csv:2:1: expected a whole number from 1 to"));
    EXPECT_THAT(failure_of("stage,big,device,run\n4097,1,d,1\n"), HasSubstr("found '4097'"));
    for (const char* run : {"1.0", "0.1", "1.", ".1", "-1", "1.1.1", "a", ""}) {
        EXPECT_THAT(failure_of(std::string("stage,big,device,run\n1,1,d,") + run + "\n"),
                    HasSubstr("t.csv:2:7: expected <c"))
            << run;
    }
    EXPECT_THAT(failure_of(""), HasSubstr("found an empty file"));
    EXPECT_THAT(failure_of("stage,Little,device,run\n"), HasSubstr("expected a column little, medium, big"));
    EXPECT_THAT(failure_of("stage,big,big,device,run\n"), HasSubstr("t.csv:1:11: expected each column once"));
    EXPECT_THAT(failure_of("stage,big,device,run\n1,1,d\n"),
                HasSubstr("t.csv:2:5: expected 4 fields as in the header, found 3"));
}

TEST(Table, ALenientReaderCountsWhatItLeftOut) {
    const std::string text = "stage,big,device,run\n1,1,d,1\n2,nan,d,1\n3,1,d\n4,1,d,1\n1,9,d,1\n";
    const TableFile table = read_table(text, "t.csv", TableKind::condition, Lenient::yes);
    EXPECT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(table.rows[0].cell(big), ms(1)) << "the first of two rows stands";
    EXPECT_EQ(table.left_out.count, 3U);
    EXPECT_THAT(table.left_out.reasons[0], HasSubstr("t.csv:3:3"));
}

TEST(Table, ReasonsForLeavingOutAreKeptForTheFirstTwentyOnly) {
    std::string text = "stage,big,device,run\n";
    for (int i = 0; i < 100; ++i) text += "1,x,d,1\n";
    const TableFile table = read_table(text, "t.csv", TableKind::condition, Lenient::yes);
    EXPECT_EQ(table.left_out.count, 100U);
    EXPECT_EQ(table.left_out.reasons.size(), LeftOut::most_reasons);
}

TEST(Table, MediansComeFromTheNewestCompleteCampaign) {
    const TableFile table = read(
        "stage,big,device,run\n"
        "1,1,d,1.1\n2,1,d,1.1\n"
        "1,10,d,2.1\n2,20,d,2.1\n1,30,d,2.2\n2,40,d,2.2\n1,11,d,2.3\n2,22,d,2.3\n"
        "1,99,d,3.1\n");  // killed before stage 2
    EXPECT_EQ(medians(table).at(stage(1), big), ms(11));
    EXPECT_EQ(medians(table).at(stage(2), big), ms(22));
    EXPECT_EQ(medians(table, 1).at(stage(2), big), ms(1));
    EXPECT_TRUE(medians(table, 3).at(stage(2), big).is_unmeasured()) << "asked for, it is given as it is";
    EXPECT_EQ(failure([&] { return medians(table, 4); }), "t.csv has no campaign 4");
}

TEST(Table, CampaignsSayWhatTheyLack) {
    const TableFile table = read(
        "stage,little,big,device,run\n1,1,1,d,1.1\n2,1,1,d,1.1\n1,1,1,d,1.2\n"
        "1,,1,d,2.1\n2,1,1,d,2.1\n"
        "1,1,0.0,d,3.1\n2,1,0.0,d,3.1\n");
    const auto all = campaigns(table);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_THAT(all[0].repeats, ElementsAre(1, 2));
    EXPECT_EQ(all[0].missing, "run 1.2 has no row for stage 2");
    EXPECT_EQ(all[1].missing, "run 2.1 has no time for stage 1 on little");
    EXPECT_EQ(all[2].missing, "run 3.1 has no time for stage 1 on big") << "others measured it: this one left it out";
}

TEST(Table, SaysWhyTheNewestCampaignIsNotTaken) {
    const std::string whole = "stage,little,big,device,run\n1,1,1,d,1.1\n2,1,1,d,1.1\n";
    EXPECT_EQ(passed_over(read(whole), 1), std::nullopt);
    const TableFile table = read(whole + "1,0.0,2,d,2.1\n2,0.0,2,d,2.1\n");
    EXPECT_EQ(medians(table).at(stage(1), big), ms(1));
    EXPECT_EQ(passed_over(table, 1),
              "campaign 2 is newer but not whole (run 2.1 has no time for stage 1 on little): "
              "campaign 1 is taken; --campaign 2 takes it as it is");
    EXPECT_EQ(passed_over(table, 2), std::nullopt) << "it was asked for";
}

TEST(Table, ACellThatNoCampaignEverMeasuredDoesNotMakeOneIncomplete) {
    const TableFile table = read("stage,big,vulkan,device,run\n1,1,,d,1.1\n2,1,2,d,1.1\n");
    EXPECT_TRUE(campaigns(table).front().complete());
    EXPECT_TRUE(medians(table).at(stage(1), vulkan).is_unmeasured());
}

TEST(Table, PlainRunNumbersAreOneCampaignOlderThanAnyOther) {
    const std::string earlier = "stage,big,device,run\n1,1,d,1\n1,5,d,2\n1,3,d,7\n";
    EXPECT_EQ(medians(read(earlier)).at(stage(1), big), ms(3));
    EXPECT_EQ(medians(read(earlier + "1,8,d,1.1\n")).at(stage(1), big), ms(8));
    EXPECT_EQ(medians(read(earlier + "1,8,d,1.1\n"), earlier_campaign).at(stage(1), big), ms(3));
}

TEST(Table, WithoutACompleteCampaignItSaysWhatIsMissing) {
    const TableFile gap = read("stage,big,device,run\n1,1,d,1.1\n3,1,d,1.1\n");
    EXPECT_EQ(failure([&] { return medians(gap); }), "t.csv has no complete campaign: run 1.1 has no row for stage 2");
    EXPECT_TRUE(medians(gap, 1).at(stage(2), big).is_unmeasured()) << "the rows behind a gap do not move up";
    EXPECT_EQ(medians(gap, 1).at(stage(3), big), ms(1));
    EXPECT_EQ(failure([&] { return medians(read("stage,big,device,run\n")); }), "t.csv has no rows");
}

TEST(Table, APuThatIsAbsentInOneRepeatAndTimedInAnotherIsRefused) {
    const TableFile table = read("stage,big,device,run\n1,1,d,1.1\n1,0.0,d,1.2\n");
    EXPECT_THAT(failure([&] { return medians(table); }), HasSubstr("t.csv:3: expected a time for big as on line 2"));
}

TEST(Table, SetsHaveTimesOfTheirOwnPusOnly) {
    const std::string text =
        "stage,little,medium,big,vulkan,cuda,device,run,set\n"
        "1,2,0.0,1,,0.0,d,1.1,big+little\n1,,0.0,4,3,0.0,d,1.1,big+vulkan\n";
    const auto tables = set_medians(read(text, TableKind::sets));
    ASSERT_EQ(tables.size(), 2U);
    const Table& pair = tables.at(ActiveSet::parse("big+vulkan"));
    EXPECT_EQ(pair.at(stage(1), big), ms(4));
    EXPECT_TRUE(pair.at(stage(1), little).is_unmeasured());
    const std::string top = "stage,little,big,vulkan,device,run,set\n";
    EXPECT_THAT(failure_of(top + "1,2,1,1,d,1.1,big+little\n", TableKind::sets),
                HasSubstr("t.csv:2:7: expected no time for a PU outside the set big+little"));
    EXPECT_THAT(failure_of(top + "1,,1,,d,1.1,big\n", TableKind::sets), HasSubstr("expected a set of two or more PUs"));
    EXPECT_THAT(failure_of(top + "1,,1,,d,1.1,big+big\n", TableKind::sets),
                HasSubstr("expected PU names joined by '+'"));
    EXPECT_THAT(failure_of(top + "1,,1,0.0,d,1.1,big+vulkan\n", TableKind::sets),
                HasSubstr("expected PUs that the device has"));
    EXPECT_THAT(failure_of(top), HasSubstr("expected a table of one condition, found a column 'set'"));
    EXPECT_THAT(failure_of(std::string(header), TableKind::sets), HasSubstr("expected a column set"));
}

TEST(Table, AppendingKeepsEveryByteThatIsThere) {
    const std::string existing = "stage,note,big,device,run\r\n1,hand written,1.0,d,1.1";
    const TableRow row{.stage = stage(1), .run = {2, 1}, .cells = {{big, ms(2)}}};
    const std::string more = rows_to_append(existing, "t.csv", TableKind::condition, DeviceId("d"), {&row, 1});
    EXPECT_EQ(more, "\r\n1,,2.00000,d,2.1\r\n");
    EXPECT_EQ(medians(read(existing + more)).at(stage(1), big), ms(2));
}

TEST(Table, WhatDoesNotFitIsNotAppended) {
    const std::string existing = "stage,big,device,run\n1,1.0,d,1.1\n";
    const auto append = [&](const TableRow& row, const char* device) {
        return failure([&] {
            return rows_to_append(existing, "t.csv", TableKind::condition, DeviceId(device), {&row, 1});
        });
    };
    const TableRow again{.stage = stage(1), .run = {1, 1}, .cells = {{big, ms(2)}}};
    EXPECT_EQ(append(again, "d"), "t.csv:2: stage 1 of run 1.1 is there already");
    const TableRow npu{.stage = stage(1), .run = {2, 1}, .cells = {{PuName("npu"), ms(2)}}};
    EXPECT_EQ(append(npu, "d"), "t.csv has no column for the PU 'npu'");
    const TableRow fresh{.stage = stage(1), .run = {2, 1}, .cells = {{big, ms(2)}}};
    EXPECT_EQ(append(fresh, "e"), "t.csv is about device 'd', not 'e'");
    EXPECT_EQ(append(fresh, "d"), "no error");
}

TEST(Table, ATimeThatIsNoneCannotBeMade) {
    for (const double value : {0.0, -1.0, 1.1e9, std::numeric_limits<double>::quiet_NaN()}) {
        EXPECT_THROW(TableCell{Milliseconds{value}}, Error) << value;
    }
}

TEST(Table, ASmallFileCannotAskForHugeMatrices) {
    std::string text = "stage,";
    for (int i = 0; i < 200; ++i) text += "pu:p" + std::to_string(i) + ",";
    text += "set,device,run\n";
    for (int i = 1; i < 10; ++i) {
        text += i == 1 ? "4096" : "1";
        text += "," + std::string(200, ',') + "p0+p" + std::to_string(i) + ",d,1.1\n";
    }
    EXPECT_THAT(failure([&] { return set_medians(read(text, TableKind::sets), 1); }), HasSubstr("too many"));
}

TableCell random_cell(std::mt19937& random) {
    switch (random() % 4) {
        case 0: return TableCell::absent();
        case 1: return TableCell::unmeasured();
        default: return ms(std::pow(10.0, std::uniform_real_distribution<double>(-6, 8)(random)));
    }
}

TEST(Table, WhatIsWrittenReadsBackAsTheSame) {
    std::mt19937 random(3);
    const std::vector<PuName> pus{PuName("prime"), big, medium, little, PuName("npu")};
    for (int round = 0; round < 200; ++round) {
        TableFile table{.file = "t.csv", .columns = standard_columns(pus, TableKind::condition)};
        table.columns.emplace_back("a \"note\", mine");
        table.device = DeviceId("dev,ice \"x\"");
        for (int i = 1; i <= 10; ++i) {
            TableRow row{.stage = stage(i),
                         .run = {static_cast<int>(random() % 3), 1 + static_cast<int>(random() % 12)}};
            for (const PuName& pu : table.pus()) row.cells.emplace(pu, random_cell(random));
            row.unknown["a \"note\", mine"] = std::string(random() % 3, ',');
            table.rows.push_back(row);
        }
        const std::string text = render(table);
        const TableFile back = read(text);
        ASSERT_EQ(back.rows.size(), table.rows.size());
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            ASSERT_EQ(back.rows[i].cells, table.rows[i].cells) << text;
            ASSERT_EQ(back.rows[i].run, table.rows[i].run);
            ASSERT_EQ(back.rows[i].unknown, table.rows[i].unknown);
        }
        ASSERT_EQ(back.device, table.device);
        ASSERT_EQ(render(back), text);
    }
}

}  // namespace
}  // namespace bt::format::table_test
