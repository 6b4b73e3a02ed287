#include "bt/plot/draw.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"
#include "plot/text.hpp"
#include "support/temporary_folder.hpp"
#include "unit/plot/gnuplot.hpp"
#include "unit/plot/samples.hpp"
#include "unit/plot/svg.hpp"

namespace bt::plot {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::uint64_t most = 1U << 26U;

std::vector<NamedFigure> all_samples() {
    return {{"heatmap", samples::heatmap()},
            {"times", samples::times()},
            {"bars", samples::bars()},
            {"scatter", samples::scatter()},
            {"gantt", samples::gantt()}};
}

// Everything that a shell, gnuplot or a browser would act upon.
constexpr const char* hostile =
    "`touch pwned` $(touch pwned) @macro '; system(\"touch pwned\") # \\\" {/Bold x}^2_3 %s %d "
    "<script>alert(1)</script>";

void make_hostile(Caption& caption) { caption = {hostile, {hostile, hostile}}; }

NamedFigure hostile_heatmap() {
    Heatmap map = samples::heatmap();
    make_hostile(map.caption);
    map.rows.front() = hostile;
    map.columns.front().label = hostile;
    map.columns.front().labels.back() = hostile;
    map.cells.front().text = hostile;
    map.scale.label = hostile;
    map.mark = hostile;
    return {"heatmap", map};
}

NamedFigure hostile_bars() {
    BarChart chart = samples::bars();
    make_hostile(chart.caption);
    chart.value_label = hostile;
    chart.clusters.front() = hostile;
    chart.series.front().label = hostile;
    return {"bars", chart};
}

NamedFigure hostile_scatter() {
    Scatter figure = samples::scatter();
    make_hostile(figure.caption);
    figure.x_label = figure.y_label = figure.identity_label = hostile;
    figure.series.front().label = figure.series.front().points.front().label = hostile;
    return {"scatter", figure};
}

NamedFigure hostile_gantt() {
    Gantt figure = samples::gantt();
    make_hostile(figure.caption);
    figure.time_label = figure.rows.front().label = figure.rows.front().labels.front() = hostile;
    figure.slices.front().end = 9;
    figure.slices.front().text = "`id` <b>";
    return {"gantt", figure};
}

class Drawing : public ::testing::Test {
protected:
    void SetUp() override { BT_NEED_GNUPLOT(); }

