// Schedules of several applications that a person wrote: run beside their baseline, and compared with the pencil.
#include "bt/format/schedules.hpp"
#include "e2e/concurrent_fixture.hpp"
#include "integration/device/sshd.hpp"

namespace bt::e2e::concurrent_own_test {
namespace {

using testing::HasSubstr;

class ConcurrentOwn : public ConcurrentCommands {
protected:
    void write(const std::string& model, const std::string& schedules) const {
        system::write_file_atomically(folder / "two.json", model);
        system::write_file_atomically(folder / "own.json", schedules);
    }

    // `run` of the schedules written, on the model written.
    std::vector<std::string> run_of(const std::string& apps, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{"run", "--app", apps, "--via", "file"};
        words.insert(words.end(), {"--device", "emulated:" + (folder / "two.json").string()});
        words.insert(words.end(), {"--schedules", (folder / "own.json").string()});
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
};

// Every stage takes 1 ms on both PUs; big runs at half its speed while little is busy.
constexpr const char* two_pus = R"({"kind": "soc-model", "version": 1, "name": "two",
  "pus": [{"name": "big", "class": "cpu", "cores": [0]}, {"name": "little", "class": "cpu", "cores": [1]}],
  "apps": {"tree": {"stages": [STAGES7]}, "cifar-dense": {"stages": [STAGES9]}},
  "interference": {"big": {"little": 2.0}}})";

std::string with_stages(std::string text) {
    for (const int count : {7, 9}) {
        const std::string mark = "STAGES" + std::to_string(count);
        std::string stages;
        for (int i = 0; i < count; ++i) stages += (i > 0 ? ", " : "") + std::string(R"({"big": 1.0, "little": 1.0})");
        text.replace(text.find(mark), mark.size(), stages);
    }
    return text;
}

// By pencil: little ends after 9 ms, in which big does 4.5 of its 7; the other 2.5 it does alone and ends after 11.5.
constexpr const char* by_hand = R"([
 {"schema": 6, "device": "emulated-two", "backend": "cpu", "rank": 1, "objective": "makespan", "chains": [
   {"app": "tree", "params": {}, "groups": [{"first_stage": 1, "last_stage": 7, "pu": "big"}]},
   {"app": "cifar-dense", "params": {}, "groups": [{"first_stage": 1, "last_stage": 9, "pu": "little"}]}],
  "order": {"big": [[0, 0]], "little": [[1, 0]]},
  "predicted": {"makespan_ms": 11.5, "chains": [
   {"start_ms": 0, "end_ms": 11.5, "groups": [{"start_ms": 0, "end_ms": 11.5, "alone_ms": 7}]},
   {"start_ms": 0, "end_ms": 9, "groups": [{"start_ms": 0, "end_ms": 9, "alone_ms": 9}]}]}},
 {"schema": 6, "device": "emulated-two", "backend": "cpu", "baselines": ["single"], "objective": "makespan", "chains": [
   {"app": "tree", "params": {}, "groups": [{"first_stage": 1, "last_stage": 7, "pu": "big"}]},
   {"app": "cifar-dense", "params": {}, "groups": [{"first_stage": 1, "last_stage": 9, "pu": "big"}]}],
  "order": {"big": [[0, 0], [1, 0]]},
  "predicted": {"makespan_ms": 16, "chains": [{"start_ms": 0, "end_ms": 7}, {"start_ms": 7, "end_ms": 16}]}}])";

