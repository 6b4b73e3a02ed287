// What trtexec prints and writes, versions 7 and 8, whole and cut off.
#include "bt/format/trtexec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/format/tegrastats.hpp"
#include "unit/format/json_fault.hpp"

namespace bt::format::trtexec_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string stamp = "[11/28/2023-09:37:18] [I] ";

std::string lines(const std::vector<std::string>& contents) {
    std::string text;
    for (const std::string& content : contents) text += stamp + content + "\n";
    return text;
}

std::string version_7() {
    return lines({"GPU Compute", "min: 1.93848 ms", "max: 2.08691 ms", "mean: 1.9787 ms", "median: 1.97852 ms",
                  "percentile: 2.00391 ms at 99%", "total compute time: 19.787 s", "",
                  "=== Profile (100 iterations ) ===", "   Layer   Time (ms)   Avg. Time (ms)   Time %",
                  "   conv1 + relu1     12.50     0.13     12.5",
                  "   prob input reformatter 0     87.51     0.88     87.5", "   Total    100.01     1.00    100.0",
                  ""});
}

std::string version_8() {
    return lines(
        {"=== Performance summary ===", "Throughput: 500 qps",
         "Latency: min = 1.99 ms, max = 2.2 ms, mean = 2.05 ms, median = 2.04 ms, percentile(99%) = 2.1 ms",
         "GPU Compute Time: min = 1.9 ms, max = 2.1 ms, mean = 1.95 ms, median = 1.94 ms, percentile(99%) = 2 ms",
         "=== Profile (200 iterations ) ===", "  Layer   Time (ms)   Avg. Time (ms)   Median Time (ms)   Time %",
         "  {ForeignNode[conv1...fc8]}   190.00   0.9500   0.9400   95.0", "  prob   10.00   0.0500   0.0500   5.0",
         "  Total   200.00   1.0000   0.9900   100.0"});
}

std::string exported() {
    return R"([
  { "count" : 100 }
, { "name" : "conv1 + relu1", "timeMs" : 12.5, "averageMs" : 0.125, "percentage" : 12.5 }
, { "name" : "prob", "timeMs" : 87.5, "averageMs" : 0.875, "percentage" : 87.5 }
])";
}

std::string fault_of_profile(const std::string& text) {
    return fault_from([&] { read_layer_profile(text, "x.log"); });
}
std::string fault_of_summary(const std::string& text) {
    return fault_from([&] { read_gpu_compute(text, "x.log"); });
}

TEST(Trtexec, TellsHowLongTheGpuComputed) {
    EXPECT_EQ(read_gpu_compute(version_7(), "7.log"),
              (GpuCompute{Milliseconds(1.93848), Milliseconds(2.08691), Milliseconds(1.9787), Milliseconds(1.97852)}));
    EXPECT_EQ(read_gpu_compute(version_8(), "8.log").mean, Milliseconds(1.95)) << "and not the latency's 2.05";
}

TEST(Trtexec, PrintsATableOfItsLayersWithAndWithoutMedians) {
    const LayerProfile seven = read_layer_profile(version_7(), "7.log");
    EXPECT_EQ(seven.version, TensorRt::v7);
    EXPECT_EQ(seven.iterations, 100U);
    ASSERT_EQ(seven.rows.size(), 2U);
    EXPECT_EQ(seven.rows[1].name, "prob input reformatter 0");
    EXPECT_DOUBLE_EQ(seven.rows[0].average.count(), 0.125) << "the two printed digits are not enough";
    const LayerProfile eight = read_layer_profile(version_8(), "8.log");
    EXPECT_EQ(eight.version, TensorRt::v8);
    EXPECT_DOUBLE_EQ(eight.rows.at(0).average.count(), 0.95);
}

TEST(Trtexec, ExportsTheSameAsJson) {
    const LayerProfile profile = read_layer_profile(exported(), "p.json");
    EXPECT_EQ(profile.version, TensorRt::v7);
    EXPECT_THAT(profile.rows,
                ElementsAre(LayerRow{"conv1 + relu1", Milliseconds(0.125)}, LayerRow{"prob", Milliseconds(0.875)}));
    std::string medians = exported();
    for (std::size_t at = 0; (at = medians.find("\"percentage\"", at)) != medians.npos; at += 30) {
        medians.insert(at, "\"medianMs\" : 0.1, ");
    }
    EXPECT_EQ(read_layer_profile(medians, "p.json").version, TensorRt::v8);
}

TEST(Trtexec, IsNotTrustedWhereItsTableIsCutOff) {
    const std::string whole = version_7();
    EXPECT_THAT(fault_of_profile(whole.substr(0, whole.find("   Total"))), HasSubstr("up to its row 'Total', found"));
    EXPECT_THAT(fault_of_profile(whole.substr(0, whole.find("87.51"))), HasSubstr("x.log:12: expected a row"));
    EXPECT_THAT(fault_of_profile(with(whole, "   conv1 + relu1     12.50     0.13     12.5", "")),
                HasSubstr("expected a row"))
        << "a blank line ends no table";
    EXPECT_THAT(fault_of_profile(with(whole, "12.50", "2.50")),
                HasSubstr("x.log:13: expected rows that make up the total of 100.01"));
    EXPECT_THAT(fault_of_profile(with(whole, "12.50", "-12.50")), HasSubstr("expected a time of 0 ms or more"));
    EXPECT_THAT(fault_of_profile(with(whole, "(100 iter", "(0 iter")), HasSubstr("one iteration or more"));
    EXPECT_THAT(fault_of_profile(""), HasSubstr("'x.log' has no table '=== Profile"));
}