    std::string read(const std::string& name) const { return system::read_file(folder / name, most); }
    std::string svg_of(const Figure& figure) const {
        draw(folder.path(), std::vector<NamedFigure>{{"it", figure}}, {.formats = {ImageFormat::svg}});
        return read("it.svg");
    }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    test::TemporaryFolder folder;
};

TEST_F(Drawing, MakesEachKindOfFigureInEachFormatWithItsScriptAndData) {
    const auto drawn =
        draw(folder.path(), all_samples(), {.formats = {ImageFormat::png, ImageFormat::svg, ImageFormat::pdf}});
    EXPECT_THAT(drawn, SizeIs(25));
    for (const NamedFigure& figure : all_samples()) {
        EXPECT_EQ(read(figure.stem + ".png").substr(1, 3), "PNG");
        EXPECT_THAT(read(figure.stem + ".pdf"), StartsWith("%PDF-"));
        EXPECT_THAT(read(figure.stem + ".svg"), HasSubstr("</svg>"));
    }
    if (const char* keep = std::getenv("BT_KEEP_FIGURES")) {  // for looking at them
        using Options = std::filesystem::copy_options;
        std::filesystem::copy(folder.path(), keep, Options::overwrite_existing | Options::recursive);
    }
}

TEST_F(Drawing, LooksAsItDidWhenSomebodyLastLooked) {
    if (test::gnuplot_version() != "gnuplot 5.4 patchlevel 4\n") {
        GTEST_SKIP() << "the kept figures are gnuplot 5.4.4's; this is " << test::gnuplot_version();
    }
    draw(folder.path(), all_samples(), {.formats = {ImageFormat::svg}});
    for (const NamedFigure& figure : all_samples()) {
        const std::filesystem::path golden = std::filesystem::path(BT_GOLDEN_FOLDER) / (figure.stem + ".svg");
        if (std::getenv("BT_UPDATE_GOLDEN")) test::write_text(golden, read(figure.stem + ".svg"));
        EXPECT_TRUE(read(figure.stem + ".svg") == system::read_file(golden, most))
            << figure.stem << ".svg differs; look at it, then BT_UPDATE_GOLDEN=1 keeps it";
    }
}

TEST_F(Drawing, TwiceGivesTheSameBytes) {
    draw(folder.path(), all_samples(), {.formats = {ImageFormat::png, ImageFormat::svg}});
    const std::string png = read("bars.png"), svg = read("bars.svg"), script = read("bars.gp");
    draw(folder.path(), all_samples(), {.formats = {ImageFormat::png, ImageFormat::svg}});
    EXPECT_TRUE(read("bars.png") == png);
    EXPECT_EQ(read("bars.svg"), svg);
    EXPECT_EQ(read("bars.gp"), script);
}

TEST_F(Drawing, LeavesAScriptThatDrawsTheSameFigureAgain) {
    const std::string before = svg_of(samples::heatmap());
    std::filesystem::remove(folder / "it.svg");
    const auto result = system::run_child({{"gnuplot", "-d", "it.gp"}, {}, folder.path()});
    EXPECT_TRUE(result.succeeded()) << result.err;
    EXPECT_EQ(read("it.svg"), before);
}

TEST_F(Drawing, RunsNothingThatALabelAsksFor) {
    const std::vector<NamedFigure> figures{hostile_heatmap(), hostile_bars(), hostile_scatter(), hostile_gantt()};
    draw(folder.path(), figures, {.formats = {ImageFormat::png, ImageFormat::svg}});
    for (const NamedFigure& figure : figures) {
        EXPECT_THAT(read(figure.stem + ".gp"), AllOf(Not(HasSubstr("touch")), Not(HasSubstr("`")))) << figure.stem;
        const std::string svg = read(figure.stem + ".svg");
        EXPECT_THAT(svg, HasSubstr("`touch pwned` $(touch pwned) @macro")) << figure.stem;
        EXPECT_THAT(svg, Not(HasSubstr("<script"))) << figure.stem;
        EXPECT_THAT(svg, Not(HasSubstr("<b>"))) << figure.stem;
    }
    // Again from the files, as a person would who restyles them.
    const auto again = system::run_child({{"gnuplot", "-d", "bars.gp"}, {}, folder.path()});
    EXPECT_TRUE(again.succeeded()) << again.err;
    EXPECT_THAT(files(), Not(::testing::Contains("pwned")));
    EXPECT_FALSE(std::filesystem::exists("pwned"));
}

// Where a text of an SVG begins and ends.
std::pair<std::pair<double, double>, std::pair<double, double>> extent(const test::SvgText& text) {
    const double wide = text_width(text.text, text.pixels * 0.75) * 0.8;  // text_width is on the wide side
    const double from = text.anchor == "start" ? 0 : text.anchor == "end" ? -wide : -wide / 2;
    const double turn = text.degrees * std::numbers::pi / 180;
    return {{text.x + from * std::cos(turn), text.y + from * std::sin(turn)},
            {text.x + (from + wide) * std::cos(turn), text.y + (from + wide) * std::sin(turn)}};
}

void expect_nothing_cut(const std::string& text) {
    const test::Svg svg = test::parse_svg(text);
    EXPECT_GT(svg.texts.size(), 5U);
    for (const test::SvgText& each : svg.texts) {
        const auto [from, to] = extent(each);
        for (const auto& [x, y] : {from, to}) {
            EXPECT_TRUE(x >= 0 && x <= svg.width && y >= 0 && y <= svg.height)
                << "'" << each.text << "' reaches " << x << ", " << y << " of " << svg.width << " x " << svg.height;
        }
    }
}

TEST_F(Drawing, CutsNoLabelHoweverLong) {
    draw(folder.path(), all_samples(), {.formats = {ImageFormat::svg}});
    for (const NamedFigure& figure : all_samples()) expect_nothing_cut(read(figure.stem + ".svg"));
    const std::string longest(100, 'w');
    Heatmap map = samples::heatmap();
    map.caption.title = map.caption.notes.front() = map.rows[1] = longest;
    map.columns.front().labels[1] = longest;
    expect_nothing_cut(svg_of(map));
    BarChart chart = samples::bars();
    chart.caption.title = chart.clusters.front() = chart.series.front().label = longest;
    expect_nothing_cut(svg_of(chart));
    Gantt gantt = samples::gantt();
    gantt.rows.front().label = gantt.rows.front().labels.front() = longest;
    expect_nothing_cut(svg_of(gantt));
}

TEST_F(Drawing, TellsAbsentFromUnmeasuredFromZero) {
    const std::string data = describe({"it", samples::heatmap()}, {}).data;
    EXPECT_THAT(data, HasSubstr("# x y (absent)\n3.5\t0.5\n3.5\t1.5\n3.5\t2.5\n"));
    EXPECT_THAT(data, HasSubstr("# x y (not measured)\n2.5\t1.5\n"));
    EXPECT_THAT(svg_of(samples::heatmap()), AllOf(HasSubstr(">absent<"), HasSubstr(">not measured<")));
}

TEST_F(Drawing, SaysWhereValuesGoBeyondTheColours) {
    EXPECT_THAT(svg_of(samples::heatmap()), HasSubstr(">≥ 2<"));
    Heatmap tame = samples::heatmap();
    for (HeatCell& cell : tame.cells) cell.value = std::min(cell.value, 2.0);
    EXPECT_THAT(svg_of(tame), Not(HasSubstr("≥")));
}

TEST_F(Drawing, OfFourThousandStagesStaysWithinWhatGnuplotCanDraw) {
    Heatmap map = samples::times();
    map.rows.assign(4096, "stage");
    BarChart chart = samples::bars();
    chart.clusters.assign(4096, "stage");
    chart.series = {{"one", {}, std::vector<Bar>(4096, Bar{2.0})}};
    map.cells.assign(4096 * 4, {HeatCell::Kind::value, 1.5});
    draw(folder.path(), std::vector<NamedFigure>{{"map", map}, {"chart", chart}}, {.formats = {ImageFormat::png}});
    const auto height = [](const std::string& png) {  // big-endian, in the first chunk
        return (static_cast<unsigned char>(png[22]) << 8U) + static_cast<unsigned char>(png[23]);
    };
    EXPECT_GT(height(read("map.png")), 8000);
    EXPECT_LE(height(read("map.png")), 16500);
    EXPECT_EQ(read("chart.png").substr(1, 3), "PNG");
}

TEST_F(Drawing, OfOneValueOrOfNoneStillMakesAFigure) {
    Scatter one = samples::scatter();
    one.series = {{"one", {}, {{3, 3}}}};
    Scatter none = one;
    none.series.clear();
    Gantt idle = samples::gantt();
    idle.slices.clear();
    BarChart gone = samples::bars();
    for (BarSeries& series : gone.series) {
        for (Bar& bar : series.bars) bar = {};
    }
    Heatmap unmeasured = samples::times();
    for (HeatCell& cell : unmeasured.cells) cell = {};
    for (const Figure& figure : std::vector<Figure>{one, none, idle, gone, unmeasured}) {
        EXPECT_THAT(svg_of(figure), HasSubstr("</svg>"));
    }
}

TEST_F(Drawing, InOtherFormatsRemovesThePicturesThatWouldBeStale) {
    draw(folder.path(), std::vector<NamedFigure>{{"it", samples::bars()}}, {.formats = {ImageFormat::png}});
    svg_of(samples::bars());
    EXPECT_THAT(files(), ::testing::UnorderedElementsAre("it.svg", "it.gp", "it.dat"));
}

TEST_F(Drawing, RefusesNumbersThatAreNone) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    Heatmap map = samples::heatmap();
    map.cells.front().value = nan;
    EXPECT_THROW(svg_of(map), Error);
    Heatmap zero = samples::times();
    zero.cells.front().value = 0;
    EXPECT_THROW(svg_of(zero), Error);
    BarChart chart = samples::bars();
    chart.series.front().bars.front().ci = Ci{0, std::numeric_limits<double>::infinity()};
    EXPECT_THROW(svg_of(chart), Error);
    Scatter scatter = samples::scatter();
    scatter.series.front().points.front().x = nan;
    EXPECT_THROW(svg_of(scatter), Error);
    Gantt gantt = samples::gantt();
    gantt.slices.front().end = -1;
    EXPECT_THROW(svg_of(gantt), Error);
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(Drawing, RefusesFigureNamesThatAScriptCouldMisread) {
    for (const char* stem : {"", "a'b", "a b", "../up", "-e", ".hidden", "a`b`"}) {
        EXPECT_THROW(describe({stem, samples::bars()}, {}), Error) << stem;
    }
    EXPECT_NO_THROW(describe({"a%20b_ratio", samples::bars()}, {}));
}

TEST_F(Drawing, UnderANameWithEscapedBytesWorks) {
    draw(folder.path(), std::vector<NamedFigure>{{"a%73%25_it", samples::bars()}}, {.formats = {ImageFormat::svg}});
    EXPECT_THAT(read("a%73%25_it.svg"), HasSubstr("</svg>"));
}

// A PATH of the test's own, put back when it ends.
class OwnPath {
public:
    explicit OwnPath(const std::filesystem::path& folder) { ::setenv("PATH", folder.c_str(), 1); }
    ~OwnPath() { ::setenv("PATH", before_.c_str(), 1); }

private:
    std::string before_ = std::getenv("PATH");
};

std::string failure(const std::filesystem::path& folder) {
    try {
        draw(folder, std::vector<NamedFigure>{{"it", samples::bars()}});
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::host);
        return error.failed() + "; " + error.advice();
    }
    return "nothing failed";
}

