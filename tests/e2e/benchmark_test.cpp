// runner benchmark as a person types it: on models in virtual time, on this machine, on a phone that bt-emulator plays
// for the real adb, and on a board behind a real sshd.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "bt/core/statistics.hpp"
#include "bt/format/cells.hpp"
#include "bt/format/chunk_costs.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/format/table.hpp"
#include "bt/store/layout.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/file_reader.hpp"
#include "e2e/own_places.hpp"
#include "e2e/runner_program.hpp"
#include "e2e/started_runner.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"
#include "unit/vulkan/pin_lavapipe.hpp"

namespace bt::e2e::benchmark_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using tests::EmulatedDevice;
namespace fs = std::filesystem;

constexpr std::uint64_t most = 1U << 24U;
const std::string day = "2026-03-31";

// Everything of the person's own lies in a folder of the test.
class Benchmark : public ::testing::Test {
protected:
    void SetUp() override { take_own_places(folder.path(), folder / "store"); }

    static system::ChildResult benchmark(std::vector<std::string> flags) {
        flags.insert(flags.begin(), {"benchmark", "--app", "tree", "--date", day});
        return runner(std::move(flags));
    }

    std::string text(const std::string& name) const { return system::read_file(folder / "store" / day / name, most); }
    bool is_there(const std::string& name) const { return fs::exists(folder / "store" / day / name); }

    std::map<std::string, std::string> tables() const {
        std::map<std::string, std::string> all;
        for (const auto& entry : fs::directory_iterator(folder / "store" / day / "tree")) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with("run_")) all[name] = system::read_file(entry.path(), most);
        }
        return all;
    }

    test::TemporaryFolder folder;
};

