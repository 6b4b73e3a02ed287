#include "bt/format/soc_model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::soc_model_test {
namespace {

using testing::HasSubstr;

std::string sample() { return page_sample("docs/formats/soc-models.md", "soc-model", "json"); }
std::string fault_with(const std::string& from, const std::string& to) {
    return fault_from([&] { read_soc_model(with(sample(), from, to), "m.json"); });
}

TEST(SocModel, ReadsWhatThePageShows) {
    const SocModel model = read_soc_model(sample(), "m.json");
    const AppName tree("tree");
    EXPECT_EQ(model.name, "quad");
    ASSERT_EQ(model.pus.size(), 4U);
    EXPECT_EQ(model.pus[1].pu.cores, (std::vector<int>{4, 5}));
    EXPECT_EQ(model.pus[3].pu_class, PuClass::gpu);
    EXPECT_EQ(model.pus[3].chunk_ms.count(), 0.7);
    EXPECT_EQ(model.time(tree, Stage::from_number(2), PuName("medium")), Milliseconds(1.75));
    EXPECT_EQ(model.apps.at(tree).at(1).sensitivity, 0.6);
    EXPECT_EQ(model.noise.outlier_factor, 2.0);
}

TEST(SocModel, SaysNothingOfWhatItDoesNotHave) {
    const SocModel model = read_soc_model(sample(), "m.json");
    const AppName tree("tree");
    EXPECT_FALSE(model.time(tree, Stage::from_number(3), PuName("vulkan"))) << "cannot run there";
    EXPECT_FALSE(model.time(tree, Stage::from_number(4), PuName("big"))) << "no such stage";
    EXPECT_FALSE(model.time(AppName("none"), Stage::from_number(1), PuName("big")));
    EXPECT_EQ(model.factor(PuName("vulkan"), PuName("big")), 0.8);
    EXPECT_EQ(model.factor(PuName("big"), PuName("vulkan")), 1.0) << "the other way round is another factor";
    EXPECT_EQ(model.factor(PuName("vulkan"), PuName("little")), 1.0);
}

TEST(SocModel, TakesTheLeastThatMakesSense) {
    const SocModel model = read_soc_model(R"({"kind": "soc-model", "version": 1, "name": "one",
        "pus": [{"name": "npu", "class": "other"}], "apps": {"tree": {"stages": [{"npu": 1}]}}, "author": "me"})",
                                          "m.json");
    EXPECT_EQ(model.apps.at(AppName("tree")).at(0).sensitivity, 1.0);
    EXPECT_EQ(model.noise, SocNoise{});
    EXPECT_EQ(model.drift_cv, 0.0);
}

TEST(SocModel, ReadsBackWhatItWrote) {
    const SocModel model = read_soc_model(sample(), "m.json");
    EXPECT_EQ(read_soc_model(render(model), "m.json"), model);
    EXPECT_EQ(render(read_soc_model(render(model), "m.json")), render(model));
}

TEST(SocModel, RefusesTimesAndFactorsThatCannotBe) {
    EXPECT_THAT(fault_with("\"little\": 2.0", "\"little\": 0"),
                HasSubstr("m.json:14:20: expected a number above 0, found 0"));
    EXPECT_THAT(fault_with("\"little\": 2.0", "\"little\": -2"), HasSubstr("expected a number above 0, found -2"));
    EXPECT_THAT(fault_with("\"little\": 2.0", "\"little\": 1e10"), HasSubstr("at most 1e9 ms"));
    EXPECT_THAT(fault_with("\"little\": 2.0", "\"little\": null"), HasSubstr("found null"));
    EXPECT_THAT(fault_with("{\"big\": 0.8}", "{\"big\": 0}"), HasSubstr("expected a number above 0, found 0"));
    EXPECT_THAT(fault_with("\"chunk_ms\": 0.7", "\"chunk_ms\": -0.7"),
                HasSubstr("expected a number from 0 to 1e+09, found -0.7"));
    EXPECT_THAT(fault_with("\"cv\": 0.02", "\"cv\": -0.02"), HasSubstr("found -0.02"));
    EXPECT_THAT(fault_with("\"outlier_rate\": 0.01", "\"outlier_rate\": 1.5"),
                HasSubstr("expected a number from 0 to 1, found 1.5"));
    EXPECT_THAT(fault_with("\"outlier_factor\": 2.0", "\"outlier_factor\": 0"), HasSubstr("above 0"));
    EXPECT_THAT(fault_with("\"drift\": {\"cv\": 0.0}", "\"drift\": {}"), HasSubstr("the key 'cv'"));
}