TEST(Trtexec, IsNotTrustedWhereItsJsonIsCutOff) {
    EXPECT_THAT(fault_of_profile(exported().substr(0, 150)), HasSubstr("x.log:"));
    EXPECT_THAT(fault_of_profile(with(exported(), "\"percentage\" : 87.5", "\"percentage\" : 7.5")),
                HasSubstr("expected rows that make up 100 %, found rows of 20"));
    EXPECT_THAT(fault_of_profile(with(exported(), "\"averageMs\" : 0.875", "\"averageMs\" : 0.8")),
                HasSubstr("expected 'timeMs' divided by 'count', found 0.8"));
    EXPECT_THAT(fault_of_profile(with(exported(), "0.125", "-0.125")), HasSubstr("found -0.125"));
    EXPECT_THAT(fault_of_profile("[]"), HasSubstr("expected a profile of trtexec"));
}

TEST(Trtexec, IsNotTrustedWhereItsSummaryIsMissingCutOffOrThereTwice) {
    const std::string whole = version_7();
    EXPECT_THAT(fault_of_summary(whole.substr(0, whole.find("mean"))), HasSubstr("expected 'mean' in the summary"));
    EXPECT_THAT(fault_of_summary(whole.substr(0, whole.find("GPU Compute"))), HasSubstr("no summary 'GPU Compute'"));
    EXPECT_THAT(fault_of_summary(whole + version_8()), HasSubstr("has 2 summaries 'GPU Compute'"));
    EXPECT_THAT(fault_of_summary(with(whole, "mean: 1.9787 ms", "mean: -1.9787 ms")),
                HasSubstr("expected a time in ms"));
}

TEST(Trtexec, SaysItselfWhenItFailedOrDidNotEnd) {
    const std::string begun = "&&&& RUNNING TensorRT.trtexec # trtexec --dumpProfile\n" + version_7();
    EXPECT_THAT(fault_of_profile(begun), HasSubstr("'x.log' is cut off"));
    EXPECT_THAT(fault_of_summary(begun + "&&&& FAILED TensorRT.trtexec\n"), HasSubstr("of a trtexec that failed"));
    EXPECT_EQ(read_layer_profile(begun + "&&&& PASSED TensorRT.trtexec\n", "x.log").rows.size(), 2U);
}

TEST(Trtexec, NamesInItsRowsWhatRanWhere) {
    const auto kind = [](const char* name) { return meaning_of(name).kind; };
    EXPECT_THAT(meaning_of("a/1x1 + a/relu || b + c").layers, ElementsAre("a/1x1", "a/relu", "b", "c"));
    EXPECT_EQ(kind("a/1x1 copy"), RowKind::gpu);
    EXPECT_THAT(meaning_of("a/1x1 copy").layers, ElementsAre("a/1x1"));
    EXPECT_EQ(kind("prob input reformatter 0"), RowKind::gpu_reformat);
    EXPECT_EQ(kind("Reformatting CopyNode for Input Tensor 0 to prob"), RowKind::gpu_reformat);
    EXPECT_EQ(kind("data to nvm"), RowKind::transfer);
    EXPECT_EQ(kind("(Unnamed Layer* 10) [Convolution]_output from nvm"), RowKind::transfer);
    EXPECT_EQ(kind("{a,b} input reformatter 0"), RowKind::dla_input);
    EXPECT_EQ(kind("{a,b} reformatted input 0 finish"), RowKind::dla_input);
    EXPECT_EQ(kind("{a,b} output reformatter 0"), RowKind::dla);
    EXPECT_EQ(kind("{a,b} output to be reformatted 0 finish"), RowKind::dla);
    EXPECT_EQ(kind("Reformatting CopyNode for Input Tensor 0 to {ForeignNode[a...c]}"), RowKind::dla_input);
    EXPECT_THAT(meaning_of("{ForeignNode[a...c]}").layers, ElementsAre("a", "c"));
    EXPECT_TRUE(meaning_of("{ForeignNode[a...c]}").ends_only);
    EXPECT_FALSE(meaning_of("{a,c}").ends_only);
}

TEST(Tegrastats, ShowsTheLoadOfTheMemoryInBothGenerations) {
    const auto samples = read_tegrastats(
        "10-16-2023 09:06:55 RAM 29959/30587MB EMC_FREQ 16%@2133 GR3D_FREQ 67%@407\n"
        "RAM 3199/15825MB EMC_FREQ 0%@800 GR3D_FREQ 0%@318\r\nRAM 3199/15825MB EMC_FREQ 7% GR3D_FREQ 0%\n",
        "t.log");
    EXPECT_THAT(samples, ElementsAre(EmcSample{16, 2133}, EmcSample{0, 800}, EmcSample{7, 0}));
}

TEST(Tegrastats, IsNotTrustedWhereALineIsCutOffOrHasNoEmc) {
    const auto fault = [](const std::string& text) { return fault_from([&] { read_tegrastats(text, "t.log"); }); };
    EXPECT_THAT(fault("RAM 1/2MB EMC_FREQ 16%@2133 GR3D_FREQ 1%\nRAM 1/2MB EMC_FREQ 16%@21"),
                HasSubstr("t.log:2: expected a whole line"));
    EXPECT_THAT(fault("RAM 1/2MB GR3D_FREQ 1%\n"),
                HasSubstr("t.log:1: expected a whole line of tegrastats with EMC_FREQ"));
    EXPECT_THAT(fault("EMC_FREQ 116%@2133 x\n"), HasSubstr("t.log:1"));
    EXPECT_THAT(fault("\n"), HasSubstr("has no line of tegrastats"));
}

}  // namespace
}  // namespace bt::format::trtexec_test
