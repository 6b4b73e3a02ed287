#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bt/system/file_reader.hpp"
#include "bt/system/program.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::heatmap_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr const char* header = "stage,little,big,vulkan,cuda,device,run\n";

class Heatmap : public ::testing::Test {
protected:
    void SetUp() override {
        if (!system::find_program("gnuplot")) GTEST_SKIP() << "gnuplot is not installed";
    }

    std::filesystem::path file(const std::string& name, const std::string& date = "2026-03-31") const {
        return store / date / "tree" / name;
    }

    // Seven stages on little, big and vulkan, no cuda; stage 2 never measured on vulkan. Under load `big` takes twice
    // as long, `little` the same but for noise, `vulkan` half.
    void write_tables(const std::string& device, const std::string& file_device, int repeats = 3,
                      const std::string& date = "2026-03-31") const {
        std::string normal = header, fully = header;
        for (int repeat = 1; repeat <= repeats; ++repeat) {
            const double noise = 1 + 0.01 * (repeat - 2);
            for (int stage = 1; stage <= 7; ++stage) {
                const std::string end = ",0.0," + device + ",1." + std::to_string(repeat) + "\n";
                const auto row = [&](double little, double big, double vulkan) {
                    return std::to_string(stage) + "," + std::to_string(little) + "," + std::to_string(big) + "," +
                           (stage == 2 ? "" : std::to_string(vulkan)) + end;
                };
                normal += row(2.0 * stage, 1.0 * stage * noise, 4.0 * stage);
                fully += row(2.0 * stage * noise, 2.0 * stage * noise, 2.0 * stage);
            }
        }
        test::write_text(file(file_device + "_normal.csv", date), normal);
        test::write_text(file(file_device + "_fully.csv", date), fully);
    }

    system::ChildResult heatmap(std::vector<std::string> arguments,
                                std::vector<std::pair<std::string, std::string>> environment = {}) const {
        arguments.insert(arguments.begin(), {"heatmap", "--data", store.string()});
        return runner(std::move(arguments), std::move(environment), folder.path());
    }

    std::string read(const std::string& name) const { return system::read_file(file(name), 1U << 26U); }

    std::vector<std::string> files(const std::string& date = "2026-03-31") const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(store / date / "tree")) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    test::TemporaryFolder folder;
    std::filesystem::path store = folder.path() / "data";
};

TEST_F(Heatmap, DrawsFourFiguresOfADeviceBesideItsTablesWithTheirScripts) {
    write_tables("phone", "phone");
    const auto result = heatmap({"--app", "tree", "--device", "phone", "--format", "png,svg,pdf"});
    EXPECT_EQ(result.status, 0) << result.err;
    for (const std::string figure : {"ratio", "difference", "times", "bars"}) {
        for (const std::string ending : {"png", "svg", "pdf", "gp", "dat"}) {
            EXPECT_TRUE(std::filesystem::exists(file("phone_" + figure + "." + ending))) << figure << ending;
        }
    }
    EXPECT_THAT(runner({"status", "--data", store.string()}).out, HasSubstr("schedule: no schedules"));
}

TEST_F(Heatmap, LooksAsItDidWhenSomebodyLastLooked) {
    const std::string version = system::run_child({{"gnuplot", "--version"}}).out;
    if (version != "gnuplot 5.4 patchlevel 4\n") {
        GTEST_SKIP() << "the kept figures are gnuplot 5.4.4's; this is " << version;
    }
    write_tables("phone", "phone");
    write_tables("board", "board");
    ASSERT_EQ(heatmap({"--app", "tree", "--device", "phone", "--format", "svg"}).status, 0);
    for (const std::string name : {"phone_ratio", "phone_difference", "phone_times", "phone_bars", "overview"}) {
        const std::filesystem::path golden = std::filesystem::path(BT_GOLDEN_FOLDER) / (name + ".svg");
        if (std::getenv("BT_UPDATE_GOLDEN")) test::write_text(golden, read(name + ".svg"));
        EXPECT_TRUE(read(name + ".svg") == system::read_file(golden, 1U << 26U))
            << name << ".svg differs; look at it, then BT_UPDATE_GOLDEN=1 keeps it";
    }
}

TEST_F(Heatmap, PrintsMeansCoefficientsOfVariationAndRatiosWithTheirCis) {
    write_tables("phone", "phone");
    const std::string out = heatmap({"--app", "tree"}).out;
    EXPECT_THAT(out, HasSubstr("1 morton-codes  2.00 (0.0 %)  1.00 (1.0 %)  4.00 (0.0 %)  absent"));
    EXPECT_THAT(out, HasSubstr("2 sort          4.00 (0.0 %)  2.00 (1.0 %)  -             absent"));
    EXPECT_THAT(out, HasSubstr("1.00 [0.975, 1.03] ○  2.00 [2.00, 2.00]  0.500 [0.500, 0.500]  absent"));
}

