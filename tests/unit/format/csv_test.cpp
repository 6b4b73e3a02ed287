#include "format/csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace bt::format::csv_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> texts(const CsvRow& row) {
    std::vector<std::string> out;
    for (const CsvField& field : row.fields) out.push_back(field.text);
    return out;
}

std::string failure_of(std::string_view text) {
    CsvReader reader(text, "x.csv");
    try {
        while (reader.next()) {
        }
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "no error";
}

TEST(Csv, FieldsKnowTheirLineAndColumn) {
    CsvReader reader("a,bc,\n\n1,,3\n", "x.csv");
    const auto first = reader.next();
    ASSERT_TRUE(first);
    EXPECT_THAT(texts(*first), ElementsAre("a", "bc", ""));
    EXPECT_EQ(first->fields[2].column, 6U);
    const auto second = reader.next();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->line, 3U) << "the blank line is passed over but counted";
    EXPECT_THAT(texts(*second), ElementsAre("1", "", "3"));
    EXPECT_FALSE(reader.next());
}

TEST(Csv, AFileFromASpreadsheetReadsLikeOneFromAShell) {
    CsvReader reader("\xEF\xBB\xBFstage,device\r\n1,\"a \"\"b\"\", c\"\r\n2,x", "x.csv");
    const auto header = reader.next();
    ASSERT_TRUE(header);
    EXPECT_THAT(texts(*header), ElementsAre("stage", "device"));
    EXPECT_EQ(header->fields[0].column, 4U) << "columns count bytes, the mark included";
    const auto row = reader.next();
    ASSERT_TRUE(row);
    EXPECT_THAT(texts(*row), ElementsAre("1", "a \"b\", c"));
    const auto last = reader.next();
    ASSERT_TRUE(last);
    EXPECT_THAT(texts(*last), ElementsAre("2", "x"));
}

TEST(Csv, AnOpenQuoteAndTextBehindAClosedOneAreRefusedWithTheirPlace) {
    EXPECT_EQ(failure_of("a,b\n1,\"x\n"), "x.csv:2:3: expected a closing quote on the same line, found none");
    EXPECT_EQ(failure_of("\"x\"y,b\n"), "x.csv:1:4: expected a comma after the closing quote, found 'y,b'");
}

TEST(Csv, LinesAndColumnsAreBounded) {
    EXPECT_THAT(failure_of(std::string(longest_csv_line + 1, 'x')), HasSubstr("at most 65536 bytes"));
    EXPECT_EQ(failure_of(std::string(longest_csv_line, 'x')), "no error");
    EXPECT_THAT(failure_of(std::string(most_csv_columns, ',')), HasSubstr("x.csv:1:257: expected at most 256 columns"));
    EXPECT_EQ(failure_of(std::string(most_csv_columns - 1, ',')), "no error");
}

TEST(Csv, AfterABadLineReadingGoesOnWithTheNext) {
    CsvReader reader("\"x\n1,2\n", "x.csv");
    EXPECT_THROW(reader.next(), Error);
    const auto row = reader.next();
    ASSERT_TRUE(row);
    EXPECT_THAT(texts(*row), ElementsAre("1", "2"));
}

TEST(Csv, OnlyWholeFieldsAreNumbers) {
    EXPECT_EQ(parse_number(" 19.35 "), 19.35);
    EXPECT_EQ(parse_number("1e-05"), 1e-5);
    EXPECT_EQ(parse_number("19.35 ms"), std::nullopt);
    EXPECT_EQ(parse_number("1,5"), std::nullopt);
    EXPECT_EQ(parse_number("nan"), std::nullopt);
    EXPECT_EQ(parse_number("inf"), std::nullopt);
    EXPECT_EQ(parse_number("0x10"), std::nullopt);
    EXPECT_EQ(parse_number("1e999"), std::nullopt);
    EXPECT_EQ(parse_number(""), std::nullopt);
    EXPECT_EQ(parse_whole("7"), 7);
    EXPECT_EQ(parse_whole("7.0"), std::nullopt);
    EXPECT_EQ(parse_whole("99999999999999999999"), std::nullopt);
}

TEST(Csv, WrittenNumbersHaveSixSignificantDigitsOrMore) {
    EXPECT_EQ(render_number(2), "2.00000");
    EXPECT_EQ(render_number(0.0249), "0.0249000");
    EXPECT_EQ(render_number(19.348562), "19.348562");
    EXPECT_EQ(render_number(1e9), "1000000000");
    EXPECT_EQ(render_number(-1.5), "-1.50000");
}

TEST(Csv, EveryNumberReadsBackAsItself) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> exponent(-12, 9);
    for (int i = 0; i < 20'000; ++i) {
        const double value = std::pow(10.0, exponent(random));
        ASSERT_EQ(parse_number(render_number(value)), value) << render_number(value);
    }
}

TEST(Csv, EveryFieldReadsBackAsItself) {
    std::mt19937 random(2);
    for (int i = 0; i < 5'000; ++i) {
        std::vector<std::string> fields(2 + random() % 5);
        fields.front() = "begin";
        for (std::string& field : fields) {
            for (std::size_t length = random() % 6; length > 0; --length) field += "ab\",; '"[random() % 7];
        }
        std::string line;
        for (const std::string& field : fields) line.append(line.empty() ? "" : ",").append(render_field(field));
        CsvReader reader(line, "x.csv");
        const auto row = reader.next();
        ASSERT_TRUE(row) << line;
        ASSERT_EQ(texts(*row), fields) << line;
    }
}

}  // namespace
}  // namespace bt::format::csv_test