TEST_F(ConcurrentOwn, SchedulesOfOnesOwnRunBesideTheirBaselineAndAreComparedWithThePencil) {
    write(with_stages(two_pus), by_hand);
    const auto ran = command(run_of("tree+cifar-dense", {"--tasks", "6", "--runs", "2", "--verify", "off"}));
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("11.500"));
    EXPECT_THAT(ran.out, HasSubstr("no best schedule: none was right with its outputs compared"));
    const auto parsed =
        command({"parse", "--device", "emulated-two", "--app", "tree+cifar-dense", "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    const format::Summary made = summary("emulated-two", "tree+cifar-dense");
    EXPECT_EQ(made.metric, format::Metric::makespan);
    const format::RoundsSummary& ours = *made.schedules.at(0).rounds;
    EXPECT_NEAR(ours.makespan.measured.value()->count(), 11.5, 1e-6);
    EXPECT_NEAR(ours.latency.measured.value()->count(), 20.5, 1e-6);
    EXPECT_NEAR(ours.chains.at(1).latency.measured.value()->count(), 9, 1e-6);
    const format::GroupSummary& slowed = ours.chains.at(0).groups.at(0);
    EXPECT_NEAR(*slowed.slowdown, 11.5 / 7, 1e-6);
    EXPECT_NEAR(*slowed.contended, 9 / 11.5, 1e-6);
    EXPECT_NEAR(*ours.chains.at(0).contended_slowdown, 2, 1e-6) << "what it did alone at the end is left out";
    EXPECT_NEAR(*ours.chains.at(1).contended_slowdown, 1, 1e-6);
    EXPECT_EQ(made.schedules.at(1).control, format::Control::yes);
    EXPECT_FALSE(made.best) << "outputs were not compared";
    EXPECT_THAT(parsed.err, HasSubstr("not compared"));
}

// Every process of this device has a speed of its own: its baseline differs from itself more than schedules differ.
TEST_F(ConcurrentOwn, ARunThatIsNoisyCallsNoScheduleBestNeitherAtItsEndNorInParse) {
    std::string model = with_stages(two_pus);
    model.insert(model.rfind('}'), R"(, "drift": {"cv": 0.3})");
    std::string small = by_hand;
    for (const auto& [app, params] :
         {std::pair{"tree", R"({"points": "500"})"}, {"cifar-dense", R"({"batch": "1"})"}}) {
        const std::string key = "\"" + std::string(app) + "\", \"params\": ";
        for (std::size_t at = 0; (at = small.find(key, at)) != std::string::npos; at += key.size()) {
            small.replace(at + key.size(), 2, params);
        }
    }
    write(model, small);
    std::vector<std::string> run = run_of("tree+cifar-dense", {"--tasks", "6", "--runs", "2", "--verify", "all"});
    const auto ran = command(run);
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("no best schedule: the run is noisy, SCC-"));
    EXPECT_THAT(ran.out, Not(HasSubstr("best: ")));
    EXPECT_THAT(ran.out, Not(HasSubstr("times as fast")));
    run.emplace_back("--json");
    const auto told = command(run);
    EXPECT_THAT(told.out, HasSubstr("\"best\": null"));
    EXPECT_THAT(told.out, HasSubstr("\"noisy\": \"SCC-"));
    const auto parsed =
        command({"parse", "--device", "emulated-two", "--app", "tree+cifar-dense", "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    EXPECT_FALSE(summary("emulated-two", "tree+cifar-dense").best) << "the two agree";
}

// So many trees, each stage of each on the other PU than the one before; neighbouring trees begin on different PUs.
std::string zigzag_of_trees(int trees) {
    std::string chains;
    std::string order[2];
    for (int tree = 0; tree < trees; ++tree) {
        std::string groups;
        for (int stage = 1; stage <= 7; ++stage) {
            groups += std::string(stage > 1 ? ", " : "") + R"({"first_stage": )" + std::to_string(stage) +
                      R"(, "last_stage": )" + std::to_string(stage) + R"(, "pu": ")" +
                      ((tree + stage) % 2 == 0 ? "big" : "little") + "\"}";
        }
        chains +=
            (tree > 0 ? ", " : "") + (R"({"app": "tree", "params": {"points": "500"}, "groups": [)" + groups + "]}");
    }
    for (int stage = 1; stage <= 7; ++stage) {
        for (int tree = 0; tree < trees; ++tree) {
            std::string& list = order[(tree + stage) % 2];
            list += (list.empty() ? "[" : ", [") + std::to_string(tree) + ", " + std::to_string(stage - 1) + "]";
        }
    }
    return R"([{"schema": 6, "device": "emulated-two", "backend": "cpu", "rank": 1, "objective": "makespan", "chains": [)" +
           chains + R"(], "order": {"big": [)" + order[0] + R"(], "little": [)" + order[1] + "]}}]";
}

TEST_F(ConcurrentOwn, AScheduleOfManyGroupsRunsAndIsFoundInItsLog) {
    write(with_stages(two_pus), zigzag_of_trees(7));
    const std::string apps = "tree+tree+tree+tree+tree+tree+tree";
    const auto ran = command(run_of(apps, {"--tasks", "4", "--runs", "2"}));
    ASSERT_EQ(ran.status, 0) << ran.err;
    const auto parsed = command({"parse", "--device", "emulated-two", "--app", apps, "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    const format::Summary made = summary("emulated-two", apps);
    ASSERT_EQ(made.schedules.size(), 1U);
    EXPECT_THAT(made.schedules[0].uid, testing::StartsWith("SCC-49-"));
    EXPECT_EQ(made.schedules[0].runs, 2);
    const auto again = command(run_of(apps, {"--uid", made.schedules[0].uid, "--dry-run"}));
    EXPECT_EQ(again.status, 0) << again.err;
}

TEST_F(ConcurrentOwn, ARunOfTooFewTasksIsRightAndClaimsNothing) {
    write(with_stages(two_pus), zigzag_of_trees(2));
    const auto ran = command(run_of("tree+tree", {"--tasks", "1", "--runs", "1"}));
    EXPECT_EQ(ran.status, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("no best schedule: too few tasks for a steady state"));
}

TEST_F(ConcurrentOwn, SchedulesOfOtherApplicationsDevicesAndFlagsOfOneAreRefused) {
    write(with_stages(two_pus), by_hand);
    const auto refused = [&](const std::string& apps, std::vector<std::string> more, int status) {
        const auto ended = command(run_of(apps, more));
        EXPECT_EQ(ended.status, status) << ended.err;
        EXPECT_EQ(ended.out, "");
        return ended.err;
    };
    EXPECT_THAT(refused("tree+tree", {}, 4), HasSubstr("for the applications 'tree+cifar-dense', not 'tree+tree'"));
    EXPECT_THAT(refused("tree", {}, 4), HasSubstr("several applications at once"));
    EXPECT_THAT(refused("tree+cifar-dense", {"--in-flight", "2"}, 2), HasSubstr("--in-flight is one application's"));
    EXPECT_THAT(refused("tree+cifar-dense", {"--overhead"}, 2), HasSubstr("virtual time"));
    EXPECT_THAT(refused("tree+cifar-dense", {"--uid", "SCC-B1-000000"}, 2), HasSubstr("no schedule SCC-B1-000000"));
}

std::string of_board(std::string schedules) {
    for (const auto& [from, to] : {std::pair<std::string, std::string>{"emulated-two", "board"},
                                   {R"("tree", "params": {})", R"("tree", "params": {"points": "500"})"},
                                   {R"("cifar-dense", "params": {})", R"("cifar-dense", "params": {"batch": "1"})"}}) {
        for (std::size_t at = 0; (at = schedules.find(from, at)) != std::string::npos; at += to.size()) {
            schedules.replace(at, from.size(), to);
        }
    }
    return schedules;
}

TEST_F(ConcurrentOwn, OnABoardBehindSshRealKernelsRunTogetherAndAreRight) {
    if (!tests::Sshd::is_here()) GTEST_SKIP() << "sshd is not installed (Debian: apt-get install openssh-server)";
    const tests::Sshd sshd;
    std::filesystem::create_directories(folder / "data/devices");
    system::write_file_atomically(folder / "data/devices/board.json",
                                  R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    system::write_file_atomically(folder / "own.json", of_board(by_hand));
    const auto ran = command({"run", "--device", "board", "--app", "tree+cifar-dense", "--schedules",
                              (folder / "own.json").string(), "--tasks", "6", "--runs", "2"});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const auto parsed = command({"parse", "--device", "board", "--app", "tree+cifar-dense", "--figures", "none"});
    ASSERT_EQ(parsed.status, 0) << parsed.err;
    const format::Summary made = summary("board", "tree+cifar-dense");
    EXPECT_EQ(made.clock, format::LogClock::monotonic);
    ASSERT_EQ(made.schedules.size(), 2U);
    for (const format::ScheduleSummary& each : made.schedules) {
        EXPECT_EQ(*each.verified, true) << each.uid;
        EXPECT_TRUE(each.interval) << each.uid;
    }
}

}  // namespace
}  // namespace bt::e2e::concurrent_own_test
