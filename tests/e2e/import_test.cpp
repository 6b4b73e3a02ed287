// `runner import` as a user of TensorRT types it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::import_test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Exported profiles of a network of four layers and a softmax, and logs of its engines.
class Import : public testing::Test {
protected:
    void SetUp() override {
        profile("gpu.json", {{"a + b", 1}, {"c + d", 2}, {"prob", 0.5}});
        profile("dla.json",
                {{"data to nvm", 0.5}, {"{a,b,c,d}", 0.25}, {"prob input reformatter 0", 7.25}, {"prob", 0.5}});
        profile("split.json", {{"a + b", 1}, {"{c,d} input reformatter 0", 0.125}, {"{c,d}", 6}, {"prob", 0.5}});
        summary("gpu.log", "3.5");
        summary("gpu-2.log", "3.75");
        summary("dla.log", "8");
        summary("dla-2.log", "8.5");
        summary("gpu-beside.log", "7");
        test::write_text(folder_ / "emc-gpu.txt", "RAM 1/2MB EMC_FREQ 40%@2133 GR3D_FREQ 99%\n");
        test::write_text(folder_ / "emc-dla.txt", "RAM 1/2MB EMC_FREQ 10%@2133 GR3D_FREQ 0%\n");
    }

    void profile(const char* name, const std::vector<std::pair<const char*, double>>& rows) {
        double total = 0;
        for (const auto& [row, ms] : rows) total += ms;
        std::string text = "[\n  { \"count\" : 1000 }\n";
        for (const auto& [row, ms] : rows) {
            text += std::string(", { \"name\" : \"") + row + "\", \"timeMs\" : " + std::to_string(1000 * ms) +
                    ", \"averageMs\" : " + std::to_string(ms) +
                    ", \"percentage\" : " + std::to_string(100 * ms / total) + " }\n";
        }
        test::write_text(folder_ / name, text + "]\n");
    }

    void summary(const char* name, const std::string& mean) {
        test::write_text(folder_ / name, "[I] GPU Compute\n[I] min: 1 ms\n[I] max: 9 ms\n[I] mean: " + mean +
                                             " ms\n[I] median: 3 ms\n[I] total compute time: 2 s\n");
    }

    system::ChildResult import(std::vector<std::string> more) {
        std::vector<std::string> words{"import", "--device",   "xavier", "--app",   "tiny",
                                       "--date", "2026-03-31", "--gpu",  "gpu.json"};
        words.insert(words.end(), more.begin(), more.end());
        return runner(words, {}, folder_.path());
    }
    system::ChildResult import_all(std::vector<std::string> more = {}) {
        std::vector<std::string> words{"--dla",
                                       "dla.json",
                                       "--split",
                                       "split.json",
                                       "--mark",
                                       "cuda=gpu.log",
                                       "cuda@2=gpu-2.log",
                                       "dla=dla.log",
                                       "dla@2=dla-2.log",
                                       "--beside",
                                       "cuda/dla=gpu-beside.log",
                                       "--emc",
                                       "cuda=emc-gpu.txt",
                                       "dla=emc-dla.txt",
                                       "--peak-gbps",
                                       "137",
                                       "--param",
                                       "precision=fp16"};
        words.insert(words.end(), more.begin(), more.end());
        return import(words);
    }
    std::string text(const std::string& name) const {
        std::ifstream in(folder_ / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // A refusal leaves nothing behind.
    void expect_refused(const system::ChildResult& result, int code, const std::string& why) const {
        EXPECT_EQ(result.status, code) << result.err;
        EXPECT_EQ(result.out, "");
        EXPECT_THAT(result.err, HasSubstr(why));
        EXPECT_FALSE(fs::exists(folder_ / "data"));
    }

    test::TemporaryFolder folder_;
};

TEST_F(Import, MakesAProfileAndThreeTables) {
    const auto result = import_all();
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("whole network: cuda 3.500000 ms, dla 8.000000 ms"),
                                  HasSubstr("not in the DLA's times: prob, 0.500000 ms")));
    const std::string profile = text("data/2026-03-31/tiny/xavier_profile.json");
    EXPECT_THAT(profile, AllOf(HasSubstr("\"times_ms\": {\"cuda\": 1, \"dla\": 2}"),
                               HasSubstr("\"times_ms\": {\"cuda\": 2.5, \"dla\": 6}"),
                               HasSubstr("\"from\": \"cuda\", \"to\": \"dla\", \"delay_ms\": 0.125"),
                               HasSubstr("\"from\": \"dla\", \"to\": \"cuda\", \"delay_ms\": 0.5"),
                               HasSubstr("\"cuda\": {\"dla\": 2}"), HasSubstr("\"demand_gbps\": {\"cuda\": 54.8")));
    EXPECT_EQ(text("data/2026-03-31/tiny/xavier_profile_groups.csv"),
              "group,first_layer,last_layer,gpu_layers_ms,gpu_reformat_ms,gpu_ms,dla_ms\n"
              "0,0,1,1.000000,0.000000,1.000000,2.000000\n1,2,4,2.500000,0.000000,2.500000,6.000000\n");
    EXPECT_EQ(text("data/2026-03-31/tiny/xavier_profile_transitions.csv"),
              "after_group,cut_at_layer,gpu_to_dla_ms,gpu_mark_ms,dla_mark_ms\n0,2,0.125000,0.250000,0.500000\n");
    EXPECT_EQ(text("data/2026-03-31/tiny/xavier_profile_emc.csv"),
              "log,pu,first_layer,samples,emc_max_percent,emc_mhz\nemc-gpu.txt,cuda,,1,40,2133\nemc-dla.txt,dla,,1,10,"
              "2133\n");
    EXPECT_THAT(text("data/2026-03-31/manifest.jsonl"), HasSubstr("\"import\""));
}