TEST_F(Drawing, WithoutGnuplotSaysSoAndHowToGetIt) {
    const OwnPath path(folder / "empty");
    EXPECT_THAT(failure(folder.path()), AllOf(HasSubstr("gnuplot is missing"), HasSubstr("apt install gnuplot")));
}

TEST_F(Drawing, ThatFailsSaysWhyAndLeavesTheOldFigure) {
    test::write_text(folder / "bin/gnuplot", "#!/bin/sh\necho 'line 0: unknown terminal' >&2\nexit 1\n");
    std::filesystem::permissions(folder / "bin/gnuplot", std::filesystem::perms::owner_all);
    test::write_text(folder / "it.png", "old");
    const OwnPath path(folder / "bin");
    EXPECT_THAT(failure(folder.path()), HasSubstr("exited with status 1: line 0: unknown terminal"));
    EXPECT_EQ(read("it.png"), "old");
}

TEST_F(Drawing, ThatWasInterruptedSaysSoAndLeavesNothing) {
    system::Cancellation stop;
    stop.request();
    try {
        draw(folder.path(), std::vector<NamedFigure>{{"it", samples::bars()}}, {.cancel = &stop});
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::interrupted);
    }
    EXPECT_THAT(files(), IsEmpty());
}

TEST(AFormatOfFigures, ThatIsMistypedGetsASuggestion) {
    EXPECT_EQ(parse_image_format("pdf"), ImageFormat::pdf);
    EXPECT_THROW(parse_image_format("pgn"), Error);
}

}  // namespace
}  // namespace bt::plot
