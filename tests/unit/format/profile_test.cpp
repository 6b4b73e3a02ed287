#include "bt/format/profile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::profile_test {
namespace {

using testing::HasSubstr;

const PuName cuda("cuda");
const PuName dla("dla");

std::string sample() { return page_sample("docs/formats/profile.md", "profile", "json"); }
std::string fault_with(const std::string& from, const std::string& to) {
    return fault_from([&] { read_profile(with(sample(), from, to), "p.json"); });
}

std::string least(const std::string& groups) {
    return R"({"kind": "profile", "version": 1, "device": "board", "backend": "cpu", "pus": ["big", "npu"],
        "apps": [{"app": "tree", "groups": [)" +
           groups + "]}]}";
}

TEST(Profile, ReadsWhatThePageShows) {
    const Profile profile = read_profile(sample(), "p.json");
    EXPECT_EQ(profile.device, DeviceId("xavier"));
    EXPECT_EQ(profile.backend, Backend::cu);
    EXPECT_EQ(profile.source, "trtexec 7.1.3");
    EXPECT_EQ(profile.pus, (std::vector<PuName>{cuda, dla}));
    const ProfiledApp& app = profile.apps.at(0);
    EXPECT_EQ(app.params.at("precision"), "fp16");
    const ProfiledGroup& group = app.groups.at(0);
    EXPECT_EQ(group.name, "layers 0-9");
    EXPECT_EQ(group.stages.count(), 10);
    EXPECT_EQ(group.times.at(dla), Milliseconds(1.110702));
    EXPECT_EQ(group.fixed.at(cuda), Milliseconds(0.02));
    EXPECT_EQ(group.demand_gbps.at(dla), 30);
    EXPECT_EQ(group.slowdown.at(cuda).at(dla), 1.25);
    ASSERT_EQ(app.switches.size(), 2U);
    EXPECT_EQ(app.switches[1], (SwitchDelay{.after = 0, .from = dla, .to = cuda, .delay = Milliseconds(0.06881)}));
}

TEST(Profile, ReadsWhatIsKnownOfContention) {
    const ProfiledContention contention = read_profile(sample(), "p.json").contention;
    EXPECT_EQ(contention.pairs.at(cuda).at(dla), 1.6861) << "cuda, while dla is busy";
    EXPECT_EQ(contention.pairs.at(dla).at(cuda), 1.2793);
    EXPECT_EQ(contention.pccs.at(cuda).intensive_bw, 96.2);
    EXPECT_EQ(contention.pccs.at(cuda).rate, 1.11);
    EXPECT_EQ(contention.matrices.at(dla).achieved, (std::vector<std::vector<double>>{{10, 9}, {18, 16}}));
}

TEST(Profile, TakesTheLeastThatMakesSense) {
    const Profile profile = read_profile(
        least(R"({"first_stage": 1, "last_stage": 7, "times_ms": {"npu": 1.5}, "author": "me"})"), "p.json");
    EXPECT_EQ(profile.source, "");
    EXPECT_EQ(profile.contention, ProfiledContention{});
    const ProfiledGroup& group = profile.apps.at(0).groups.at(0);
    EXPECT_EQ(group.times.count(PuName("big")), 0U) << "cannot run there";
    EXPECT_EQ(group.sensitivity, 1);
}

TEST(Profile, ReadsBackWhatItWrote) {
    for (const std::string& text :
         {sample(), least(R"({"first_stage": 1, "last_stage": 7, "times_ms": {"npu": 1}})")}) {
        const Profile profile = read_profile(text, "p.json");
        EXPECT_EQ(read_profile(render(profile), "p.json"), profile);
    }
}

TEST(Profile, RefusesTimesThatCannotBe) {
    EXPECT_THAT(fault_with("0.137989", "-0.137989"),
                HasSubstr("p.json:19:92: expected a number above 0, found -0.137989"));
    EXPECT_THAT(fault_with("0.137989", "0"), HasSubstr("expected a number above 0, found 0"));
    EXPECT_THAT(fault_with("0.137989", "null"), HasSubstr("found null"));
    EXPECT_THAT(fault_with("\"cuda\": 0.02", "\"cuda\": -0.02"), HasSubstr("expected a number from 0 to 1e+09"));
    EXPECT_THAT(fault_with("0.029723", "-1"), HasSubstr("found -1"));
    EXPECT_THAT(fault_with("\"dla\": 1.25", "\"dla\": 0"), HasSubstr("expected a number above 0, found 0"));
    EXPECT_THAT(fault_with("\"sensitivity\": 1.0", "\"sensitivity\": -1"), HasSubstr("found -1"));
}

TEST(Profile, RefusesPusThatItDoesNotName) {
    EXPECT_THAT(fault_with("\"cuda\": 0.137989", "\"vulkan\": 0.1"),
                HasSubstr("expected a value for one of the profile's PUs, found one for 'vulkan'"));
    EXPECT_THAT(fault_with("\"from\": \"dla\"", "\"from\": \"npu\""), HasSubstr("found one for 'npu'"));
    EXPECT_THAT(fault_with("[\"cuda\", \"dla\"]", "[\"cuda\", \"cuda\"]"), HasSubstr("expected each PU once"));
    EXPECT_THAT(fault_with("[\"cuda\", \"dla\"]", "[]"), HasSubstr("expected one PU or more"));
    EXPECT_THAT(fault_with("{\"cuda\": {\"dla\": 1.6861}", "{\"cuda\": {\"cuda\": 1.6861}"),
                HasSubstr("found one of cuda itself"));
}

TEST(Profile, RefusesGroupsThatDoNotMakeUpTheApplication) {
    EXPECT_THAT(fault_with("\"first_stage\": 11", "\"first_stage\": 12"),
                HasSubstr("expected stage 11: groups follow each other without a gap, found 12"));
    EXPECT_THAT(fault_with("\"first_stage\": 11", "\"first_stage\": 10"), HasSubstr("expected stage 11"));
    EXPECT_THAT(fault_with("\"last_stage\": 24", "\"last_stage\": 10"), HasSubstr("a last stage not before the first"));
    EXPECT_THAT(fault_with("{\"cuda\": 0.137989, \"dla\": 0.21181}", "{}"), HasSubstr("a group that no PU can run"));
    EXPECT_THAT(fault_from([] { read_profile(least(""), "p.json"); }), HasSubstr("expected one group or more"));
    EXPECT_THAT(fault_with("\"app\": \"googlenet\"", "\"app\": \"googlenet+alexnet\""), HasSubstr("one application"));
}

TEST(Profile, RefusesSwitchesThatNobodyCanMake) {
    EXPECT_THAT(fault_with("{\"after\": 0, \"from\": \"dla\", \"to\": \"cuda\"",
                           "{\"after\": 1, \"from\": \"dla\", \"to\": \"cuda\""),
                HasSubstr("expected a group that another one follows: of 2, counted from 0, found 1"));
    EXPECT_THAT(fault_with("\"from\": \"dla\", \"to\": \"cuda\"", "\"from\": \"dla\", \"to\": \"dla\""),
                HasSubstr("another PU than 'from'"));
    EXPECT_THAT(fault_with("\"from\": \"dla\", \"to\": \"cuda\"", "\"from\": \"cuda\", \"to\": \"dla\""),
                HasSubstr("expected each switch once"));
}

TEST(Profile, RefusesContentionThatCannotBe) {
    EXPECT_THAT(fault_with("\"normal_bw\": 38.1", "\"normal_bw\": 99"), HasSubstr("not below 'normal_bw', found 96.2"));
    EXPECT_THAT(fault_with("\"rate\": 1.11", "\"rate\": -1"), HasSubstr("found -1"));
    EXPECT_THAT(fault_with("\"standalone_gbps\": [10, 20]", "\"standalone_gbps\": [20, 10]"),
                HasSubstr("expected bandwidths that rise, found 10"));
    EXPECT_THAT(fault_with("[[10, 9], [18, 16]]", "[[10, 9]]"),
                HasSubstr("a list of 2, one for each of 'standalone_gbps'"));
    EXPECT_THAT(fault_with("[[10, 9], [18, 16]]", "[[10, 9], [18]]"), HasSubstr("one for each of 'external_gbps'"));
    EXPECT_THAT(fault_with("[[10, 9], [18, 16]]", "[[10, 9], [18, 0]]"), HasSubstr("above 0, found 0"));
}

TEST(Profile, NamesKindAndVersionWhenItIsAnother) {
    EXPECT_THAT(fault_with("\"kind\": \"profile\"", "\"kind\": \"device\""), HasSubstr("expected profile version 1"));
    EXPECT_THAT(fault_with("\"version\": 1,", "\"version\": 2,"),
                HasSubstr("expected profile version 1, found version 2"));
}

}  // namespace
}  // namespace bt::format::profile_test