TEST_F(Import, SaysWhatSchedulesWillTakeForNothing) {
    EXPECT_THAT(import_all().err, AllOf(HasSubstr("warning: not measured: dla beside cuda"), Not(HasSubstr("costs"))));
    const auto result = import({"--dla", "dla.json", "--split", "split.json", "--emc", "cuda=emc-gpu.txt"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("warning: not measured: what changing from dla to cuda costs"),
                                  HasSubstr("memory throughput on cuda of 2 groups")));
}

TEST_F(Import, WritesWhereItIsTold) {
    const auto result = import_all({"--out", "mine.json", "--json"});
    ASSERT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, text("mine.json"));
    EXPECT_TRUE(fs::exists(folder_ / "mine_groups.csv"));
    EXPECT_FALSE(fs::exists(folder_ / "data"));
}

TEST_F(Import, NeverTakesAnotherLogForOneThatIsMissing) {
    expect_refused(import({"--dla", "dla.json", "--cuts", "2"}), 4,
                   "no log of an engine that the DLA runs from layer 2 on");
    expect_refused(import({"--dla", "gone.json"}), 4, "gone.json");
    fs::remove(folder_ / "dla-2.log");
    expect_refused(import_all(), 4, "dla-2.log");
    summary("dla-2.log", "8.5");
    test::write_text(folder_ / "dla-2.log", text("dla-2.log").substr(0, text("dla-2.log").find("mean")));
    expect_refused(import_all(), 4, "dla-2.log:1: expected 'mean' in the summary 'GPU Compute'");
}

TEST_F(Import, RefusesLogsThatAreCutOffOrCannotBe) {
    test::write_text(folder_ / "dla.json", text("dla.json").substr(0, 120));
    expect_refused(import_all(), 4, "dla.json:");
    profile("dla.json", {{"{a,b,c,d}", 8}, {"d finish", 0.5}, {"prob", -0.5}});
    expect_refused(import_all(), 4, "found -0.5");
    profile("dla.json", {{"{a,b,c,d}", 2}});
    expect_refused(import_all(), 4, "layers 0 to 1 would take -4");
    profile("gpu.json", {{"a + b + c + d", 3}, {"prob", 0.5}});
    profile("split.json", {{"{prob}", 6}});
    profile("dla.json", {{"{a,b,c,d,prob}", 8}});
    profile("gpu.json", {{"a + b + c + d + prob", 3}});
    expect_refused(import({"--dla", "dla.json", "--split", "split.json"}), 4, "no PU can run that group");
}

TEST_F(Import, SaysWhatIsWrongWithItsFlags) {
    expect_refused(import_all({"--mark", "npu=gpu.log"}), 2, "--mark: 'npu' is neither cuda nor dla");
    expect_refused(import_all({"--emc", "cuda@1=emc-gpu.txt"}), 2, "no group begins at layer 1");
    expect_refused(import_all({"--cuts", "x"}), 2, "--cuts: 'x' is no layer");
    expect_refused(import({"--split", "split.json"}), 2, "--split without --dla");
    expect_refused(runner({"import", "--device", "xavier", "--app", "tiny"}, {}, folder_.path()), 2,
                   "--gpu is missing");
}

}  // namespace
}  // namespace bt::e2e::import_test
