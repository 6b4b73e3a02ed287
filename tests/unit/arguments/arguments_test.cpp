#include "arguments/arguments.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"

namespace bt {
namespace {

const std::vector<Flag> flags{{"--app", Takes::one, "NAME", ""},
                              {"--uid", Takes::list, "U…", ""},
                              {"--tasks", Takes::one, "N", ""},
                              {"--json", Takes::nothing, "", ""}};

Arguments parse(const std::vector<std::string>& words) { return Arguments(words, flags); }

TEST(Arguments, TakeListsWithSpacesCommasOrRepetition) {
    const std::vector<std::string> all{"a", "b", "c", "d"};
    EXPECT_EQ(parse({"--uid", "a", "b", "c", "d"}).list("--uid"), all);
    EXPECT_EQ(parse({"--uid", "a,b,c,d"}).list("--uid"), all);
    EXPECT_EQ(parse({"--uid", "a", "--json", "--uid", "b,c", "--uid=d"}).list("--uid"), all);
    EXPECT_EQ(parse({"--uid", "a b", " c", "d"}).list("--uid"), all);
}

TEST(Arguments, AreCheckedAgainstWhatTheCommandHas) {
    EXPECT_THROW(parse({"--other"}), Error);
    EXPECT_THROW(parse({"stray"}), Error);
    EXPECT_THROW(parse({"--app"}), Error);
    EXPECT_THROW(parse({"--app", "--json"}), Error);
    EXPECT_THROW(parse({"--app", ""}), Error);
    EXPECT_THROW(parse({"--app="}), Error);
    EXPECT_THROW(parse({"--app", "a", "b"}), Error);
    EXPECT_THROW(parse({"--app", "a", "--app", "b"}), Error);
    EXPECT_THROW(parse({"--json=yes"}), Error);
    EXPECT_THROW(parse({"-x"}), Error);
}

TEST(Arguments, GiveNumbersOfARange) {
    EXPECT_EQ(parse({"--tasks", "7"}).number("--tasks", 1, 10), 7);
    EXPECT_EQ(parse({"--tasks=7"}).number("--tasks", 1, 10), 7);
    EXPECT_EQ(parse({}).number("--tasks", 1, 10), std::nullopt);
    for (const char* wrong : {"0", "11", "7x", "", "1e1", "99999999999999999999"}) {
        EXPECT_THROW(parse({std::string("--tasks=") + wrong}).number("--tasks", 1, 10), Error) << wrong;
    }
    EXPECT_EQ(parse({"--tasks", "0.5"}).positive("--tasks", 10), 0.5);
    for (const char* wrong : {"0", "-1", "nan", "inf", "11", "x"}) {
        EXPECT_THROW(parse({std::string("--tasks=") + wrong}).positive("--tasks", 10), Error) << wrong;
    }
}

}  // namespace
}  // namespace bt
