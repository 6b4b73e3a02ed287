#include "format/json_cursor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"

namespace bt::format::json_cursor_test {
namespace {

using testing::HasSubstr;

std::string refusal_of(std::string_view text) {
    return fault_from([&] { JsonDocument document(text, "x.json"); });
}

TEST(JsonDocument, SaysWhereTextStopsBeingJson) {
    EXPECT_EQ(refusal_of("{\"a\": 1,\n \"b\" 2}"), "x.json:2:6: expected ':', found '2'");
    EXPECT_EQ(refusal_of("[1, 2"), "x.json:1:6: expected ']', found the end of the text");
    EXPECT_THAT(refusal_of(""), HasSubstr("x.json:1:1: "));
    EXPECT_THAT(refusal_of("[1] 2"), HasSubstr("x.json:1:5: expected end of input, found '2'"));
}

TEST(JsonDocument, RefusesNumbersThatAreNotNumbers) {
    EXPECT_EQ(refusal_of("[1, NaN]"), "x.json:1:5: expected valid JSON, found 'NaN'");
    EXPECT_EQ(refusal_of("{\"ms\":nul}"), "x.json:1:7: expected valid JSON, found 'nul'");
    EXPECT_THAT(refusal_of("[-Infinity]"), HasSubstr("x.json:1:2: "));
    EXPECT_EQ(refusal_of("{\"ms\": 1e999}"), "x.json:1:8: expected a number that a double can hold, found '1e999'");
}

TEST(JsonDocument, RefusesAKeyTwiceInsteadOfKeepingTheLast) {
    EXPECT_EQ(refusal_of("{\"a\": 1,\n  \"a\": 2}"), "x.json:2:3: expected each key once, found 'a' again");
    EXPECT_EQ(refusal_of("[{\"a\": 1}, {\"a\": 2}]"), "no error");
}

TEST(JsonDocument, BoundsDepthSizeAndNumberOfValues) {
    EXPECT_EQ(refusal_of(std::string(64, '[') + std::string(64, ']')), "no error");
    EXPECT_EQ(refusal_of(std::string(65, '[')), "x.json:1:65: expected at most 64 levels of nesting, found one more");
    EXPECT_THAT(refusal_of(std::string(1'000'000, '[')), HasSubstr("64 levels"));
    EXPECT_THAT(fault_from([] { JsonDocument document("[1, 2, 3]", "x.json", 1, 1, 8); }),
                HasSubstr("x.json:1:1: expected at most 8 bytes of JSON, found 9 bytes"));

    std::string many = "[";
    for (std::size_t i = 0; i < most_json_values; ++i) many += "1,";
    EXPECT_THAT(refusal_of(many + "1]"), HasSubstr("values, found more"));
}

TEST(JsonDocument, RefusesTextThatIsNotUtf8) {
    EXPECT_THAT(refusal_of("{\"a\": \"\xff\"}"), HasSubstr("invalid string"));
    EXPECT_THAT(refusal_of(std::string_view("[\"a\0b\"]", 7)), HasSubstr("x.json:1:"));
}

constexpr std::string_view sample = R"({
  "name": "quad",
  "empty": {}, "none": [ ],
  "st\u0061ges": [
    {"ms": 0.5, "pu": "l\"i\\ttle"},
    {"ms": -1, "pu": "big"}
  ],
  "nothing": null, "count": 3, "yes": true
})";

TEST(JsonCursor, NamesLineAndColumnOfAWrongValueHoweverDeep) {
    const JsonDocument document(sample, "x.json");
    const JsonCursor second = document.root().at("stages").items(10).at(1);
    EXPECT_EQ(fault_from([&] { second.at("ms").positive(); }), "x.json:6:12: expected a number above 0, found -1");
    EXPECT_EQ(fault_from([&] { document.root().at("count").string(); }), "x.json:8:29: expected a string, found 3");
    EXPECT_EQ(fault_from([&] { second.at("ns"); }), "x.json:6:5: expected the key 'ns', found an object without it");
    EXPECT_EQ(fault_from([&] { document.root().at("name").items(1); }),
              "x.json:2:11: expected a list, found the string 'quad'");
}

