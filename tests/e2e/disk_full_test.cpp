// Steps in a store whose disk fills up somewhere in the middle. The disk is a tmpfs in a mount namespace of its own,
// which goes with the process that made it.

#include <gmock/gmock.h>
#include <map>

#include "e2e/run_fixture.hpp"

namespace bt::e2e::disk_full_test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// A disk with `kib` to spare above what the store `from` takes; a command there; then room enough, and the same command
// once more, with what `again` adds. The store as it is then replaces `after`.
constexpr const char* in_a_small_disk = R"(
from=$1 small=$2 after=$3 kib=$4 again=$5; shift 5
mount -t tmpfs -o size=64m none "$small" || exit 77
cp -r "$from/." "$small"
used=$(df -k --output=used "$small" | tail -n 1)
mount -o remount,size=$((used + kib))k "$small" || exit 77
BT_DATA=$small; export BT_DATA
"$@" >"$after.out" 2>"$after.err"; echo $? >"$after.status"
mount -o remount,size=64m "$small"
"$@" $again >"$after.again.out" 2>"$after.again.err"; echo $? >"$after.again.status"
rm -rf "$after"; cp -r "$small" "$after"
)";

class SmallDisk : public RunCommand {
protected:
    void SetUp() override {
        RunCommand::SetUp();
        fs::create_directories(folder / "small");
        const auto allowed = system::run_child({{"unshare", "-rm", "mount", "-t", "tmpfs", "none", small()}});
        if (!allowed.succeeded()) GTEST_SKIP() << "no disk of its own can be mounted here: " << allowed.err;
    }

    struct Ended {
        int status;
        std::string out;
        std::string err;
    };
    struct Twice {
        Ended first;
        Ended again;
    };

    Twice in_small_disk(int kib, const std::vector<std::string>& words, const std::string& again = "") const {
        std::vector<std::string> argv{"unshare",
                                      "-rm",
                                      "sh",
                                      "-c",
                                      in_a_small_disk,
                                      "sh",
                                      store.string(),
                                      small(),
                                      after().string(),
                                      std::to_string(kib),
                                      again,
                                      BT_RUNNER};
        argv.insert(argv.end(), words.begin(), words.end());
        const auto ended = system::run_child({std::move(argv)});
        EXPECT_EQ(ended.status, 0) << ended.err;
        return {ended_as(""), ended_as(".again")};
    }

    Ended ended_as(const std::string& which) const {
        const std::string name = after().string() + which;
        return {std::stoi(read(name + ".status")), read(name + ".out"), read(name + ".err")};
    }

    // One line that names what could not be written, and one with what to do.
    static void expect_two_clear_lines(const Ended& ended) {
        EXPECT_EQ(ended.status, 1);
        const std::string error = ended.err.substr(std::min(ended.err.find("error: "), ended.err.size()));
        EXPECT_THAT(error, StartsWith("error: cannot write "));
        EXPECT_THAT(error, HasSubstr("No space left on device"));
        EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 2) << error;
    }

    static std::map<std::string, std::string> files_below(const fs::path& where, const std::string& ending) {
        std::map<std::string, std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(where)) {
            if (entry.path().extension() == ending) found.emplace(entry.path().filename(), read(entry.path()));
        }
        return found;
    }

    std::string small() const { return folder / "small"; }
    fs::path after() const { return folder / "after"; }
};

TEST_F(SmallDisk, AnywhereInARunLosesNothingThatAResumeDoesNotMend) {
    make_schedules("emulated");
    const auto enough = in_small_disk(32000, arguments("emulated", {}));
    ASSERT_EQ(enough.first.status, 0) << enough.first.err;
    fs::remove_all(after());
    ASSERT_EQ(run("emulated").status, 0);
    std::vector<std::string> whole;
    for (const auto& [name, text] : files_below(results(), ".log")) whole.push_back(text);
    ASSERT_EQ(whole.size(), 2U);
    fs::remove_all(results());
    fs::remove(store / day / "manifest.jsonl");
    int refused = 0;
    for (int kib = 4;; kib += 8, ++refused) {
        SCOPED_TRACE(kib);
        ASSERT_LT(kib, 1000);
        const Twice ended = in_small_disk(kib, arguments("emulated", {}), "--resume");
        EXPECT_EQ(ended.again.status, 0) << ended.again.err;
        std::vector<std::string> logs;
        for (const auto& [name, text] : files_below(after(), ".log")) logs.push_back(text);
        if (ended.first.status == 0) break;
        EXPECT_EQ(logs, whole);
        expect_two_clear_lines(ended.first);
        const bool begun =
            ended.first.err.find(".log") != std::string::npos || ended.first.err.find("manifest") != std::string::npos;
        EXPECT_EQ(ended.first.err.find("--resume goes on") != std::string::npos, begun) << ended.first.err;
    }
    EXPECT_GT(refused, 4) << "in the plan, in the logs and in the manifest";
}

TEST_F(SmallDisk, WhileFiguresAreDrawnIsNamedAndTheNextParseIsWhole) {
    make_schedules("emulated");
    ASSERT_EQ(run("emulated").status, 0);
    const std::vector<std::string> parse{"parse", "--device", "emulated", "--app", "tree", "--date", day};
    ASSERT_EQ(in_small_disk(32000, parse).first.status, 0);
    const auto whole = files_below(after(), ".json");
    int refused = 0;
    for (int kib = 0;; kib = kib * 2 + 8, ++refused) {
        SCOPED_TRACE(kib);
        ASSERT_LT(kib, 32000);
        const Twice ended = in_small_disk(kib, parse);
        EXPECT_EQ(ended.again.status, 0) << ended.again.err;
        EXPECT_EQ(files_below(after(), ".json"), whole);
        if (ended.first.status == 0) break;
        EXPECT_EQ(ended.first.out, "");
        expect_two_clear_lines(ended.first);
    }
    EXPECT_GT(refused, 2);
}

TEST_F(SmallDisk, AnywhereInABenchmarkLosesNothingThatAResumeDoesNotMend) {
    const std::vector<std::string> benchmark{"benchmark",  "--device", "emulated", "--app",  "tree", "--param",
                                             "points=500", "--repeat", "2",        "--date", day};
    fs::create_directories(store);
    ASSERT_EQ(in_small_disk(32000, benchmark).first.status, 0);
    const auto whole = files_below(after(), ".txt");
    ASSERT_EQ(whole.size(), 4U) << "the command and the same again: two repeats each";
    int refused = 0;
    for (int kib = 4;; kib = kib * 2, ++refused) {
        SCOPED_TRACE(kib);
        ASSERT_LT(kib, 32000);
        const Twice ended = in_small_disk(kib, benchmark, "--resume");
        EXPECT_EQ(ended.again.status, 0) << ended.again.err;
        if (ended.first.status == 0) break;
        const auto logs = files_below(after(), ".txt");
        EXPECT_EQ(logs, (std::map<std::string, std::string>(whole.begin(), std::next(whole.begin(), 2))));
        expect_two_clear_lines(ended.first);
        const bool measured = ended.first.out.find("not complete") != std::string::npos;
        EXPECT_EQ(ended.first.err.find("--resume goes on") != std::string::npos, measured) << ended.first.out;
    }
    EXPECT_GT(refused, 2);
}

}  // namespace
}  // namespace bt::e2e::disk_full_test
