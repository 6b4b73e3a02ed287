#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/runner_program.hpp"

namespace bt::e2e::apps_test {
namespace {

using ::testing::HasSubstr;

TEST(Apps, ListsEveryApplicationWithItsBackends) {
    const auto result = runner({"apps"});
    EXPECT_EQ(result.status, 0) << result.err;
    for (const char* name : {"cifar-dense", "cifar-sparse", "tree"}) EXPECT_THAT(result.out, HasSubstr(name));
}

TEST(Apps, ShowsStagesByNumberAndNameAndParametersWithDefaults) {
    const auto result = runner({"apps", "tree"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("\n7 "));
    EXPECT_THAT(result.out, HasSubstr("points"));
    EXPECT_THAT(result.out, HasSubstr("307200"));
    EXPECT_THAT(runner({"apps", "cifar-dense"}).out, HasSubstr("\n9 "));
}

TEST(Apps, SuggestsTheApplicationThatWasMeant) {
    const auto result = runner({"apps", "cifar-dnse"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("did you mean 'cifar-dense'?"));
}

TEST(Apps, AsJsonHoldsTheSame) {
    const auto result = runner({"apps", "tree", "--json"});
    EXPECT_THAT(result.out, HasSubstr(R"({"name": "points", "default": "307200")"));
}

}  // namespace
}  // namespace bt::e2e::apps_test
