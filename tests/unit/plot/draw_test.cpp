#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "bt/plot/draw.hpp"
#include "bt/system/child.hpp"
#include "bt/system/file_reader.hpp"
#include "support/temporary_folder.hpp"
#include "unit/plot/samples.hpp"

namespace bt::plot {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t most = 1U << 26U;

std::vector<NamedFigure> all_samples() {
    return {{"heatmap", samples::heatmap()},
            {"times", samples::times()},
            {"bars", samples::bars()},
            {"scatter", samples::scatter()},
            {"gantt", samples::gantt()}};
}

class Drawing : public ::testing::Test {
protected:
    std::string read(const std::string& name) const { return system::read_file(folder / name, most); }

    test::TemporaryFolder folder;
};

TEST_F(Drawing, MakesEachKindOfFigureInEachFormatWithItsScriptAndData) {
    const auto files =
        draw(folder.path(), all_samples(), {.formats = {ImageFormat::png, ImageFormat::svg, ImageFormat::pdf}});
    EXPECT_EQ(files.size(), 25U);
    for (const NamedFigure& figure : all_samples()) {
        EXPECT_THAT(read(figure.stem + ".png").substr(1, 3), "PNG");
        EXPECT_THAT(read(figure.stem + ".pdf").substr(0, 5), "%PDF-");
        EXPECT_THAT(read(figure.stem + ".svg"), HasSubstr("</svg>"));
    }
    if (const char* keep = std::getenv("BT_KEEP_FIGURES")) {
        using Options = std::filesystem::copy_options;
        std::filesystem::copy(folder.path(), keep, Options::overwrite_existing | Options::recursive);
    }
}

}  // namespace
}  // namespace bt::plot