TEST_F(Heatmap, MarksCellsWhereNoDifferenceIsShown) {
    write_tables("phone", "phone");
    heatmap({"--app", "tree", "--format", "svg"});
    EXPECT_THAT(read("phone_ratio.svg"), HasSubstr("no difference shown: the 95 % CI includes 1"));
    const std::string data = read("phone_ratio.dat");
    const std::string marked = data.substr(data.find("(marked)"));
    EXPECT_EQ(std::count(marked.begin(), marked.end(), '\n'), 1 + 7);  // its heading, then little's seven stages
}

TEST_F(Heatmap, OfOneRepeatSaysThatThereAreNoCis) {
    write_tables("phone", "phone", 1);
    const auto result = heatmap({"--app", "tree", "--format", "svg"});
    EXPECT_THAT(result.out, AllOf(HasSubstr("1 repeat: no CIs"), Not(HasSubstr("[0"))));
    EXPECT_THAT(read("phone_ratio.svg"), AllOf(HasSubstr("1 repeat: no CIs"), Not(HasSubstr("no difference shown"))));
}

TEST_F(Heatmap, LeavesOutExcludedStagesAndTouchesNoTable) {
    write_tables("phone", "phone");
    const std::string before = read("phone_normal.csv");
    const auto result = heatmap({"--app", "tree", "--exclude-stages", "2,4"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out,
                AllOf(HasSubstr("3 unique"), Not(HasSubstr("2 sort")), HasSubstr("without the stages 2, 4")));
    EXPECT_THAT(read("phone_bars.dat"), AllOf(HasSubstr("3 unique"), Not(HasSubstr("4 radix-tree"))));
    EXPECT_EQ(read("phone_normal.csv"), before);
    EXPECT_EQ(heatmap({"--app", "tree", "--exclude-stages", "2-3,4"}).out,
              heatmap({"--app", "tree", "--exclude-stages", "2", "3", "4"}).out);
    for (const char* range : {"3-2", "2-", "1-9999", "1-7"}) {
        EXPECT_EQ(heatmap({"--app", "tree", "--exclude-stages", range}).status, 2) << range;
    }
}

TEST_F(Heatmap, RefusesAStageThatDoesNotExistBeforeItDraws) {
    write_tables("phone", "phone");
    for (const std::string stage : {"8", "0", "two", "1,2,3,4,5,6,7"}) {
        const auto result = heatmap({"--app", "tree", "--exclude-stages", stage});
        EXPECT_EQ(result.status, 2) << stage;
        EXPECT_EQ(result.out, "");
    }
    EXPECT_THAT(files(), ::testing::SizeIs(2));
}

TEST_F(Heatmap, ShowsAllDevicesOfADayBesideEachOther) {
    write_tables("phone", "phone");
    write_tables("board", "board");
    const auto result = heatmap({"--app", "tree", "--format", "svg"});
    EXPECT_THAT(files(), IsSupersetOf({"phone_ratio.svg", "board_ratio.svg", "overview.svg"}));
    EXPECT_THAT(read("overview.svg"), AllOf(HasSubstr(">phone<"), HasSubstr(">board<")));
    EXPECT_EQ(runner({"status", "--data", store.string()}).err, "");  // it knows what overview.svg is
}

TEST_F(Heatmap, OfOneDeviceKeepsTheOthersInTheOverview) {
    write_tables("phone", "phone");
    write_tables("board", "board");
    heatmap({"--app", "tree", "--device", "board", "--format", "svg"});
    EXPECT_THAT(files(), Not(::testing::Contains("phone_ratio.svg")));
    EXPECT_THAT(read("overview.svg"), HasSubstr(">phone<"));
}

TEST_F(Heatmap, ReadsTheNewestDateOfEachDeviceUnlessOneIsNamed) {
    write_tables("phone", "phone", 3, "2026-03-30");
    write_tables("board", "board", 3, "2026-03-31");
    const auto result = heatmap({"--app", "tree", "--device", "phone,board", "--format", "svg"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_TRUE(std::filesystem::exists(file("phone_ratio.svg", "2026-03-30")));
    EXPECT_TRUE(std::filesystem::exists(file("board_ratio.svg", "2026-03-31")));
    const auto other = heatmap({"--app", "tree", "--device", "phone", "--date", "2026-03-31"});
    EXPECT_EQ(other.status, 4);
    EXPECT_THAT(other.err, HasSubstr("no table of tree on phone"));
}

TEST_F(Heatmap, WithoutTheTableOfOneConditionDrawsTheTimesAndSaysWhatIsMissing) {
    write_tables("phone", "phone");
    std::filesystem::remove(file("phone_fully.csv"));
    const auto result = heatmap({"--app", "tree"});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.err, HasSubstr("no table of the condition fully"));
    EXPECT_TRUE(std::filesystem::exists(file("phone_times.png")));
    EXPECT_FALSE(std::filesystem::exists(file("phone_ratio.png")));
}

TEST_F(Heatmap, OfAnEmptyStoreOrAnUnknownApplicationIsOneClearLine) {
    const auto empty = heatmap({"--app", "tree"});
    EXPECT_EQ(empty.status, 4);
    EXPECT_THAT(empty.err, AllOf(HasSubstr("no table of tree"), HasSubstr("runner benchmark --app tree")));
    const auto unknown = heatmap({"--app", "tre"});
    EXPECT_EQ(unknown.status, 2);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean 'tree'?"));
    EXPECT_EQ(heatmap({}).status, 2);
    write_tables("phone", "phone");
    EXPECT_THAT(heatmap({"--app", "tree", "--device", "phonne"}).err, HasSubstr("did you mean 'phone'? measure first"));
    EXPECT_EQ(empty.out + unknown.out, "");
}

// Two phones with one size, a board with another.
TEST_F(Heatmap, NamesTheSizeAndMixesNoTwoInTheOverview) {
    const std::pair<std::string, std::string> devices[] = {{"board", "2000"}, {"phone", "1000"}, {"tablet", "1000"}};
    for (const auto& [device, points] : devices) {
        write_tables(device, device);
        test::write_text(file("run_" + device + "_cpu_000.txt"),
                         R"({"kind": "bench-log", "version": 1, "agent": "a", "device": ")" + device +
                             R"(", "app": "tree", "backend": "cpu", "params": {"points": ")" + points +
                             R"("}, "seed": 1, "clock": "monotonic", "pus": ["big"]})" +
                             "\n"
                             R"({"cell": {"stage": 1, "last": 1, "pu": "big", "set": "big"}, "repeat": 1, )"
                             R"("batch": 1, "ns": [1], "stopped_by": "count", "clock_mhz": [1, 1], "temp_c": [1, 1]})"
                             "\n");
    }
    const auto result = heatmap({"--app", "tree", "--format", "svg"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("tree (points=2000) on board, 2026-03-31"));
    EXPECT_THAT(read("board_times.svg"), HasSubstr("tree (points=2000) on board: time of each stage"));
    EXPECT_THAT(read("overview.svg"), AllOf(HasSubstr("tree (points=1000): fully"), Not(HasSubstr("board"))));
    EXPECT_THAT(result.err,
                HasSubstr("not in the overview: board: measured with points=2000, not with points=1000 as phone"));
    EXPECT_THAT(heatmap({"--app", "tree", "--json"}).out, HasSubstr(R"("params": {"points": "2000"})"));
}

