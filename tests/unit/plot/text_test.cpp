#include "plot/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/plot/figure.hpp"

namespace bt::plot {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Le;
using ::testing::ResultOf;

TEST(ALabel, KeepsWhatPeopleWrite) {
    EXPECT_EQ(label_text("fully ÷ normal, 95 % — Größe 日本"), "fully ÷ normal, 95 % — Größe 日本");
}

TEST(ALabel, LosesWhatGnuplotsReaderWouldTakeForItsOwn) {
    EXPECT_EQ(label_text("a\tb\nc"), "a b c");
    EXPECT_EQ(label_text("say \"hi\" \\n"), "say ”hi” ∖n");
    EXPECT_EQ(label_text(""), " ");
}

TEST(ALabel, IsValidUtf8WithoutControlCharactersWhateverTheBytes) {
    EXPECT_EQ(label_text("a\xff"
                         "b"),
              "a\xef\xbf\xbd"
              "b");
    EXPECT_EQ(label_text("\xc0\xaf"), "\xef\xbf\xbd\xef\xbf\xbd");       // an overlong '/'
    EXPECT_EQ(label_text("\xed\xa0\x80").substr(0, 3), "\xef\xbf\xbd");  // a surrogate
    EXPECT_EQ(label_text("\xe2\x80\xae").substr(0, 3), "\xef\xbf\xbd");  // turns the text around
    EXPECT_EQ(label_text(std::string_view("\0\x1b[31m", 6)), "\xef\xbf\xbd\xef\xbf\xbd[31m");
    EXPECT_EQ(label_text("\xe6\x97"), "\xef\xbf\xbd\xef\xbf\xbd");  // cut in mid-character
}

TEST(ALongText, IsWrappedAtWordsAndALongWordIsSplit) {
    const double width = text_width("twelve chars", 10);
    EXPECT_THAT(wrapped("twelve chars and more", 10, width), ElementsAre("twelve chars", "and more"));
    const auto lines = wrapped(std::string(200, 'w') + " end", 10, width);
    EXPECT_GT(lines.size(), 10U);
    EXPECT_THAT(lines, Each(ResultOf([](const std::string& line) { return text_width(line, 10); }, Le(width))));
    EXPECT_THAT(wrapped("", 10, width), ElementsAre(""));
}

TEST(ALongName, LosesItsMiddleSoThatItsEndsStillTellItFromOthers) {
    EXPECT_EQ(shortened("emulated-quad-with-slow-gpu", 11), "emula…w-gpu");
    EXPECT_EQ(shortened("short", 11), "short");
    EXPECT_EQ(shortened("日本日本日本", 3), "日…本");
}

TEST(AValue, HasThreeSignificantDigits) {
    EXPECT_EQ(value_text(123.4), "123");
    EXPECT_EQ(value_text(12345), "12345");
    EXPECT_EQ(value_text(9.999), "10.0");
    EXPECT_EQ(value_text(1), "1.00");
    EXPECT_EQ(value_text(0.01234), "0.0123");
    EXPECT_EQ(value_text(-0.5), "-0.500");
    EXPECT_EQ(value_text(0), "0.00");
    EXPECT_EQ(value_text(1.5e9), "1.50e+09");
    EXPECT_EQ(value_text(2e-7), "2.00e-07");
}

}  // namespace
}  // namespace bt::plot