TEST_F(Benchmark, OfAModelFillsTheStore) {
    const auto ran = benchmark({"--device", "emulated"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("emulated, tree, vk, 2026-03-31, campaign 1, 3 repeats"));
    EXPECT_THAT(ran.err, HasSubstr("186")) << "what it will measure is said before";
    for (const char* number : {"000", "001", "002"}) {
        EXPECT_THAT(text("tree/run_emulated_vk_" + std::string(number) + ".txt"), HasSubstr("### BT END status=0"));
    }
    const auto normal = format::read_table(text("tree/emulated_normal.csv"), "normal", format::TableKind::condition);
    const auto campaigns = format::campaigns(normal);
    ASSERT_EQ(campaigns.size(), 1U);
    EXPECT_TRUE(campaigns[0].complete());
    EXPECT_EQ(campaigns[0].repeats.size(), 3U);
    EXPECT_TRUE(is_there("tree/emulated_fully.csv"));
    EXPECT_FALSE(is_there("tree/emulated_sets.csv")) << "no further set was asked for";
    const auto manifest = store::read_manifest(store::Layout(folder / "store"), *store::Date::parse(day));
    ASSERT_EQ(manifest.steps.size(), 1U);
    EXPECT_EQ(manifest.steps[0].step, "benchmark");
    EXPECT_EQ(manifest.steps[0].params.at("points"), "307200");
    EXPECT_EQ(manifest.steps[0].outputs.size(), 7U);
}

TEST_F(Benchmark, OfAModelIsFoundByWhatAPersonTypedInEveryStepThatReads) {
    const fs::path own = folder / "models" / "mine.json";
    std::string model = system::read_file(fs::path(BT_SOCS) / "quad.json", most);
    model.replace(model.find("\"quad\""), 6, "\"mine\"");
    test::write_text(own, model);
    for (const auto& [typed, id] : {std::pair<std::string, std::string>{"emulated:board", "emulated-board"},
                                    {"emulated:" + own.string(), "emulated-mine"}}) {
        SCOPED_TRACE(typed);
        ASSERT_EQ(benchmark({"--device", typed, "--repeat", "1"}).status, 0);
        const auto reading = [&](std::vector<std::string> words) {
            words.insert(words.end(), {"--device", typed, "--app", "tree"});
            return runner(std::move(words));
        };
        const auto scheduled = reading({"schedule", "--dry-run"});
        EXPECT_EQ(scheduled.status, 0) << scheduled.err;
        EXPECT_THAT(scheduled.out, HasSubstr(id + "_normal.csv"));
        const auto drawn = reading({"heatmap", "--dry-run"});
        EXPECT_EQ(drawn.status, 0) << drawn.err;
        EXPECT_THAT(drawn.out, HasSubstr("would draw tree on " + id));
        EXPECT_THAT(reading({"compare", day, day + "/" + typed}).err, HasSubstr("A and B are the same"));
        EXPECT_THAT(reading({"parse"}).err, HasSubstr("no complete result log of tree on " + id));
        const auto held = reading({"status"});
        EXPECT_EQ(held.status, 0) << held.err;
        EXPECT_THAT(held.out, HasSubstr(id));
        EXPECT_EQ(reading({"benchmark", "--rebuild"}).status, 0);
    }
}

TEST_F(Benchmark, OfOneDeviceUnderTwoSpellingsIsRefused) {
    const auto refused = benchmark({"--device", "emulated:quad", "emulated-quad"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("device 'emulated-quad' is named twice"));
    const auto drawn = runner({"heatmap", "--app", "tree", "--device", "emulated:quad", "emulated-quad"});
    EXPECT_EQ(drawn.status, 2) << drawn.err;
    EXPECT_THAT(drawn.err, HasSubstr("device 'emulated-quad' is named twice"));
}

// A second look at some PUs or stages, on the day of a campaign that measured all of them.
TEST_F(Benchmark, OfAPartHidesNothingOfTheWhole) {
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "2"}).status, 0);
    const std::string costs = text("tree/emulated_costs.json");
    const auto schedule = [&] { return runner({"schedule", "--device", "emulated", "--app", "tree", "--json"}); };
    const auto before = schedule();
    ASSERT_EQ(before.status, 0) << before.err;
    for (const auto& part : {std::vector<std::string>{"--pus", "little", "big"}, {"--stages", "1-3"}}) {
        std::vector<std::string> flags{"--device", "emulated", "--repeat", "1"};
        flags.insert(flags.end(), part.begin(), part.end());
        ASSERT_EQ(benchmark(flags).status, 0);
        const auto after = schedule();
        EXPECT_EQ(after.status, 0) << after.err;
        EXPECT_THAT(after.out, HasSubstr("vulkan"));
        EXPECT_THAT(after.err, HasSubstr("is newer but not whole"));
        EXPECT_THAT(after.err, HasSubstr("campaign 1 is taken; --campaign "));
        EXPECT_EQ(text("tree/emulated_costs.json"), costs) << "they belong to the cells that are taken";
        const auto drawn = runner({"heatmap", "--device", "emulated", "--app", "tree", "--dry-run"});
        EXPECT_EQ(drawn.status, 0) << drawn.err;
        EXPECT_THAT(drawn.err, HasSubstr("campaign 1 is taken; --campaign "));
    }
    const auto all = tables();
    ASSERT_EQ(benchmark({"--rebuild", "--device", "emulated"}).status, 0);
    EXPECT_EQ(tables(), all);
}

TEST_F(Benchmark, OfSomePusLeavesTheOthersEmptyAndNotAbsent) {
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "1", "--pus", "little", "big"}).status, 0);
    EXPECT_THAT(text("tree/run_emulated_cpu_000.txt"), HasSubstr(R"("left_out": ["medium", "vulkan"])"));
    const auto before = tables();
    for (const char* name : {"tree/emulated_normal.csv", "tree/emulated_fully.csv"}) {
        const auto table = format::read_table(text(name), name, format::TableKind::condition);
        const format::TableRow& row = table.rows.front();
        EXPECT_TRUE(row.cell(PuName("big")).time()) << name;
        for (const char* pu : {"medium", "vulkan"}) EXPECT_TRUE(row.cell(PuName(pu)).is_unmeasured()) << name << pu;
        EXPECT_TRUE(row.cell(PuName("cuda")).is_absent()) << name;
    }
    for (const auto& [name, bytes] : before) fs::remove(folder / "store" / day / "tree" / name);
    ASSERT_EQ(benchmark({"--rebuild", "--device", "emulated"}).status, 0);
    EXPECT_EQ(tables(), before);
    const auto scheduled = runner({"schedule", "--device", "emulated", "--app", "tree", "--json"});
    EXPECT_EQ(scheduled.status, 0) << scheduled.err;
    EXPECT_THAT(scheduled.out, AllOf(HasSubstr("big"), HasSubstr("little"), Not(HasSubstr("medium"))));
}

