#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/report/page.hpp"
#include "report/base64.hpp"

namespace bt::report::page_test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

format::Summary summary_of(bool right) {
    format::Summary summary{.device = DeviceId("phone"), .app = AppName("tree"), .backend = Backend::vk, .params = {}};
    const Chunks chunks{{PuName("big"), {Stage::from_number(1), Stage::from_number(7)}}};
    format::BestSchedule best{.uid = "SCH-B7-0a1b2c", .chunks = chunks, .interval = Milliseconds(4.25)};
    best.verified = right;
    best.speedup = 2.5;
    best.speedup_ci = Ci{2.4, 2.6};
    best.single_pu = "SCH-L7-0a1b2c";
    summary.best = best;
    summary.warnings = {"<i>hot</i>"};
    return summary;
}

Part part_of(std::optional<format::Summary> summary) { return {"phone", "tree", "", std::move(summary), {}, {}, {}}; }

TEST(Base64, IsThatOfTheStandard) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64(std::string("\xff\xfe\0", 3)), "//4A");
}

TEST(ReportPage, HoldsItsFiguresAndAsksForNothing) {
    Part part = part_of(summary_of(true));
    part.pictures = {{"intervals", "image/png", "foobar"}};
    const std::string page = html_page({"tree on phone", {part}});
    EXPECT_THAT(page, HasSubstr("src=\"data:image/png;base64,Zm9vYmFy\""));
    EXPECT_THAT(page, Not(ContainsRegex("(src|href)=\"[^d]")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(ReportPage, EscapesWhatDevicesAndPeopleSay) {
    Part part = part_of(summary_of(true));
    part.device = "<script>alert(1)</script>\x1b[31m\xff";
    part.steps = {{"run", "", "", 0, "\"><b>", "runner run --device='<b>'", {{"<k>", "<v>"}}, {{"<path>", 1, ""}}, {}}};
    part.times = {{"<t>", {{"<h>"}, {{"<c>"}}}}};
    const std::string page = html_page({"<title>", {part}});
    for (const char* markup :
         {"<script", "<b>'", "\"><b>", "<k>", "<v>", "<path>", "<t>", "<h>", "<c>", "<i>hot", "\x1b", "\xff"}) {
        EXPECT_THAT(page, Not(HasSubstr(markup)));
    }
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m\uFFFD"));
}

TEST(ReportPage, SaysHowFastHowSureAndWhetherRight) {
    const std::string page = html_page({"tree", {part_of(summary_of(true))}});
    EXPECT_THAT(page, HasSubstr("one task every <b>4.25 ms</b>"));
    EXPECT_THAT(page, HasSubstr("2.500 times as fast as the best single PU (SCH-L7-0a1b2c), measured in the same run; "
                                "95 % CI 2.400 to 2.600."));
    EXPECT_THAT(page, HasSubstr("are right."));
    EXPECT_THAT(page, Not(HasSubstr("verdict bad")));
}

TEST(ReportPage, SaysOfSeveralApplicationsWhatTheyAreComparedBy) {
    format::Summary summary = summary_of(true);
    summary.metric = format::Metric::makespan;
    format::BestSchedule best = *summary.best;
    best.chunks.clear();
    best.what = "tree: 1-7 big; cifar-dense: 1-9 vulkan";
    summary.best = best;
    const std::string page = html_page({"tree+cifar-dense", {part_of(summary)}});
    EXPECT_THAT(page, HasSubstr("(tree: 1-7 big; cifar-dense: 1-9 vulkan): makespan <b>4.25 ms</b>"));
    EXPECT_THAT(page, HasSubstr("2.500 times as fast as the best baseline (SCH-L7-0a1b2c)"));
    EXPECT_THAT(page, HasSubstr("<td>4.25 ms makespan</td>"));
    EXPECT_THAT(page, Not(HasSubstr("one task every")));
}

TEST(ReportPage, DoesNotHideWhatIsWrongOrMissing) {
    EXPECT_THAT(html_page({"tree", {part_of(summary_of(false))}}), HasSubstr("OUTPUTS ARE WRONG"));
    format::Summary none = summary_of(true);
    none.best = format::undefined<format::BestSchedule>("all schedules failed");
    EXPECT_THAT(html_page({"tree", {part_of(none)}}), HasSubstr("No best schedule: all schedules failed."));
    Part failed = part_of(std::nullopt);
    failed.failure = "step run ended with exit code 3";
    const std::string page = html_page({"tree", {failed}});
    EXPECT_THAT(page, HasSubstr("Not finished: step run ended with exit code 3."));
    EXPECT_THAT(page, HasSubstr("verdict bad"));
    EXPECT_THAT(page, HasSubstr("<td>not finished</td>"));
}

}  // namespace
}  // namespace bt::report::page_test
