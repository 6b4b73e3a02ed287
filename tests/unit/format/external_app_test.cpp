#include "bt/format/external_app.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::external_app_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const PuName cuda("cuda");
const PuName dla("dla");

std::string sample() { return page_sample("docs/formats/external-app.md", "external-app", "json"); }
std::string fault_with(const std::string& from, const std::string& to) {
    return fault_from([&] { read_external_app(with(sample(), from, to), "e.json"); });
}

Chunk on(const PuName& pu, int first, int last) {
    return {.pu = pu, .stages = {.first = Stage::from_number(first), .last = Stage::from_number(last)}};
}

std::vector<std::string> argv_for(const Chunks& groups) {
    return program_for(read_external_app(sample(), "e.json"), groups).argv;
}

TEST(ExternalApp, ReadsWhatThePageShows) {
    const ExternalApp app = read_external_app(sample(), "e.json");
    EXPECT_EQ(app.stages, 141);
    EXPECT_EQ(app.timer, ExternalTimer::trtexec);
    ASSERT_EQ(app.commands.size(), 4U);
    EXPECT_THAT(app.commands[1].cuts, ElementsAre(38));
    EXPECT_EQ(app.commands[3].waits, Waits::yes);
    EXPECT_EQ(read_external_app(render(app), "e.json"), app);
}

TEST(ExternalApp, HasAnEngineForEachCut) {
    EXPECT_THAT(argv_for({on(cuda, 1, 10), on(dla, 11, 141)}),
                ElementsAre("trtexec", "--loadEngine=engines/googlenet_gpu_to_dla_10_fp16.plan", "--duration=10"));
    EXPECT_THAT(argv_for({on(cuda, 1, 38), on(dla, 39, 141)})[1], HasSubstr("googlenet_pool3_fp16.plan"))
        << "the one for this very cut, though the other would do";
    EXPECT_THAT(argv_for({on(cuda, 1, 10), on(cuda, 11, 141)})[1], HasSubstr("googlenet_gpu_fp16.plan"))
        << "two groups on one PU are one engine";
    EXPECT_THAT(argv_for({on(dla, 1, 141)}), ElementsAre("infer-dla", "--last=141", "--gate"));
}

TEST(ExternalApp, SaysWhatItHasNoCommandFor) {
    const auto fault = [](const Chunks& groups) { return fault_from([&] { argv_for(groups); }); };
    EXPECT_EQ(fault({on(dla, 1, 10), on(cuda, 11, 141)}), "googlenet has no command for 1-10 dla | 11-141 cuda");
    EXPECT_EQ(fault({on(cuda, 1, 24)}), "googlenet has 141 stages, the groups hold 24");
    EXPECT_THAT(fault({on(cuda, 1, 10), on(dla, 12, 141)}), HasSubstr("begins at stage 12 where stage 11 comes next"));
}

TEST(ExternalApp, IsTimedByWhatItPrints) {
    ExternalApp app = read_external_app(sample(), "e.json");
    EXPECT_EQ(time_in(app, "[I] GPU Compute\n[I] min: 1 ms\n[I] max: 3 ms\n[I] mean: 2 ms\n[I] median: 2 ms\n"),
              Milliseconds(2));
    app = read_external_app(with(sample(), "\"trtexec\",\n", "{\"after\": \"took\"},\n"), "e.json");
    EXPECT_EQ(time_in(app, "loading\nit took 12.5 ms\ndone\n"), Milliseconds(12.5));
    EXPECT_EQ(time_in(app, "took 3ms"), Milliseconds(3));
    const auto fault = [&](const char* output) { return fault_from([&] { time_in(app, output); }); };
    EXPECT_EQ(fault("done\n"), "googlenet did not print 'took'");
    EXPECT_THAT(fault("took long\n"), HasSubstr("no time above 0 after 'took'"));
    EXPECT_THAT(fault("took -1 ms\n"), HasSubstr("no time above 0"));
    EXPECT_THAT(fault("took 1 ms\ntook 2 ms\n"), HasSubstr("more than one 'took'"));
}

TEST(ExternalApp, RefusesCommandsThatNobodyCanFillIn) {
    const std::string cut = "{cut1}";
    EXPECT_THAT(fault_with(cut, "{cut2}"), HasSubstr("expected a param or firstN, lastN, cutN of the command's PUs"));
    EXPECT_THAT(fault_with(cut, "{batch}"), HasSubstr("expected a param"));
    EXPECT_THAT(fault_with(cut, "{cut1"), HasSubstr("expected a"));
    EXPECT_THAT(fault_with("{last1}", "{last2}"), HasSubstr("expected a param"));
    EXPECT_THAT(fault_with("[\"dla\"]", "[]"), HasSubstr("one PU or more"));
    EXPECT_THAT(fault_with("[\"dla\"]", "[\"dla\", \"dla\"]"), HasSubstr("another PU than the one before"));
    EXPECT_THAT(fault_with("[38]", "[38, 50]"), HasSubstr("a list of 1, one for each change of the PU"));
    EXPECT_THAT(fault_with("[38]", "[141]"), HasSubstr("found 141"));
    EXPECT_THAT(fault_with("\"trtexec\",\n", "\"stopwatch\",\n"), HasSubstr("'trtexec' or {\"after\": TEXT}"));
}

}  // namespace
}  // namespace bt::format::external_app_test