TEST_F(Benchmark, OfTheFirstStagesAloneIsNoTableToScheduleFrom) {
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "1", "--stages", "1-3"}).status, 0);
    const auto refused = runner({"schedule", "--device", "emulated", "--app", "tree"});
    EXPECT_EQ(refused.status, 4);
    EXPECT_THAT(refused.err, HasSubstr("emulated_normal.csv lacks the stages 4 to 7, and tree has 7 stages"));
    EXPECT_THAT(refused.err, HasSubstr("without --stages"));
}

TEST_F(Benchmark, RebuildMakesTheSameBytes) {
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "2", "--conditions", "normal", "fully", "pairs"}).status,
              0);
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "1", "--backend", "cpu"}).status, 0);
    const auto before = tables();
    EXPECT_EQ(before.size(), 5U);
    for (const auto& [name, bytes] : before) fs::remove(folder / "store" / day / "tree" / name);
    const auto rebuilt = benchmark({"--rebuild", "--device", "emulated"});
    EXPECT_EQ(rebuilt.status, 0) << rebuilt.err;
    EXPECT_EQ(tables(), before);
}

// A byte that a disk or a transfer lost in a cell's line, and a log whose header is gone.
TEST_F(Benchmark, RebuildTakesTheReadablePartOfDamagedLogsWhereAPersonWantsIt) {
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "3", "--conditions", "normal"}).status, 0);
    const auto damage = [&](const std::string& name, const std::string& what) {
        std::string log = text(name);
        const std::size_t at = log.rfind(what);
        log.replace(at, what.size(), what.substr(0, what.size() - 1) + "?");
        test::write_text(folder / "store" / day / name, log);
    };
    damage("tree/run_emulated_vk_001.txt", "\"stopped_by\"");
    damage("tree/run_emulated_vk_002.txt", "\"version\": 1");
    const auto before = tables();
    const auto strict = benchmark({"--rebuild", "--device", "emulated"});
    EXPECT_EQ(strict.status, 4);
    EXPECT_THAT(strict.err, HasSubstr("run_emulated_vk_00"));
    EXPECT_EQ(tables(), before) << "what is refused changes nothing";
    const auto rebuilt = benchmark({"--rebuild", "--lenient", "--device", "emulated"});
    EXPECT_EQ(rebuilt.status, 0) << rebuilt.err;
    EXPECT_THAT(rebuilt.err, HasSubstr(" lines or logs of the benchmark logs left out; the first: "));
    const auto normal = format::read_table(text("tree/emulated_normal.csv"), "normal", format::TableKind::condition);
    const auto campaigns = format::campaigns(normal);
    ASSERT_EQ(campaigns.size(), 1U);
    EXPECT_EQ(campaigns[0].repeats.size(), 2U) << "the log without a header is left out";
}

TEST_F(Benchmark, RebuildTakesLogsOfTheEarlierSystem) {
    const char* reference = std::getenv("BT_REFERENCE");
    if (!reference) GTEST_SKIP() << "BT_REFERENCE names the folder with logs of the earlier system";
    const fs::path there = folder / "store" / day / "cifar-sparse/run_3A021JEHN02756_vk_001.txt";
    fs::create_directories(there.parent_path());
    fs::copy_file(fs::path(reference) / "data/logs/bench_3A021JEHN02756_cifar-sparse_vk_1.txt", there);
    const auto rebuilt =
        runner({"benchmark", "--app", "cifar-sparse", "--rebuild", "--device", "3A021JEHN02756", "--date", day});
    EXPECT_EQ(rebuilt.status, 0) << rebuilt.err;
    const auto normal =
        format::read_table(text("cifar-sparse/3A021JEHN02756_normal.csv"), "normal", format::TableKind::condition);
    const Table times = format::medians(normal);
    EXPECT_EQ(times.stages(), 9);
    EXPECT_TRUE(times.at(Stage::from_number(1), PuName("little")).time());
}

