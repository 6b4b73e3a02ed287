// Logs of TensorRT engines become times of layer groups on GPU and DLA.
#include "bt/profile/engine_logs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "bt/core/error.hpp"
#include "format/json_cursor.hpp"

namespace bt::profile::engine_logs_test {
namespace {

using format::TensorRt;
using testing::ElementsAre;
using testing::HasSubstr;

using Rows = std::vector<std::pair<const char*, double>>;

EngineLog log_of(const std::string& file, const Rows& rows, std::uint64_t iterations = 1000) {
    EngineLog log{.file = file, .profile = {.version = TensorRt::v7, .iterations = iterations, .rows = {}}};
    for (const auto& [name, ms] : rows) log.profile.rows.push_back({name, Milliseconds(ms)});
    return log;
}

// Four layers and a softmax; the wait for the DLA stands once on its own row, once on one of the softmax.
EngineLogs network() {
    return {.gpu = log_of("gpu.json", {{"a + b", 1}, {"c input reformatter 0", 0.25}, {"c + d", 2}, {"prob", 0.125}}),
            .dla = log_of(
                "dla.json",
                {{"data to nvm", 0.5}, {"{a,b,c,d}", 0.25}, {"{a,b,c,d} output reformatter 0", 7.25}, {"prob", 0.5}}),
            .splits = {log_of("split.json", {{"a + b", 1},
                                             {"{c,d} input reformatter 0", 0.0625},
                                             {"{c,d}", 0.25},
                                             {"{c,d} reformatted input 0 finish", 0.0625},
                                             {"prob input reformatter 0", 4.75},
                                             {"d finish", 1},
                                             {"prob", 0.5}})}};
}

std::string fault_of(const EngineLogs& logs) {
    try {
        import_engines(logs);
    } catch (const Error& error) {
        return error.failed();
    }
    return "no error";
}

TEST(EngineLogs, BecomeGroupsBetweenTheCutsOfTheSplits) {
    const ImportedNetwork network = import_engines(engine_logs_test::network());
    ASSERT_EQ(network.groups.size(), 2U);
    EXPECT_EQ(network.groups[1].first_layer, 2);
    EXPECT_EQ(network.groups[1].last_layer, 4) << "the softmax, which only the log of the GPU has, is the last";
    EXPECT_EQ(network.groups[0].gpu().count(), 1);
    EXPECT_EQ(network.groups[1].gpu_layers.count(), 2.125);
    EXPECT_EQ(network.groups[1].gpu_reformat.count(), 0.25);
    EXPECT_EQ(network.gpu_only.count(), 3.375);
}

TEST(EngineLogs, GiveTheDlaTheWaitWhereverItIsBooked) {
    const ImportedNetwork network = import_engines(engine_logs_test::network());
    EXPECT_EQ(network.dla_only->count(), 8);
    EXPECT_EQ(network.groups[1].dla->count(), 6) << "with the wait on the softmax's row";
    EXPECT_EQ(network.groups[0].dla->count(), 2) << "with the copy in front";
    EXPECT_EQ(network.cuts.at(0).gpu_to_dla->count(), 0.125) << "which is not the DLA's time";
    EXPECT_EQ(network.always_on_gpu.at("prob").count(), 0.5);
}

TEST(EngineLogs, TellWhatAnOutputInBetweenCosts) {
    EngineLogs logs = network();
    logs.gpu_marks = {{"gpu.log", std::nullopt, Milliseconds(2)}, {"gpu-2.log", 2, Milliseconds(2.5)}};
    logs.dla_marks = {{"dla.log", std::nullopt, Milliseconds(5)}, {"dla-2.log", 2, Milliseconds(4.9)}};
    const ImportedCut cut = import_engines(logs).cuts.at(0);
    EXPECT_EQ(cut.gpu_mark->count(), 0.5);
    EXPECT_EQ(cut.dla_mark->count(), 0) << "noise: it costs nothing that can be seen";
    logs.gpu_marks.pop_back();
    EXPECT_EQ(fault_of(logs), "no log of cuda with an output in front of layer 2");
    logs.gpu_marks = {{"gpu-2.log", 2, Milliseconds(2.5)}};
    EXPECT_EQ(fault_of(logs), "no log of cuda without one");
}

TEST(EngineLogs, AreOfTheGpuAloneWhereThereIsNoDla) {
    EngineLogs logs{.gpu = network().gpu, .dla = {}, .order = {"a", "b", "c", "d"}, .cuts = {2}};
    const ImportedNetwork imported = import_engines(logs);
    EXPECT_FALSE(imported.groups.at(1).dla);
    logs.order.clear();
    EXPECT_THAT(fault_of(logs), HasSubstr("the order of the layers is not known"));
}

TEST(EngineLogs, AreNeverReplacedByOthersWhereOneIsMissing) {
    EngineLogs logs = network();
    logs.cuts = {1, 2};
    logs.gpu = log_of("gpu.json", {{"a", 1}, {"b", 1}, {"c + d", 2}, {"prob", 0.1}});
    EXPECT_EQ(fault_of(logs), "no log of an engine that the DLA runs from layer 1 on");
}

TEST(EngineLogs, AreRefusedWhereTheyAreShortOrOfAnotherVersion) {
    EngineLogs logs = network();
    logs.splits[0].profile.iterations = 1;
    EXPECT_THAT(fault_of(logs), HasSubstr("'split.json' is too short: 1 iterations"));
    logs = network();
    logs.dla->profile.version = TensorRt::v8;
    EXPECT_EQ(fault_of(logs), "'gpu.json' and 'dla.json' are of different TensorRT versions");
}

TEST(EngineLogs, AreRefusedWhereTheyContradictEachOther) {
    EngineLogs logs = network();
    logs.splits[0].profile.rows[4].average = Milliseconds(9);
    EXPECT_THAT(fault_of(logs), HasSubstr("layers 0 to 1 would take -2.25"));
    logs = network();
    logs.splits.push_back(logs.splits[0]);
    EXPECT_THAT(fault_of(logs), HasSubstr("are both cut at layer 2"));
    logs = network();
    logs.gpu.profile.rows[0].name = "x + y";
    EXPECT_THAT(fault_of(logs), HasSubstr("'gpu.json' has a layer that the order does not: 'x'"));
}

TEST(EngineLogs, AreRefusedInThePlaceOfAnother) {
    EngineLogs logs = network();
    logs.dla = logs.splits[0];
    EXPECT_EQ(fault_of(logs), "'split.json' has a layer on the GPU in front of those of the DLA: 'a + b'");
    logs = network();
    logs.splits.push_back(*logs.dla);
    EXPECT_EQ(fault_of(logs), "'dla.json' has no layer on the GPU in front of those of the DLA");
    logs = network();
    logs.dla_marks = {{"dla.log", std::nullopt, Milliseconds(5)}, {"dla-2.log", 2, Milliseconds(5)}};
    logs.dla_marks.push_back({"dla-3.log", 3, Milliseconds(5)});
    EXPECT_EQ(fault_of(logs), "--mark dla@3: no group begins at layer 3");
}

TEST(EngineLogs, ThatAreMissingWithoutBeingNeededAreNamed) {
    EngineLogs logs = network();
    const ImportedSubject subject{DeviceId("xavier"), Backend::cu, AppName("tiny"), {}, "", true};
    const auto missing = [&](const std::vector<EmcLog>& emc, DemandAsked asked) {
        const ImportedNetwork network = import_engines(logs);
        format::Profile profile =
            make_profile(subject, network, demands(network, emc, {.gpu_gbps = {}, .peak_gbps = 100}));
        profile.contention.pairs[dla_pu][gpu_pu] = 1.25;
        return not_told(network, profile, asked);
    };
    EXPECT_THAT(missing({}, DemandAsked::no),
                ElementsAre(HasSubstr("changing from dla to cuda"), HasSubstr("cuda beside dla")));
    logs.dla_marks = {{"dla.log", std::nullopt, Milliseconds(5)}, {"dla-2.log", 2, Milliseconds(5)}};
    EXPECT_THAT(missing({{"g", gpu_pu, std::nullopt, {{40, 2133}}}}, DemandAsked::yes),
                ElementsAre(HasSubstr("cuda beside dla"), HasSubstr("throughput on dla of 2 groups")));
}

TEST(EngineLogs, AreRefusedWhereAGroupCannotRun) {
    EngineLogs logs = network();
    logs.cuts = {1, 2};
    EXPECT_THAT(fault_of(logs), HasSubstr("'gpu.json' has no row that begins in layers 1 to 1: no PU can run"));
    logs.cuts = {9};
    EXPECT_EQ(fault_of(logs), "--cuts: there is no cut at layer 9");
    logs = network();
    logs.dla->profile.rows.push_back({"{e,f}", Milliseconds(1)});
    EXPECT_THAT(fault_of(logs), HasSubstr("the GPU runs 'prob' between layers on the DLA"));
    logs = network();
    logs.gpu = *logs.dla;
    EXPECT_THAT(fault_of(logs), HasSubstr("has a row of a DLA"));
}

TEST(EngineLogs, OfVersion8NameOnlyTheEndsOfWhatTheDlaRuns) {
    EngineLogs logs = network();
    logs.dla->profile.rows[1].name = "{ForeignNode[a...d]}";
    EXPECT_THAT(fault_of(logs), HasSubstr("names only the first and the last layer"));
    logs.order = {"a", "b", "c", "d", "prob"};
    logs.splits[0].profile.rows[2].name = "{ForeignNode[c...d]}";
    EXPECT_EQ(import_engines(logs).groups.at(1).dla->count(), 6);
}

TEST(Demand, OfTheDlaIsTheRatioOfTheMemorysLoads) {
    const ImportedNetwork imported = import_engines(network());
    const PuName cuda("cuda");
    const PuName dla("dla");
    std::vector<EmcLog> logs{{"g", cuda, std::nullopt, {{20, 2133}, {40, 2133}}},
                             {"d", dla, std::nullopt, {{10, 2133}}},
                             {"d2", dla, 2, {{30, 2133}}}};
    const auto known = demands(imported, logs, {.gpu_gbps = {{2, 60}}, .all_gpu_gbps = 80});
    EXPECT_EQ(known.at(0), (std::map<PuName, double>{{cuda, 80}, {dla, 20}}));
    EXPECT_EQ(known.at(1), (std::map<PuName, double>{{cuda, 60}, {dla, 45}})) << "its own log, its own throughput";
    EXPECT_EQ(demands(imported, logs, {.gpu_gbps = {}, .peak_gbps = 100}).at(1).at(dla), 30) << "40 % × 100 × 30 / 40";
    EXPECT_TRUE(demands(imported, logs, {.gpu_gbps = {}}).at(0).empty()) << "a load alone is no throughput";
    logs[0].samples = {{0, 2133}};
    EXPECT_THROW(demands(imported, logs, {.gpu_gbps = {{2, 60}}}), Error);
}

// The published profiles of one network and device, and what a person made of them by the same rule.
class XavierReference : public testing::Test {
protected:
    void SetUp() override {
        const char* reference = std::getenv("BT_REFERENCE");
        if (reference == nullptr) GTEST_SKIP() << "BT_REFERENCE is not set: no profiles to read";
        folder_ = std::string(reference) + "/data/concurrent/";
    }
    std::string text(const std::string& name) const {
        std::ifstream in(folder_ + name, std::ios::binary);
        EXPECT_TRUE(in) << name;
        std::stringstream bytes;
        bytes << in.rdbuf();
        return bytes.str();
    }
    EngineLog log(const std::string& name) const {
        const std::string file = "profiles/googlenet_" + name + ".profile.json";
        return {file, format::read_layer_profile(text(file), file)};
    }

private:
    std::string folder_;
};

TEST_F(XavierReference, GooglenetComesOutAsWorkedOutByHand) {
    EngineLogs logs{.gpu = log("gpu_transition_at_-1"), .dla = log("dla_mark_at_-1")};
    for (const int cut : {10, 24, 38, 53, 67, 81, 95, 110, 124}) {
        logs.splits.push_back(log("gpu_transition_at_" + std::to_string(cut)));
    }
    const std::string tables = text("googlenet_artifact_tables.json");
    const format::JsonDocument means_document(tables, "tables");
    const format::JsonCursor means = means_document.root().at("transition_results_98593b6");
    for (const auto& [name, content] : means.entries(100)) {
        const Milliseconds mean(content.at("mean_time").positive());
        const int layer = std::stoi(name.substr(name.rfind('_') + 1));
        auto& marks = name.find("_dla_") == name.npos ? logs.gpu_marks : logs.dla_marks;
        marks.push_back({name, layer < 0 ? std::nullopt : std::optional(layer), mean});
    }
    const ImportedNetwork network = import_engines(logs);
    const std::string clean = text("googlenet_xavier_clean.json");
    const format::JsonDocument document(clean, "clean");
    const auto groups = document.root().at("groups").items(100);
    ASSERT_EQ(network.groups.size(), groups.size());
    constexpr double digits = 1.5e-6;  // the file has six, of sums of rows with six
    for (std::size_t i = 0; i < groups.size(); ++i) {
        EXPECT_EQ(network.groups[i].first_layer, groups[i].at("first_layer").integer(0, 1000));
        EXPECT_EQ(network.groups[i].last_layer, groups[i].at("last_layer").integer(0, 1000));
        EXPECT_NEAR(network.groups[i].gpu_layers.count(), groups[i].at("gpu_layers_ms").number(0, 10), digits) << i;
        EXPECT_NEAR(network.groups[i].gpu_reformat.count(), groups[i].at("gpu_reformat_ms").number(0, 10), digits) << i;
        EXPECT_NEAR(network.groups[i].dla->count(), groups[i].at("dla_ms").number(0, 10), digits) << i;
    }
    const auto cuts = document.root().at("transitions").items(100);
    ASSERT_EQ(network.cuts.size(), cuts.size());
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        EXPECT_EQ(network.cuts[i].layer, cuts[i].at("cut_at_layer").integer(0, 1000));
        EXPECT_NEAR(network.cuts[i].gpu_to_dla->count(), cuts[i].at("gpu_to_dla_reformat_ms").number(0, 1), digits);
        EXPECT_NEAR(network.cuts[i].gpu_mark->count(), cuts[i].at("gpu_mark_output_cost_ms").number(0, 1), digits);
        EXPECT_NEAR(network.cuts[i].dla_mark->count(), cuts[i].at("dla_mark_output_cost_ms").number(0, 1), digits);
    }
    const format::JsonCursor totals = document.root().at("totals");
    EXPECT_NEAR(network.gpu_only.count(), totals.at("gpu_only_ms").positive(), digits);
    EXPECT_NEAR(network.dla_only->count(), totals.at("dla_only_ms").positive(), digits);
    EXPECT_NEAR(network.always_on_gpu.at("prob").count(), totals.at("prob_softmax_on_gpu_ms").positive(), digits);
}

}  // namespace
}  // namespace bt::profile::engine_logs_test