TEST(SocModel, RefusesNamesItDoesNotHave) {
    EXPECT_THAT(fault_with("\"vulkan\": 1.5", "\"cuda\": 1.5"),
                HasSubstr("expected a value for one of the model's PUs, found one for 'cuda'"));
    EXPECT_THAT(fault_with("{\"big\": 0.8}", "{\"dla\": 0.8}"), HasSubstr("found one for 'dla'"));
    EXPECT_THAT(fault_with("\"vulkan\": {\"big\": 0.8}", "\"dla\": {\"big\": 0.8}"), HasSubstr("found one for 'dla'"));
    EXPECT_THAT(fault_with("{\"big\": 0.8}", "{\"vulkan\": 0.8}"), HasSubstr("found one of vulkan itself"));
    EXPECT_THAT(fault_with("\"sensitivity\": {\"tree\"", "\"sensitivity\": {\"bush\""),
                HasSubstr("found those of 'bush'"));
}

TEST(SocModel, RefusesSensitivitiesForAnotherNumberOfStages) {
    EXPECT_THAT(fault_with("[1.0, 0.6, 0.2]", "[1.0, 0.6]"),
                HasSubstr("expected a list of 3, one for each stage of tree, found a list of 2"));
    EXPECT_THAT(fault_with("[1.0, 0.6, 0.2]", "[1.0, 0.6, -1]"), HasSubstr("found -1"));
}

TEST(SocModel, RefusesPusThatShareANameOrACore) {
    EXPECT_THAT(fault_with("\"cores\": [4, 5]", "\"cores\": [3, 4]"),
                HasSubstr("expected a core that no PU before has, found 3"));
    EXPECT_THAT(fault_with("\"cores\": [4, 5]", "\"cores\": [4, 4]"),
                HasSubstr("expected a core that no PU before has, found 4"));
    EXPECT_THAT(fault_with("\"name\": \"medium\"", "\"name\": \"little\""), HasSubstr("expected each PU once"));
    EXPECT_THAT(fault_with(", \"cores\": [4, 5]", ""), HasSubstr("found medium without cores"));
    EXPECT_THAT(fault_with("\"class\": \"gpu\"", "\"class\": \"gpu\", \"cores\": [9]"),
                HasSubstr("found vulkan with cores"));
    EXPECT_THAT(fault_with("\"class\": \"gpu\"", "\"class\": \"cpu\""), HasSubstr("the class that vulkan always has"));
}

TEST(SocModel, RefusesStagesThatNothingCanRun) {
    EXPECT_THAT(fault_with("{\"little\": 1.0, \"medium\": 0.5, \"big\": 0.25}", "{}"),
                HasSubstr("found a stage that nothing can run"));
}

TEST(SocModel, NamesKindAndVersionWhenItIsAnother) {
    EXPECT_THAT(fault_with("\"version\": 1", "\"version\": 9"),
                HasSubstr("m.json:3:14: expected soc-model version 1, found version 9"));
    EXPECT_THAT(fault_with("\"kind\": \"soc-model\"", "\"kind\": \"device\""),
                HasSubstr("expected soc-model version 1, found the string 'device'"));
}

}  // namespace
}  // namespace bt::format::soc_model_test