TEST_F(Benchmark, ADryRunSaysWhatItWouldDoAndWritesNothing) {
    const auto dry = benchmark({"--device", "emulated", "--dry-run", "--stages", "1-3", "--pus", "big,vulkan"});
    EXPECT_EQ(dry.status, 0) << dry.err;
    EXPECT_THAT(dry.out, HasSubstr("TAKES AT MOST"));
    EXPECT_FALSE(fs::exists(folder / "store"));
}

TEST_F(Benchmark, ADryRunIsForProgramsTooAndChecksWhatTheRunWouldCheck) {
    const auto dry =
        benchmark({"--device", "emulated", "emulated:no-such-model", "--dry-run", "--json", "--budget", "20"});
    EXPECT_EQ(dry.status, 3) << dry.err;
    EXPECT_THAT(dry.out, HasSubstr("\"kind\": \"benchmark-plan\""));
    EXPECT_THAT(dry.out, HasSubstr("\"complete\": false"));
    EXPECT_THAT(dry.out, HasSubstr("\"pus\": [\"little\", \"medium\", \"big\", \"vulkan\"]"));
    EXPECT_THAT(dry.out, HasSubstr("\"cells\": 186"));
    const auto undated =
        runner({"benchmark", "--app", "tree", "--device", "emulated", "--dry-run", "--date", "2026-02-30"});
    EXPECT_EQ(undated.status, 2) << undated.out;
    EXPECT_EQ(undated.out, "");
}

// 186 cells, which would last up to a second each on the model's clock.
TEST_F(Benchmark, ABudgetBoundsVirtualTimeAsWell) {
    const auto long_of = [&](std::vector<std::string> more) {
        std::vector<std::string> flags{"--device", "emulated", "--param", "points=307200"};
        flags.insert(flags.end(), more.begin(), more.end());
        EXPECT_EQ(benchmark(flags).status, 0);
        double longest_ms = 0;
        for (const auto& row : format::read_cells(text("tree/emulated_cells.csv"), "cells").rows) {
            longest_ms = std::max(longest_ms, static_cast<double>(row.samples) / row.runs * row.median.count());
        }
        fs::remove_all(folder / "store" / day);
        return longest_ms;
    };
    EXPECT_GT(long_of({}), 200);
    EXPECT_LT(long_of({"--budget", "5"}), 60) << "5 s over 186 cells are 27 ms, and one more sample ends each";
    const auto refused = benchmark({"--device", "emulated", "--budget", "1"});
    EXPECT_EQ(refused.status, 2);
    EXPECT_THAT(refused.err, HasSubstr("--budget 1 is too little: 186 cells need 3.9 s at least"));
}

TEST_F(Benchmark, OfThisMachineNeedsNoGpu) {
    const auto ran =
        benchmark({"--device", "local", "--param", "points=500", "--seconds", "0.02", "--repeat", "1", "--json"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("\"complete\": true"));
    EXPECT_THAT(ran.out, HasSubstr("\"clock\": \"monotonic\""));
    EXPECT_THAT(ran.err, HasSubstr("one repeat"));
}

TEST_F(Benchmark, SizesAreNeverMixed) {
    ASSERT_EQ(benchmark({"--device", "emulated", "--repeat", "1"}).status, 0);
    const auto other = benchmark({"--device", "emulated", "--repeat", "1", "--param", "points=500"});
    EXPECT_EQ(other.status, 4);
    EXPECT_EQ(other.out, "");
    EXPECT_THAT(other.err, HasSubstr("--data"));
}

TEST_F(Benchmark, SeveralDevicesAreMeasuredEvenWhereOneFails) {
    test::write_text(folder / "store/devices/broken.json",
                     R"({"kind":"device","version":1,"id":"broken","transport":"emulated","address":"no-such-model"})");
    const auto ran = benchmark({"--device", "emulated:quad", "broken", "emulated:board", "--repeat", "1", "--json"});
    EXPECT_EQ(ran.status, 3) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("no-such-model"));
    EXPECT_THAT(ran.out, HasSubstr("\"complete\": false"));
    EXPECT_TRUE(is_there("tree/emulated-quad_normal.csv"));
    EXPECT_TRUE(is_there("tree/emulated-board_normal.csv"));
}