TEST_F(Heatmap, OfABrokenTableNamesTheLineAndDrawsNothing) {
    write_tables("phone", "phone");
    test::write_text(file("phone_fully.csv"), std::string(header) + "1,fast,1,1,0.0,phone,1.1\n");
    const auto result = heatmap({"--app", "tree"});
    EXPECT_EQ(result.status, 4);
    EXPECT_THAT(result.err, HasSubstr("phone_fully.csv:2:3"));
    EXPECT_THAT(files(), ::testing::SizeIs(2));
}

TEST_F(Heatmap, WithoutGnuplotIsOneClearLineAndLeavesNothing) {
    write_tables("phone", "phone");
    const auto result = heatmap({"--app", "tree"}, {{"PATH", (folder / "nowhere").string()}});
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("gnuplot is missing"));
    EXPECT_THAT(files(), ::testing::SizeIs(2));
}

TEST_F(Heatmap, RunsNothingThatADeviceIsCalled) {
    const std::string device = "`touch pwned`$(touch pwned)'|<b>";
    write_tables(device, "%60touch%20pwned%60%24%28touch%20pwned%29%27%7C%3Cb%3E");
    const auto result = heatmap({"--app", "tree", "--format", "svg", "--markdown"});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "pwned"));
    EXPECT_THAT(files(), Not(::testing::Contains("pwned")));
    EXPECT_THAT(result.out, Not(HasSubstr("<b>")));
}

