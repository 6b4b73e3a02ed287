#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "bt/report/summary.hpp"
#include "bt/report/trace.hpp"
#include "format/json_cursor.hpp"

namespace bt::report::report_test {
namespace {

using format::ScheduleSummary;
using format::Summary;
using testing::HasSubstr;
using testing::Not;

const Chunks two_chunks{{PuName("big"), {Stage::from_number(1), Stage::from_number(2)}},
                        {PuName("vulkan"), {Stage::from_number(3), Stage::from_number(7)}}};

Summary summary_of(const std::string& reason) {
    Summary summary{.device = DeviceId("phone"), .app = AppName("tree"), .backend = Backend::vk, .params = {}};
    ScheduleSummary schedule{.uid = "SCH-B2G5-0a1b2c", .chunks = two_chunks};
    schedule.rank = 1;
    schedule.predicted = Milliseconds(4);
    schedule.interval = Milliseconds(4.25);
    schedule.ci = Ci{4.0, 4.5};
    schedule.utilisation = {{PuName("big"), 0.5}, {PuName("vulkan"), 1.0}};
    schedule.idle = {{PuName("big"), {Milliseconds(2), Milliseconds(3)}}};
    schedule.verified = true;
    schedule.reason = reason;
    summary.schedules.push_back(schedule);
    return summary;
}

TEST(SummaryCsv, HasARowForEachScheduleAndColumnsForEachPu) {
    const std::string csv = summary_csv(summary_of(""));
    EXPECT_THAT(csv, HasSubstr("utilisation:big,idle_mean_ms:big,idle_longest_ms:big,utilisation:vulkan"));
    EXPECT_THAT(csv, HasSubstr("\n1,SCH-B2G5-0a1b2c,1-2 big | 3-7 vulkan,no,0,4,4.25,4,4.5,6.25,"));
    EXPECT_THAT(csv, HasSubstr(",0.5,2,3,1,,,yes,ok,\n"));
}

TEST(SummaryCsv, QuotesWhatADevicePrinted) {
    EXPECT_THAT(summary_csv(summary_of("a, \"b\"\nc")), HasSubstr(",ok,\"a, \"\"b\"\"\nc\"\n"));
}

TEST(SummaryMarkdown, EscapesWhatADevicePrinted) {
    const std::string page = summary_markdown(summary_of("<script>|`x`[a](b)"), {"intervals.png"});
    EXPECT_THAT(page, Not(HasSubstr("<script>")));
    EXPECT_THAT(page, HasSubstr("&lt;script>\\|\\`x\\`\\[a\\](b)"));
    EXPECT_THAT(page, HasSubstr("](intervals.png)"));
}

TEST(SummaryMarkdown, SaysIntervalWithItsCiAndHowFarThePredictionWasOff) {
    const std::string page = summary_markdown(summary_of(""), {});
    EXPECT_THAT(page, HasSubstr("| 4.250 ± 0.250 | 4.000 | +6.2 % |"));
    EXPECT_THAT(page, HasSubstr("No best schedule: no schedule was measured"));
}

struct ReadSlice {
    double start, end;
};

std::map<std::int64_t, std::vector<ReadSlice>> tracks_of(const std::string& trace,
                                                         std::map<std::int64_t, std::string>& names) {
    const format::JsonDocument document(trace, "trace.json");
    std::map<std::int64_t, std::vector<ReadSlice>> tracks;
    for (const format::JsonCursor& event : document.root().at("traceEvents").items(10'000)) {
        const std::int64_t track = event.at("tid").integer(0, 100);
        if (event.at("ph").string() == "X") {
            const double start = event.at("ts").number(0, 1e12);
            tracks[track].push_back({start, start + event.at("dur").number(0, 1e12)});
        } else if (event.at("name").string() == "thread_name") {
            names[track] = event.at("args").at("name").string();
        }
    }
    return tracks;
}

const std::vector<Track> two_tracks{{two_chunks[0]}, {two_chunks[1]}};

TEST(Trace, NamesTheApplicationOfEachChain) {
    const std::vector<Track> tracks{{two_chunks[0], "tree#1"}, {two_chunks[1], "tree#2"}};
    std::map<std::int64_t, std::string> names;
    tracks_of(trace_json("SCC-B2+G5-0a1b2c", tracks, {}), names);
    EXPECT_EQ(names[1], "tree#1 on big: stages 1 to 2");
    EXPECT_EQ(names[2], "tree#2 on vulkan: stages 3 to 7");
}

TEST(Trace, NamesThePusAndItsSlicesFollowEachOther) {
    const std::vector<Slice> slices{{0, 0, 5'000'000, 6'250'001},
                                    {0, 1, 6'250'410, 7'950'410},
                                    {1, 0, 6'250'001, 7'500'600},
                                    {1, 1, 7'950'410, 9'651'300}};
    std::map<std::int64_t, std::string> names;
    const auto tracks = tracks_of(trace_json("SCH-B2G5-0a1b2c", two_tracks, slices), names);
    EXPECT_EQ(names[1], "big: stages 1 to 2");
    EXPECT_EQ(names[2], "vulkan: stages 3 to 7");
    ASSERT_EQ(tracks.at(1).size(), 2U);
    EXPECT_DOUBLE_EQ(tracks.at(1)[0].start, 0);
    EXPECT_DOUBLE_EQ(tracks.at(1)[0].end, 1250.001);
    EXPECT_DOUBLE_EQ(tracks.at(2)[1].end, 4651.3);
}

TEST(Trace, OfRowsThatOverlapStillNests) {
    const std::vector<Slice> slices{{0, 0, 0, 5000}, {1, 0, 4000, 4500}, {2, 0, 4400, 9000}};
    std::map<std::int64_t, std::string> names;
    const auto tracks = tracks_of(trace_json("odd \"uid\"", two_tracks, slices), names);
    for (std::size_t i = 1; i < tracks.at(1).size(); ++i) EXPECT_GE(tracks.at(1)[i].start, tracks.at(1)[i - 1].end);
}

TEST(Trace, OfNothingIsStillATrace) {
    std::map<std::int64_t, std::string> names;
    EXPECT_TRUE(tracks_of(trace_json("SCH", two_tracks, {}), names).empty());
    EXPECT_EQ(names.size(), 2U);
}

}  // namespace
}  // namespace bt::report::report_test