TEST_F(Benchmark, MistakesAreNamedBeforeAnythingIsMeasured) {
    const std::vector<std::pair<std::vector<std::string>, int>> mistakes{
        {{"--device", "emulated", "--stages", "9"}, 2},  {{"--device", "emulated", "--pus", "npu"}, 2},
        {{"--device", "emulated", "emulated"}, 2},       {{"--device", "nobody"}, 3},
        {{"--device", "emulated", "--repeat", "0"}, 2},  {{"--device", "emulated", "--backend", "cu"}, 3},
        {{"--device", "emulated", "--seconds", "x"}, 2}, {{"--device", "emulated", "--conditions", "big+npu"}, 2},
        {{"--device", "emulated", "--rebuild"}, 4},      {{"--device", "emulated", "--cooldown", "soon"}, 2},
        {{"--device", "emulated", "--lenient"}, 2}};
    for (const auto& [flags, status] : mistakes) {
        const auto ran = benchmark(flags);
        EXPECT_EQ(ran.status, status) << flags.back() << ": " << ran.err;
        EXPECT_EQ(ran.out, "") << flags.back();
    }
    EXPECT_THAT(benchmark({"--device", "emulated", "--conditions", "fuly"}).err, HasSubstr("did you mean 'fully'?"));
    EXPECT_EQ(runner({"benchmark", "--device", "emulated", "--app", "tre"}).status, 2);
    EXPECT_FALSE(fs::exists(folder / "store" / day / "tree"));
}

// What was measured when Ctrl-C came is in the log, and --resume goes on from there.
TEST_F(Benchmark, InterruptedKeepsWhatWasMeasuredAndGoesOn) {
    const std::vector<std::string> flags{"benchmark", "--app",    "tree",    "--date",     day,
                                         "--device",  "local",    "--param", "points=500", "--seconds",
                                         "0.1",       "--repeat", "2"};
    {
        StartedRunner started(flags);
        const fs::path part = folder / "store" / day / "tree/run_local_cpu_000.txt.part";
        std::error_code ignored;
        while (!fs::exists(part) || fs::file_size(part, ignored) == 0) std::this_thread::yield();
        started.send(SIGINT);
        EXPECT_EQ(started.wait(), 130);
        EXPECT_TRUE(fs::exists(part));
    }
    EXPECT_TRUE(is_there("tree/local_cells.csv")) << "tables of what there was";
    auto again = flags;
    again.emplace_back("--resume");
    const auto resumed = runner(again);
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_THAT(resumed.err, HasSubstr("goes on with repeat 1"));
    EXPECT_TRUE(is_there("tree/run_local_cpu_001.txt"));
    const auto before = tables();
    EXPECT_EQ(benchmark({"--rebuild", "--device", "local"}).status, 0);
    EXPECT_EQ(tables(), before);
}

TEST_F(Benchmark, OfAPhoneThroughTheRealAdb) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    tests::AdbServer server;
    server.use_here();
    setenv("HOME", (folder / "home").c_str(), 1);
    const EmulatedDevice phone({"--soc", "quad"});
    server.connect(phone);
    const auto ran = benchmark({"--repeat", "2"});  // no --device: the connected phone
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("campaign 1, 2 repeats"));
}

TEST_F(Benchmark, OfAPhoneThatIsFullSaysWhereRoomIsToBeMade) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    tests::AdbServer server;
    server.use_here();
    setenv("HOME", (folder / "home").c_str(), 1);
    const EmulatedDevice phone({"--fault", "full"});
    server.connect(phone);
    const auto ran = benchmark({"--repeat", "1"});
    EXPECT_EQ(ran.status, 3);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err,
                HasSubstr("make room in /data/local/tmp/better-together there; runner devices clean 127.0.0.1:"));
}

