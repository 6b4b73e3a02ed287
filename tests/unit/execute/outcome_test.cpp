#include "bt/execute/outcome.hpp"

#include <gtest/gtest.h>

#include "bt/format/result_log_writer.hpp"

namespace bt::execute::outcome_test {
namespace {

std::vector<Outcome> outcomes_in(const std::string& log) {
    std::vector<Outcome> all;
    OutcomeReader outcomes([&](const Outcome& outcome) { all.push_back(outcome); });
    format::ResultLogReader reader("log", outcomes, format::Lenient::yes);
    reader.feed(log);
    reader.finish();
    return all;
}

// Two chunks; task T leaves the last one at 10 + 4 T ms.
std::string section(format::RunStatus status, const std::string& reason = {}, bool checked = true) {
    std::string text;
    format::ResultSectionWriter writer([&](std::string_view piece) { text += piece; }, "SCH-A", "{}",
                                       format::LogClock::monotonic, 3);
    for (std::uint32_t task = 0; task < 10; ++task) {
        const std::uint64_t end = (10 + 4 * task) * 1'000'000ULL;
        writer.record(task, 0, end - 3'000'000, end - 2'000'000);
        writer.record(task, 1, end - 2'000'000, end);
    }
    if (checked) writer.check({0, status != format::RunStatus::wrong, 0, 7});
    writer.steady({2, 8});
    writer.end(status, reason);
    return text;
}

TEST(Outcomes, HoldTheTimeBetweenCompletionsInSteadyState) {
    const auto all = outcomes_in(section(format::RunStatus::ok));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].uid, "SCH-A");
    ASSERT_TRUE(all[0].interval.has_value());
    EXPECT_DOUBLE_EQ(all[0].interval->count(), 4.0);
    EXPECT_TRUE(all[0].checked);
    EXPECT_FALSE(outcomes_in(section(format::RunStatus::ok, "", false))[0].checked);
}

TEST(Outcomes, ThatAreWrongHaveNoTime) {
    const auto all = outcomes_in(section(format::RunStatus::wrong, "task 0 differs"));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].status, format::RunStatus::wrong);
    EXPECT_EQ(all[0].reason, "task 0 differs");
    EXPECT_FALSE(all[0].interval.has_value());
}

TEST(Outcomes, OfCutSectionsAreNone) {
    const std::string whole = section(format::RunStatus::ok);
    EXPECT_EQ(outcomes_in(whole + whole.substr(0, whole.size() / 2)).size(), 1U);
}

}  // namespace
}  // namespace bt::execute::outcome_test
