// Applications that are somebody else's programs, as typed: listed, scheduled from their profiles, run together on this
// machine, on a board behind ssh and on a phone behind adb, compared with what was predicted. A script prints what
// trtexec 8 prints for an engine that was recorded.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "bt/format/summary.hpp"
#include "e2e/own_places.hpp"
#include "e2e/runner_program.hpp"
#include "e2e/started_runner.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e::external_test {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

const std::string day = "2026-03-31";

// An engine is the mean that its recording says.
constexpr const char* trtexec = R"SH(#!/bin/sh
engine=${1#--loadEngine=}
mean=$(cat "$engine") || { echo "[E] Cannot open $engine"; exit 1; }
echo "&&&& RUNNING TensorRT.trtexec [TensorRT v8502] # trtexec $*"
echo "[07/24/2023-10:11:12] [I] === Performance summary ==="
echo "[07/24/2023-10:11:12] [I] Throughput: 271.1 qps"
echo "[07/24/2023-10:11:12] [I] Latency: min = 3.1 ms, max = 9.9 ms, mean = 3.9 ms, median = 3.8 ms"
echo "[07/24/2023-10:11:12] [I] GPU Compute Time: min = 0.5 ms, max = 9.5 ms, mean = $mean ms, median = $mean ms, percentile(99%) = 9.1 ms"
echo "### Python End ###"
echo "&&&& PASSED TensorRT.trtexec [TensorRT v8502] # trtexec $*"
)SH";

// googlenet begins better on the GPU and ends better on the DLA, alexnet the other way round: changing places in the
// middle takes 5 ms, staying where they are 6.
std::string profile_of(const std::string& app, const std::string& device) {
    const bool first = app == "googlenet";
    return R"({"kind": "profile", "version": 1, "device": ")" + device +
           R"(", "backend": "cu", "pus": ["cuda", "dla"], "apps": [{"app": ")" + app +
           R"(", "params": {"precision": "fp16"}, "groups": [
             {"first_stage": 1, "last_stage": 10, "times_ms": )" +
           (first ? R"({"cuda": 2, "dla": 4})" : R"({"cuda": 4, "dla": 2})") +
           R"(}, {"first_stage": 11, "last_stage": 20, "times_ms": )" +
           (first ? R"({"cuda": 4, "dla": 3})" : R"({"cuda": 3, "dla": 4})") + "}]}]}";
}

class ExternalApps : public testing::Test {
protected:
    void SetUp() override {
        take_own_places(folder.path(), store);
        test::write_text(folder / "trtexec", trtexec);
        chmod((folder / "trtexec").c_str(), 0700);
        write_app("googlenet", R"(["cuda"], ["dla"], ["cuda", "dla"], ["dla", "cuda"])");
        write_app("alexnet", R"(["cuda"], ["dla"], ["cuda", "dla"], ["dla", "cuda"])");
        for (const char* app : {"googlenet", "alexnet"}) {
            record(app, "cuda", "4.4");
            record(app, "dla", "6.6");
            record(app, "cuda_dla", "5.5");
            record(app, "dla_cuda", "5.25");
        }
    }

    // One command for each list of PUs, one engine for each command.
    void write_app(const std::string& app, const std::string& lists) const {
        std::string commands;
        for (std::size_t at = 0; (at = lists.find('[', at)) != std::string::npos; ++at) {
            const std::string pus = lists.substr(at, lists.find(']', at) + 1 - at);
            std::string engine;
            for (std::size_t i = 0; i < pus.size(); ++i) {
                if (std::isalpha(static_cast<unsigned char>(pus[i])) != 0) engine += pus[i];
                if (pus[i] == ',') engine += '_';
            }
            commands += (commands.empty() ? "" : ", ") + (R"({"pus": )" + pus) + R"(, "argv": [")" +
                        (folder / "trtexec").string() + R"(", "--loadEngine=)" +
                        (folder / (app + "_" + engine + "_{precision}.plan")).string() + "\"]}";
        }
        test::write_text(store / "apps" / (app + ".json"), R"({"kind": "external-app", "version": 1, "app": ")" + app +
                                                               R"(", "backend": "cu", "params": {"precision": "fp16"},
                          "stages": 20, "time": "trtexec", "commands": [)" +
                                                               commands + "]}");
    }
    void record(const std::string& app, const std::string& engine, const std::string& mean) const {
        test::write_text(folder / (app + "_" + engine + "_fp16.plan"), mean);
    }

    system::ChildResult schedule(const std::string& device, const std::string& apps,
                                 std::vector<std::string> more = {}) const {
        std::string name = device;
        if (const auto colon = name.find(':'); colon != std::string::npos) name.replace(colon, 1, "%3A");
        for (const char* app : {"googlenet", "alexnet"}) {
            test::write_text(store / "profiles" / name / (std::string(app) + ".json"), profile_of(app, device));
        }
        more.insert(more.begin(), {"schedule", "--device", device, "--app", apps, "--date", day});
        return runner(more);
    }
    static std::vector<std::string> words(const std::string& device, std::vector<std::string> more = {},
                                          const std::string& apps = "googlenet+alexnet") {
        more.insert(more.begin(), {"run", "--device", device, "--app", apps, "--date", day, "--runs", "2"});
        return more;
    }
    static system::ChildResult run(const std::string& device, std::vector<std::string> more = {}) {
        return runner(words(device, std::move(more)));
    }
    format::Summary parsed(const std::string& device, const std::string& apps = "googlenet+alexnet") const {
        const auto ended =
            runner({"parse", "--device", device, "--app", apps, "--date", day, "--figures", "svg", "--json"});
        EXPECT_EQ(ended.status, 0) << ended.err;
        return format::read_summary(ended.out, "summary");
    }

    fs::path results(const std::string& device, const std::string& apps = "googlenet+alexnet") const {
        return store / day / "results" / (device + "_" + apps);
    }
    static std::string read(const fs::path& file) {
        std::ifstream in(file);
        std::stringstream text;
        text << in.rdbuf();
        return text.str();
    }

    test::TemporaryFolder folder;
    fs::path store = folder / "store";
};

