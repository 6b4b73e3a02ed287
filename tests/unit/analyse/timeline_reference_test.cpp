// Timelines of a phone in which every stage ran, where they are present.
#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bt/analyse/section.hpp"

namespace bt::analyse {
namespace {

constexpr std::uint64_t pixel_hz = 24'576'000;  // timelines/clock_hz.json

SectionFigures figures_of_timeline(const std::filesystem::path& file, std::size_t chunks) {
    SectionTrace trace(chunks);
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        Row row{};
        if (std::sscanf(line.c_str(), "%" SCNu32 ",%" SCNu32 ",%*[A-Za-z],%" SCNu64 ",%" SCNu64, &row.task, &row.chunk,
                        &row.start, &row.end) == 4)
            trace.add(row);
    }
    return trace.finish(pixel_hz);
}

TEST(Timeline, OfAPhoneGivesTheChunkAveragesThatWerePublished) {
    const char* const reference = std::getenv("BT_REFERENCE");
    if (reference == nullptr) GTEST_SKIP() << "BT_REFERENCE does not name the folder of reference data";
    const auto folder = std::filesystem::path(reference) / "data/timelines";
    const auto file = folder / "2025-04-13_pixel_cifar-sparse_schedule1.csv";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is not there";
    const SectionFigures figures = figures_of_timeline(file, 4);
    EXPECT_NEAR(figures.chunks[0].mean_busy.count(), 5.20, 0.005);
    EXPECT_NEAR(figures.chunks[1].mean_busy.count(), 6.98, 0.005);
    EXPECT_NEAR(figures.chunks[2].mean_busy.count(), 11.99, 0.005);
    EXPECT_NEAR(figures.chunks[3].mean_busy.count(), 6.40, 0.005);
    EXPECT_EQ(figures.widest, 2U);
    EXPECT_EQ(figures.tasks, 100U);
    // measured/2025-04-13_…_10schedules.csv says 11.8756 ms, from all completions; the widest chunk is 1 % above,
    // because its first task came while the others were still idle.
    EXPECT_NEAR(figures.interval->count(), 11.88, 0.12);
}

}  // namespace
}  // namespace bt::analyse
