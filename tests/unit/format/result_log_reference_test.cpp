// Logs of real devices, where they are present, against figures computed here in another way: line by line, sscanf.
#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bt/format/result_log_reader.hpp"

namespace bt::format::result_log_reference_test {
namespace {

struct PlainSection {
    std::string uid;
    std::uint64_t frequency = 0;
    std::size_t records = 0;
    std::map<unsigned, std::pair<double, std::size_t>> by_chunk;  // sum of durations in ms, their number
};

std::vector<PlainSection> read_plainly(const std::string& text) {
    std::vector<PlainSection> sections;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        char uid[128] = {};
        std::uint64_t frequency = 0, start = 0, end = 0, duration = 0;
        unsigned task = 0, chunk = 0;
        if (line == "### Python Begin ###") sections.emplace_back();
        if (sections.empty()) continue;
        auto& section = sections.back();
        if (std::sscanf(line.c_str(), "Schedule_UID=%127s", uid) == 1) section.uid = uid;
        if (std::sscanf(line.c_str(), "Frequency=%" SCNu64 " Hz", &frequency) == 1) section.frequency = frequency;
        if (std::sscanf(line.c_str(), "Task=%u Chunk=%u Start=%" SCNu64 " End=%" SCNu64 " Duration=%" SCNu64, &task,
                        &chunk, &start, &end, &duration) != 5)
            continue;
        ++section.records;
        auto& [sum, count] = section.by_chunk[chunk];
        sum += static_cast<double>(duration) / static_cast<double>(section.frequency) * 1e3;
        ++count;
    }
    return sections;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

std::map<unsigned, double> mean_ms_by_chunk(const ResultSection& section) {
    std::map<unsigned, std::pair<Nanoseconds, int>> sums;
    for (const auto& record : section.records) {
        auto& [sum, count] = sums[record.chunk];
        sum += section.nanoseconds(record.duration());
        ++count;
    }
    std::map<unsigned, double> means;
    for (const auto& [chunk, sum] : sums) means[chunk] = Milliseconds(sum.first).count() / sum.second;
    return means;
}

struct ReferenceLog {
    const char* name;
    std::size_t sections;
    std::uint64_t frequency;
};

class ResultLogReference : public testing::TestWithParam<ReferenceLog> {};

TEST_P(ResultLogReference, SectionsRecordsAndMeansAgreeWithAPlainReading) {
    const char* const reference = std::getenv("BT_REFERENCE");
    if (reference == nullptr) GTEST_SKIP() << "BT_REFERENCE does not name the folder of reference data";
    const auto file = std::filesystem::path(reference) / "data" / "logs" / GetParam().name;
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there";
    const auto text = text_of(file);
    const auto expected = read_plainly(text);

    std::vector<ResultSection> sections;
    ResultSections take([&](ResultSection&& section) { sections.push_back(std::move(section)); });
    ResultLogReader reader(file.string(), take);
    for (std::size_t at = 0; at < text.size(); at += 4096) reader.feed(std::string_view(text).substr(at, 4096));
    reader.finish();

    ASSERT_EQ(sections.size(), GetParam().sections);
    ASSERT_EQ(expected.size(), sections.size());
    for (std::size_t i = 0; i < sections.size(); ++i) {
        SCOPED_TRACE(expected[i].uid);
        EXPECT_EQ(sections[i].head.uid, expected[i].uid);
        EXPECT_EQ(sections[i].head.frequency, GetParam().frequency);
        EXPECT_EQ(sections[i].records.size(), expected[i].records);
        EXPECT_EQ(sections[i].end.missing, 0U);
        const auto means = mean_ms_by_chunk(sections[i]);
        ASSERT_EQ(means.size(), expected[i].by_chunk.size());
        for (const auto& [chunk, sum] : expected[i].by_chunk)
            EXPECT_NEAR(means.at(chunk), sum.first / static_cast<double>(sum.second), 1e-6) << "chunk " << chunk;
    }
}

INSTANTIATE_TEST_SUITE_P(OfTwoDevices, ResultLogReference,
                         testing::Values(ReferenceLog{"result_3A021JEHN02756_cifar-sparse_vk_000.log", 20, 24'576'000},
                                         ReferenceLog{"result_jetson_tree_cu_000.log", 14, 31'250'000}));

}  // namespace
}  // namespace bt::format::result_log_reference_test