TEST_F(ExternalApps, AreListedBesideOurs) {
    const auto list = runner({"apps"});
    EXPECT_EQ(list.status, 0) << list.err;
    EXPECT_THAT(list.out, HasSubstr("tree"));
    EXPECT_THAT(list.out, HasSubstr("googlenet"));
    EXPECT_THAT(list.out, HasSubstr("somebody else's program (precision=fp16)"));
    const auto one = runner({"apps", "googlenet"});
    EXPECT_THAT(one.out, HasSubstr("20 stages, backend cu"));
    EXPECT_THAT(one.out, HasSubstr("cuda dla"));
    EXPECT_THAT(one.out, HasSubstr("--loadEngine="));
    EXPECT_THAT(runner({"apps", "--json"}).out, HasSubstr("\"external\": true"));
    EXPECT_THAT(runner({"apps", "googlene"}).err, HasSubstr("did you mean 'googlenet'?"));
}

TEST_F(ExternalApps, RunTogetherAsScheduledAndAreComparedWithThePrediction) {
    const auto scheduled = schedule("local", "googlenet+alexnet");
    ASSERT_EQ(scheduled.status, 0) << scheduled.err;
    const auto ran = run("local");
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("not checked"));
    EXPECT_THAT(ran.out, HasSubstr("no best schedule"));
    const format::Summary made = parsed("local");
    EXPECT_EQ(made.metric, format::Metric::makespan);
    const format::ScheduleSummary& ours = made.schedules.at(0);
    EXPECT_NEAR(ours.predicted.value()->count(), 5, 1e-9) << "they meet in the middle and change places";
    EXPECT_NEAR(ours.interval.value()->count(), 5.5, 1e-9) << "the larger of what the two engines say";
    EXPECT_EQ(ours.runs, 2);
    EXPECT_TRUE(ours.ci) << "two runs give a CI";
    ASSERT_TRUE(ours.rounds);
    std::vector<double> latencies;
    for (const format::ChainSummary& chain : ours.rounds->chains) {
        EXPECT_NEAR(chain.latency.predicted.value()->count(), 5, 1e-9);
        latencies.push_back(chain.latency.measured.value()->count());
        for (const format::GroupSummary& group : chain.groups) EXPECT_FALSE(group.time.measured) << "nobody saw it";
    }
    EXPECT_THAT(latencies, testing::ElementsAre(5.5, 5.25));
    EXPECT_NEAR(ours.rounds->latency.measured.value()->count(), 10.75, 1e-9);
    EXPECT_FALSE(ours.rounds->period.measured);
    EXPECT_FALSE(ours.widest_chunk);
    EXPECT_FALSE(ours.verified) << "nobody compares what they compute";
    EXPECT_FALSE(made.best);
    EXPECT_GT(made.all.n, 1) << "baselines ran beside it";
}