TEST(JsonCursor, CountsPlacesFromWhereTheTextStandsInItsFile) {
    const JsonDocument line("{\"a\": [1,\n2]}", "run.log", 7, 10);
    EXPECT_EQ(to_string(line.root().at("a").place()), "run.log:7:16");
    EXPECT_EQ(to_string(line.root().at("a").items(2).at(1).place()), "run.log:8:1");
}

TEST(JsonCursor, ReadsTextWithAByteOrderMarkAndWindowsLines) {
    const JsonDocument document("\xEF\xBB\xBF{\r\n\"a\": \"x\"}", "x.json");
    EXPECT_EQ(document.root().at("a").string(), "x");
    EXPECT_EQ(to_string(document.root().at("a").place()), "x.json:2:6");
}

TEST(JsonCursor, TakesOnlyNumbersInsideTheBounds) {
    const JsonDocument document("[3, 3.0, 18446744073709551615, -2, \"3\", 0.25]", "x.json");
    const auto items = document.root().items(6);
    EXPECT_EQ(items[0].integer(0, 3), 3);
    EXPECT_EQ(items[0].number(0, 3), 3.0);
    EXPECT_EQ(items[5].number(0.25, 0.25), 0.25);
    EXPECT_THAT(fault_from([&] { items[0].integer(4, 9); }), HasSubstr("expected a whole number from 4 to 9, found 3"));
    EXPECT_THAT(fault_from([&] { items[1].integer(0, 9); }), HasSubstr("found 3"));
    EXPECT_THAT(fault_from([&] { items[2].integer(-1, 9); }), HasSubstr("found 18446744073709551615"));
    EXPECT_THAT(fault_from([&] { items[3].number(-1, 1); }), HasSubstr("expected a number from -1 to 1, found -2"));
    EXPECT_THAT(fault_from([&] { items[4].number(0, 9); }), HasSubstr("found the string '3'"));
}

TEST(JsonCursor, TellsAMissingKeyFromAWrongOne) {
    const JsonDocument document(sample, "x.json");
    EXPECT_FALSE(document.root().find("absent").has_value());
    EXPECT_FALSE(document.root().find("nothing").has_value());
    EXPECT_TRUE(document.root().has("nothing"));
    EXPECT_TRUE(document.root().at("nothing").is_null());
    EXPECT_TRUE(document.root().find("yes")->boolean());
    EXPECT_THAT(fault_from([&] { document.root().at("stages").at("ms"); }), HasSubstr("found a list of 2"));
}

TEST(JsonCursor, BoundsCountsBeforeAnyoneAllocatesForThem) {
    const JsonDocument document(sample, "x.json");
    EXPECT_THAT(fault_from([&] { document.root().at("stages").items(1); }),
                HasSubstr("a list of at most 1, found a list of 2"));
    EXPECT_THAT(fault_from([&] { document.root().entries(2); }), HasSubstr("an object of at most 2 keys"));
    EXPECT_EQ(document.root().entries(9).front().first, "count");
}

TEST(JsonCursor, StopsSearchingForPlacesInTextThatIsBadThroughout) {
    std::string text = "[";
    for (int i = 0; i < 50'000; ++i) text += "\"a long enough string that has no business in a list of numbers\",\n";
    text += "0]";
    const JsonDocument document(text, "x.json");
    std::size_t placed = 0;
    for (const JsonCursor& item : document.root().items(100'000)) placed += item.place().line != 0 ? 1U : 0U;
    EXPECT_EQ(placed, most_searched_places);
}

TEST(RequireKind, NamesBothKindAndVersion) {
    const auto of = [](std::string_view text) {
        return fault_from([&] {
            const JsonDocument document(text, "x.json");
            require_kind(document.root(), "soc-model", 1);
        });
    };
    EXPECT_EQ(of(R"({"kind":"soc-model","version":1,"extra":0})"), "no error");
    EXPECT_EQ(of(R"({"version":1})"), "x.json:1:1: expected soc-model version 1, found no key 'kind'");
    EXPECT_EQ(of(R"({"kind":"device","version":1})"),
              "x.json:1:9: expected soc-model version 1, found the string 'device'");
    EXPECT_EQ(of(R"({"kind":"soc-model","version":2})"), "x.json:1:31: expected soc-model version 1, found version 2");
}

}  // namespace
}  // namespace bt::format::json_cursor_test