// The cable is pulled after 60 messages of every connection, which is more than deploying takes and less than this.
TEST_F(Benchmark, OfAPhoneThatIsLostGoesOnWithTheCell) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    tests::AdbServer server;
    server.use_here();
    setenv("HOME", (folder / "home").c_str(), 1);
    const std::string root = (folder / "phone").string();
    {
        const EmulatedDevice before({"--root", root});  // brings the agent, however large: it takes no messages later
        server.connect(before);
        ASSERT_EQ(benchmark({"--device", before.address(), "--dry-run"}).status, 0);
    }
    const EmulatedDevice phone({"--root", root, "--fault", "drop:60"});
    server.connect(phone);
    const auto ran =
        benchmark({"--device", phone.address(), "--param", "points=500", "--seconds", "0.02", "--repeat", "2"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("waiting for it to come back"));
    EXPECT_THAT(ran.err, HasSubstr("is back; going on"));
    EXPECT_THAT(ran.out, HasSubstr("campaign 1, 2 repeats; ms")) << "and it is complete";
    const auto before = tables();
    EXPECT_EQ(benchmark({"--rebuild", "--device", phone.address()}).status, 0);
    EXPECT_EQ(tables(), before);
}

TEST_F(Benchmark, OfThisMachineWithMesasVulkan) {
    if (!apps::test::pin_lavapipe()) GTEST_SKIP() << "Mesa's CPU driver is not installed (mesa-vulkan-drivers)";
    const auto ran = benchmark({"--device", "local", "--software-gpu", "--param", "points=500", "--seconds", "0.02",
                                "--repeat", "1", "--stages", "1-2", "--conditions", "normal"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("tree, vk"));
    const auto costs = format::read_chunk_costs(text("tree/local_costs.json"), "costs");
    EXPECT_TRUE(costs.pus.contains(PuName("vulkan")));
    const auto cells = format::read_cells(text("tree/local_cells.csv"), "cells").rows;
    EXPECT_EQ(std::count_if(cells.begin(), cells.end(), [](const auto& row) { return row.pu.str() == "vulkan"; }), 2);
}

TEST_F(Benchmark, OfABoardBehindSsh) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    const tests::Sshd sshd;
    test::write_text(folder / "store/devices/board.json",
                     R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    const auto ran = benchmark({"--device", "board", "--param", "points=500", "--seconds", "0.02", "--repeat", "1"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_TRUE(is_there("tree/board_normal.csv"));
}

// The truth is known: medians lie at it, and so do the costs of submitting.
TEST_F(Benchmark, OfAModelFindsItsTruth) {
    const auto model = format::read_soc_model(system::read_file(fs::path(BT_SOCS) / "quad.json", most), "quad.json");
    std::map<std::tuple<int, std::string, std::string>, std::vector<double>> ratios;
    std::vector<double> chunk;
    for (int seed = 1; seed <= 3; ++seed) {
        const std::string store = (folder / ("store-" + std::to_string(seed))).string();
        const auto ran = benchmark(
            {"--device", "emulated", "--repeat", "5", "--seed", std::to_string(seed), "--data", store, "--quiet"});
        ASSERT_EQ(ran.status, 0) << ran.err;
        const fs::path there = fs::path(store) / day / "tree";
        const auto cells = format::read_cells(system::read_file(there / "emulated_cells.csv", most), "cells");
        for (const format::CellRow& row : cells.rows) {
            const format::SocStage& stage = model.apps.at(AppName("tree"))[row.stage.index()];
            double truth = stage.times.at(row.pu).count();
            for (const PuName& pu : row.set.pus()) {
                if (pu != row.pu) truth *= std::pow(model.factor(row.pu, pu), stage.sensitivity);
            }
            if (row.pu.str() == "vulkan") truth += 0.05;  // what each stage adds to a submission, not told apart
            ratios[{row.stage.number(), row.pu.str(), row.set.str()}].push_back(row.median.count() / truth);
        }
        const auto costs = format::read_chunk_costs(system::read_file(there / "emulated_costs.json", most), "costs");
        chunk.push_back(costs.pus.at(PuName("vulkan")).chunk_ms.count());
    }
    EXPECT_EQ(ratios.size(), 56U);
    for (const auto& [cell, values] : ratios) {
        EXPECT_NEAR(median(values), 1, 0.01)
            << std::get<0>(cell) << " on " << std::get<1>(cell) << " with " << std::get<2>(cell);
    }
    EXPECT_NEAR(median(chunk), 0.9, 0.02);
}

}  // namespace
}  // namespace bt::e2e::benchmark_test