TEST_F(ExternalApps, TheLogKeepsWhatTheyPrintedEvenWhereItLooksLikeOurs) {
    ASSERT_EQ(schedule("local", "googlenet+alexnet").status, 0);
    ASSERT_EQ(run("local").status, 0);
    const std::string log = read(results("local") / "local_googlenet+alexnet_schedules_001.log");
    EXPECT_THAT(log, HasSubstr("\nProgram 1: &&&& PASSED TensorRT.trtexec"));
    EXPECT_THAT(log, HasSubstr("\nProgram 0: ### Python End ###\n"));
    EXPECT_THAT(log, HasSubstr("\nChain=0 Mean=5"));
}

TEST_F(ExternalApps, AnEngineThatDoesNotRunIsNamedAndTheOthersGoOn) {
    ASSERT_EQ(schedule("local", "googlenet+alexnet").status, 0);
    fs::remove(folder / "alexnet_dla_fp16.plan");
    const auto ran = run("local");
    EXPECT_EQ(ran.status, 3);
    EXPECT_THAT(ran.err, HasSubstr("alexnet: '" + (folder / "trtexec").string() + "' ended with status 1"));
    EXPECT_THAT(ran.err, HasSubstr("Cannot open"));
    const format::Summary made = parsed("local");
    EXPECT_TRUE(made.schedules.at(0).interval) << "ours needs another engine";
    EXPECT_EQ(std::count_if(made.schedules.begin(), made.schedules.end(),
                            [](const auto& each) { return each.status == format::RunStatus::failed; }),
              2)
        << "everything on the DLA, and each on its own PU";
}

TEST_F(ExternalApps, ABaselineWithoutAnEngineIsLeftOutAndSaidOneOfOursIsRefused) {
    ASSERT_EQ(schedule("local", "googlenet+alexnet").status, 0);
    write_app("alexnet", R"(["cuda"], ["cuda", "dla"], ["dla", "cuda"])");
    const auto ran = run("local");
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.err, HasSubstr("left out: SCC-"));
    EXPECT_THAT(ran.err, HasSubstr("alexnet has no command for 1-20 dla"));
    write_app("alexnet", R"(["cuda"], ["dla"])");
    const auto refused = run("local");
    EXPECT_EQ(refused.status, 4);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, HasSubstr("alexnet has no command for 1-10"));
}

TEST_F(ExternalApps, OneAloneIsAChainToo) {
    const auto scheduled = schedule("local", "googlenet");
    ASSERT_EQ(scheduled.status, 0) << scheduled.err;
    EXPECT_THAT(scheduled.out, HasSubstr("googlenet starts on cuda, switches to dla after group 1 (stage 10)"));
    const auto shown = runner(words("local", {"--dry-run"}, "googlenet"));
    EXPECT_THAT(shown.out, HasSubstr("times on local\n  reads ")) << "whose PUs nobody asks";
    const auto ran = runner(words("local", {}, "googlenet"));
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_NEAR(parsed("local", "googlenet").schedules.at(0).interval.value()->count(), 5.5, 1e-9);
}

