#include "bt/core/error.hpp"

#include <gtest/gtest.h>

namespace bt {
namespace {

TEST(Error, OfDataNamesFileLineColumnAndWhatWasExpected) {
    const Error error = data_error({"t.csv", 3, 7}, "a time in ms", "'abc'", "fix the row");
    EXPECT_EQ(error.failed(), "t.csv:3:7: expected a time in ms, found 'abc'");
    EXPECT_EQ(error.advice(), "fix the row");
    EXPECT_EQ(static_cast<int>(error.code()), 4);
}

TEST(Error, PlacesLeaveOutWhatIsNotKnown) {
    EXPECT_EQ(to_string(Place{"t.csv"}), "t.csv");
    EXPECT_EQ(to_string(Place{"t.csv", 3}), "t.csv:3");
    EXPECT_EQ(to_string(Place{}), "<input>");
}

TEST(Error, TextFromOutsideCannotDriveTheTerminal) {
    EXPECT_EQ(printable("a\x1b[31mb\n"), "a\\x1b[31mb\\x0a");
    EXPECT_EQ(printable("\x89PNG\xff é"), "\\x89PNG\\xff é") << "bytes that are no text";
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m"),
              "\\xc2\\x9b31m")
        << "a terminal's command in eight bits";
    EXPECT_EQ(printable("abcdef", 3), "abc…");
    EXPECT_EQ(printable("aé", 2), "a…") << "a multi-byte character is not cut in half";
}

}  // namespace
}  // namespace bt