// Its benchmark was cut: the second repeat ends with stage 4.
TEST_F(Heatmap, DrawsTheOtherDevicesWhereOneIsNotWhole) {
    write_tables("phone", "phone");
    write_tables("board", "board", 2);
    std::string cut = read("board_normal.csv");
    cut.resize(cut.rfind("\n5,") + 1);
    test::write_text(file("board_normal.csv"), cut);
    test::write_text(file("odd_normal.csv"), "stage,big,device,run\n1,fast,odd,1.1\n");
    for (const auto& devices : {std::vector<std::string>{}, {"--device", "board", "phone", "nobody"}}) {
        std::vector<std::string> flags{"--app", "tree", "--json"};
        flags.insert(flags.end(), devices.begin(), devices.end());
        const auto result = heatmap(flags);
        EXPECT_EQ(result.status, 4);
        EXPECT_THAT(result.out, AllOf(HasSubstr(R"("complete": false)"), HasSubstr(R"("device": "phone")"),
                                      Not(HasSubstr(R"("device": "board")"))));
        EXPECT_THAT(result.err, AllOf(HasSubstr("left out: "), HasSubstr("board_normal.csv has no complete campaign"),
                                      HasSubstr("runner benchmark --resume --device board --app tree")));
        EXPECT_THAT(result.err, HasSubstr(devices.empty() ? "odd_normal.csv" : "no table of tree on nobody"));
        EXPECT_TRUE(std::filesystem::remove(file("phone_ratio.png")));
    }
}

TEST_F(Heatmap, IsWrittenIntoTheManifestWithWhatItReadAndWrote) {
    write_tables("phone", "phone");
    heatmap({"--app", "tree", "--exclude-stages", "2"});
    const std::string manifest = system::read_file(store / "2026-03-31/manifest.jsonl", 1U << 20U);
    EXPECT_THAT(manifest, AllOf(HasSubstr(R"("step":"heatmap")"), HasSubstr("2026-03-31/tree/phone_normal.csv"),
                                HasSubstr("2026-03-31/tree/phone_ratio.gp"), HasSubstr("without the stage 2")));
}

TEST_F(Heatmap, AsJsonAndAsMarkdownHoldsTheSameNumbers) {
    write_tables("phone", "phone");
    const std::string json = heatmap({"--app", "tree", "--json"}).out;
    EXPECT_THAT(json,
                HasSubstr(R"({"stage": 1, "pu": "big", "condition": "fully", "state": "measured", "median_ms": 2)"));
    EXPECT_THAT(json, HasSubstr(R"("state": "absent")"));
    EXPECT_THAT(json, HasSubstr(R"("no_difference_shown": true)"));
    const std::string markdown = heatmap({"--app", "tree", "--markdown"}).out;
    EXPECT_THAT(markdown, HasSubstr("| 1 morton-codes | 2.00 (0.0 %) | 1.00 (1.0 %) | 4.00 (0.0 %) | absent |"));
}

TEST_F(Heatmap, DryRunSaysWhatItWouldWriteAndWritesNothing) {
    write_tables("phone", "phone");
    const auto result = heatmap({"--app", "tree", "--dry-run"});
    EXPECT_THAT(result.out, AllOf(HasSubstr("phone_normal.csv"), HasSubstr("phone_ratio.*")));
    const auto json = heatmap({"--app", "tree", "--dry-run", "--json"}).out;
    EXPECT_THAT(json,
                AllOf(HasSubstr(R"("kind": "plan")"), HasSubstr("phone_normal.csv\""), HasSubstr("phone_ratio.svg\"")));
    EXPECT_THAT(files(), ::testing::SizeIs(2));
}

// A pipe that a stand-in for xdg-open writes its argument to: the test waits for it, and for nothing else.
class OpenedFile {
public:
    explicit OpenedFile(const std::filesystem::path& pipe) {
        if (::mkfifo(pipe.c_str(), 0600) == 0) fd_ = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    }
    ~OpenedFile() { ::close(fd_); }

    std::string name() const {
        pollfd waiting{fd_, POLLIN, 0};
        char text[4096];
        if (::poll(&waiting, 1, 20000) != 1) return {};
        const ssize_t bytes = ::read(fd_, text, sizeof text);
        return {text, bytes > 0 ? static_cast<std::size_t>(bytes) : 0};
    }

private:
    int fd_ = -1;
};

TEST_F(Heatmap, OpensTheFiguresWithTheDesktopsOwnProgram) {
    write_tables("phone", "phone");
    const OpenedFile opened(folder / "pipe");
    test::write_text(folder / "bin/xdg-open", "#!/bin/sh\necho \"$1\" > " + (folder / "pipe").string() + "\n");
    std::filesystem::permissions(folder / "bin/xdg-open", std::filesystem::perms::owner_all);
    const std::string path = (folder / "bin").string() + ":" + std::getenv("PATH");
    const auto result = heatmap({"--app", "tree", "--open"}, {{"PATH", path}});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(opened.name(), file("phone_ratio.png").string() + "\n");
}

}  // namespace
}  // namespace bt::e2e::heatmap_test
