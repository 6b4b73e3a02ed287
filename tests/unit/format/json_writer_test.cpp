#include "bt/format/json_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "format/json_cursor.hpp"

namespace bt::format::json_writer_test {
namespace {

TEST(JsonWriter, KeepsTheOrderOfTheCallsAndALayoutThatPeopleCanRead) {
    JsonWriter json;
    json.begin_object().member("uid", "SCH-L9").key("stages").begin_array(JsonLayout::line).value(0).value(1).end();
    json.key("metrics").begin_object().member("ms", 0.1).member("proven", true).key("why").null().end();
    json.key("none").begin_array().end().end();
    EXPECT_EQ(json.take(),
              "{\n  \"uid\": \"SCH-L9\",\n  \"stages\": [0, 1],\n  \"metrics\": {\n    \"ms\": 0.1,\n"
              "    \"proven\": true,\n    \"why\": null\n  },\n  \"none\": []\n}\n");
}

TEST(JsonWriter, PutsAllOnOneLineWhereAsked) {
    JsonWriter json;
    json.begin_object(JsonLayout::line).key("a").begin_array().value("x").begin_object().end().end().end();
    EXPECT_EQ(json.take(), R"({"a": ["x", {}]})");
}

TEST(JsonWriter, RefusesWhatIsNotANumberInsteadOfWritingNull) {
    for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
        JsonWriter json;
        json.begin_array();
        EXPECT_THROW(json.value(bad), Error);
    }
}

TEST(JsonWriter, WritesEveryDoubleSoThatItReadsBackTheSame) {
    for (const double value : {0.1, 1.0 / 3.0, 1e300, 5e-324, -0.0, 26.857712499999998, 123456789012345680.0}) {
        JsonWriter json;
        json.begin_array().value(value).end();
        const std::string text = json.take();
        const JsonDocument document(text, "x.json");
        const double back = document.root().items(1).front().number(-1e308, 1e308);
        EXPECT_EQ(back, value) << text;
        EXPECT_EQ(std::signbit(back), std::signbit(value)) << text;
    }
}

TEST(JsonWriter, EscapesWhatWouldBreakTheText) {
    const std::string nasty = std::string("q\" b\\ n\n t\t nul") + '\0' + " \x7f é 🙂";
    JsonWriter json;
    json.begin_array(JsonLayout::line).value(nasty).end();
    const std::string text = json.take();
    EXPECT_EQ(text.find('\n'), std::string::npos);
    const JsonDocument document(text, "x.json");
    EXPECT_EQ(document.root().items(1).front().string(), nasty);
}

TEST(JsonWriter, RefusesTextThatNoReaderWouldTake) {
    for (const char* bad : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
        JsonWriter json;
        json.begin_array();
        EXPECT_THROW(json.value(bad), Error) << bad;
        EXPECT_NO_THROW(json.value(valid_utf8(bad)));
    }
    EXPECT_EQ(valid_utf8("a\xff"
                         "b"),
              "a\xEF\xBF\xBD"
              "b");
    EXPECT_EQ(valid_utf8("grün 🙂"), "grün 🙂");
}

}  // namespace
}  // namespace bt::format::json_writer_test
