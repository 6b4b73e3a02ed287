// Logs of two boards, and what earlier tools made of the same profiles.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "bt/format/tegrastats.hpp"
#include "bt/format/trtexec.hpp"
#include "format/csv.hpp"
#include "format/json_cursor.hpp"
#include "format/trtexec_lines.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::trtexec_reference_test {
namespace {

class TrtexecReference : public testing::Test {
protected:
    void SetUp() override {
        const char* reference = std::getenv("BT_REFERENCE");
        if (reference == nullptr) GTEST_SKIP() << "BT_REFERENCE is not set: no logs to read";
        folder_ = std::string(reference) + "/data/concurrent/";
    }

    std::string text(const std::string& name) const { return file_text(folder_ + name); }
    LayerProfile profile(const std::string& name) const {
        const std::string file = "profiles/googlenet_" + name + ".profile.json";
        return read_layer_profile(text(file), file);
    }

private:
    std::string folder_;
};

TEST_F(TrtexecReference, SummariesOfBothPus) {
    EXPECT_EQ(read_gpu_compute(text("raw/trtexec_gpu_compute_section.txt"), "gpu").mean, Milliseconds(1.9787));
    EXPECT_EQ(read_gpu_compute(text("raw/trtexec_7.1.3_xavier_googlenet_dla_summary_and_profile.txt"), "dla").mean,
              Milliseconds(3.68068));
}

TEST_F(TrtexecReference, TablesOfBothVersions) {
    const LayerProfile seven =
        read_layer_profile(text("raw/trtexec_7.1.3_xavier_googlenet_dla_summary_and_profile.txt"), "7");
    EXPECT_EQ(seven.version, TensorRt::v7);
    EXPECT_EQ(seven.iterations, 1514U);
    EXPECT_EQ(seven.rows.size(), 6U);
    EXPECT_EQ(meaning_of(seven.rows[1].name).layers.size(), 140U);
    const LayerProfile eight = read_layer_profile(text("raw/trtexec_8.5.2_orin_googlenet_dla_profile.txt"), "8");
    EXPECT_EQ(eight.version, TensorRt::v8);
    EXPECT_EQ(eight.rows.size(), 4U);
    EXPECT_NEAR(eight.rows[1].average.count(), 1.0320, 5e-5);
    const LayerProfile one = read_layer_profile(text("raw/trtexec_7.1.3_xavier_googlenet_gpu_1iter.log"), "1");
    EXPECT_EQ(one.iterations, 1U);
    EXPECT_EQ(one.rows.size(), 85U);
}

TEST_F(TrtexecReference, LinesOfTegrastats) {
    const auto samples = read_tegrastats(text("raw/tegrastats_lines.txt"), "t");
    EXPECT_EQ(samples, (std::vector<EmcSample>{{16, 2133}, {0, 800}}));
}

// The earlier parser drops changing rows and counts the layers of the others.
TEST_F(TrtexecReference, RowsAsTheEarlierParserKeptThem) {
    const std::string expected_text = text("expected/googlenet_gpu_transition_at_-1_filtered.json");
    const JsonDocument document(expected_text, "filtered");
    const auto expected = document.root().items(1000);
    std::size_t next = 0;
    for (const LayerRow& row : profile("gpu_transition_at_-1").rows) {
        const RowMeaning meaning = meaning_of(row.name);
        if (meaning.kind != RowKind::gpu) continue;
        ASSERT_LT(next, expected.size());
        EXPECT_EQ(row.name, expected[next].at("name").string());
        EXPECT_DOUBLE_EQ(row.average.count(), expected[next].at("average_time_ms").positive());
        EXPECT_EQ(static_cast<std::int64_t>(meaning.layers.size()), expected[next].at("layer_count").integer(1, 100));
        ++next;
    }
    EXPECT_EQ(next, expected.size());
}

// It put layers into ranges by counting them as they ran.
TEST_F(TrtexecReference, GroupsAsTheEarlierParserMadeThem) {
    const std::string expected_text = text("expected/layer_results_98593b6.json");
    const JsonDocument document(expected_text, "layer results");
    std::map<int, std::pair<double, int>> sums;  // by the first layer of the range: time, layers
    std::map<int, int> last_of;
    for (const auto& [range, content] : document.root().entries(100)) {
        last_of[std::stoi(range)] = std::stoi(range.substr(range.find('-') + 1));
    }
    int layer = 0;
    for (const LayerRow& row : profile("gpu_transition_at_-1").rows) {
        const RowMeaning meaning = meaning_of(row.name);
        if (meaning.kind != RowKind::gpu) continue;
        const int count = static_cast<int>(meaning.layers.size());
        for (int i = 0; i < count; ++i, ++layer) {
            auto& sum = sums[std::prev(last_of.upper_bound(layer))->first];
            sum.first += row.average.count() / count;
            ++sum.second;
        }
    }
    for (const auto& [range, content] : document.root().entries(100)) {
        const auto& sum = sums[std::stoi(range)];
        EXPECT_NEAR(sum.first, content.at("gpu").at("total_gpu_time_ms").positive(), 1e-9) << range;
        EXPECT_EQ(sum.second, content.at("gpu").at("layer_count").integer(1, 1000)) << range;
    }
}

// It took for the DLA's only what stood on rows with braces: the wait on others was lost.
TEST_F(TrtexecReference, TimesOfTheDlaAsTheEarlierParserMissedThem) {
    const std::string expected_text = text("expected/dla_compute_times_98593b6_artifact_parser.json");
    const JsonDocument document(expected_text, "dla");
    for (const auto& [name, content] : document.root().entries(100)) {
        if (name == "googlenet_dla_transition_at_-1") continue;
        double sum = 0;
        for (const LayerRow& row : profile(name.substr(std::string("googlenet_").size())).rows) {
            if (row.name.starts_with('{')) sum += row.average.count();
        }
        EXPECT_NEAR(sum, content.at("total_time").positive(), 1e-6) << name;
    }
}

// '< log: … Total 6426.50 6.43 100.0' without a solver beside, '>' with one.
TEST_F(TrtexecReference, OverheadOfASolverFromTotalsOfTwelveNetworks) {
    const std::string all = text("z3_overhead.csv");
    CsvReader csv(all, "z3_overhead.csv");
    csv.next();
    double mean = 0;
    double most = -100;
    int count = 0;
    while (const auto row = csv.next()) {
        const double before = *parse_number(row->fields.at(1).text);
        const double overhead = 100 * (*parse_number(row->fields.at(2).text) / before - 1);
        mean += overhead;
        most = std::max(most, overhead);
        ++count;
    }
    EXPECT_EQ(count, 12);
    EXPECT_NEAR(mean / count, 0.96, 0.005);
    EXPECT_NEAR(most, 3.25, 0.005);

    std::map<std::string, std::pair<double, double>> changed;
    const std::string difference = text("raw/z3_overhead_diff.txt");
    std::size_t begin = 0;
    TrtexecLines lines(difference);
    while (const auto line = lines.next()) {
        const std::string whole = difference.substr(begin, difference.find('\n', begin) - begin);
        begin += whole.size() + 1;
        const auto row = named_numbers(line->content, 3);
        if (!row || row->name != "Total") continue;
        auto& both = changed[whole.substr(2, whole.find(':') - 2)];
        (whole.starts_with('<') ? both.first : both.second) = row->numbers[0];
    }
    EXPECT_EQ(changed.size(), 12U);
    EXPECT_NEAR(100 * (changed.at("alexnet_dla_googlenet_1_results.log").second /
                           changed.at("alexnet_dla_googlenet_1_results.log").first -
                       1),
                3.25, 0.005);
}

}  // namespace
}  // namespace bt::format::trtexec_reference_test