TEST_F(ExternalApps, GoOnWhereTheyWereInterrupted) {
    ASSERT_EQ(schedule("local", "googlenet+alexnet").status, 0);
    const fs::path never = folder / "never";
    ASSERT_EQ(mkfifo(never.c_str(), 0600), 0);
    fs::rename(folder / "googlenet_dla_fp16.plan", folder / "kept");
    fs::create_symlink(never, folder / "googlenet_dla_fp16.plan");
    StartedRunner started(words("local"));
    const int writer = open(never.c_str(), O_WRONLY | O_CLOEXEC);  // returns when the program reads its engine
    started.send(SIGKILL);
    started.wait();
    close(writer);
    EXPECT_TRUE(fs::exists(results("local") / "local_googlenet+alexnet_schedules_000.log.part"));
    fs::rename(folder / "kept", folder / "googlenet_dla_fp16.plan");
    const auto resumed = run("local", {"--resume"});
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    for (const auto& schedule : parsed("local").schedules) EXPECT_EQ(schedule.runs, 2) << schedule.uid;
}

TEST_F(ExternalApps, WhatCannotBeIsRefusedInOneLine) {
    ASSERT_EQ(schedule("local", "googlenet+alexnet").status, 0);
    const auto refused = [](const std::vector<std::string>& typed, int status) {
        const auto ended = runner(typed);
        EXPECT_EQ(ended.status, status) << ended.err;
        EXPECT_EQ(ended.out, "");
        return ended.err;
    };
    EXPECT_THAT(refused(words("local", {}, "tree+googlenet"), 2), HasSubstr("they cannot run together"));
    EXPECT_THAT(refused(words("emulated"), 4), HasSubstr("no schedules of googlenet+alexnet on emulated"));
    EXPECT_THAT(refused(words("local", {"--tasks", "3"}), 2), HasSubstr("--tasks"));
    EXPECT_THAT(refused(words("local", {"--verify", "all"}), 2), HasSubstr("--verify all"));
    EXPECT_THAT(refused(words("local", {"--overhead"}), 2), HasSubstr("--overhead"));
    EXPECT_THAT(refused({"benchmark", "--device", "local", "--app", "googlenet+alexnet"}, 2),
                HasSubstr("runner import makes a profile"));
    EXPECT_THAT(refused({"pipeline", "--device", "local", "--app", "googlenet"}, 2), HasSubstr("somebody else's"));
    ASSERT_EQ(schedule("local", "googlenet+alexnet", {"--objective", "period"}).status, 0);
    EXPECT_THAT(refused(words("local"), 4), HasSubstr("is for the period"));
    test::write_text(store / "apps/alexnet.json",
                     R"({"kind": "external-app", "version": 1, "app": "alexnet", "backend": "vk", "stages": 20,
                         "time": "trtexec", "commands": [{"pus": ["dla", "cuda"], "argv": ["true"]}]})");
    EXPECT_THAT(refused(words("local"), 4), HasSubstr("alexnet is of backend vk, the schedules are of cu"));
    test::write_text(store / "apps/vgg.json", "{");
    EXPECT_THAT(refused(words("local", {}, "vgg+alexnet"), 4), HasSubstr("vgg.json"));
}

TEST_F(ExternalApps, NoModelIsAskedWhatTheyDo) {
    ASSERT_EQ(schedule("emulated", "googlenet+alexnet").status, 0);
    const auto ended = run("emulated");
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(ended.err, HasSubstr("no model knows what it does"));
}

TEST_F(ExternalApps, RunOnABoardBehindSsh) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    const tests::Sshd sshd;
    test::write_text(store / "devices/board.json", R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    ASSERT_EQ(schedule("board", "googlenet+alexnet").status, 0);
    const auto ran = run("board");
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_NEAR(parsed("board").schedules.at(0).interval.value()->count(), 5.5, 1e-9);
}

TEST_F(ExternalApps, RunOnAPhoneBehindAdb) {
    if (!tests::adb_is_here()) GTEST_SKIP() << "adb is not installed (Debian: apt-get install adb)";
    const tests::AdbServer server;
    server.use_here();
    const tests::EmulatedDevice phone;
    server.connect(phone);
    ASSERT_EQ(schedule(phone.address(), "googlenet+alexnet").status, 0);
    const auto ran = run(phone.address());
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_NEAR(parsed(phone.address()).schedules.at(0).interval.value()->count(), 5.5, 1e-9);
}

}  // namespace
}  // namespace bt::e2e::external_test
