#include "bt/execute/runs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/temporary_folder.hpp"
#include "unit/execute/scripted_device.hpp"
#include "unit/execute/small_schedules.hpp"

namespace bt::execute::runs_test {
namespace {

using store::Resume;
using ::testing::HasSubstr;
using ::testing::Not;

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

class Runs : public ::testing::Test {
protected:
    Runs() {
        request.clock = format::LogClock::monotonic;
        listener.after = [this](const Step& step) {
            steps.push_back(step);
            if (steps.size() == stop_after) throw Error(ExitCode::interrupted, "stopped", "");
        };
    }

    void run(Resume resume = Resume::no, const std::string& settings = "settings") {
        Begun begun = begin_runs(series, runs, settings, resume);
        resumed = begun.resumed;
        carry_out(connection, request, schedules, begun, listener);
        all_done(series);
    }

    ExitCode code() const {
        ExitCode worst = ExitCode::done;
        for (const Step& step : steps) worst = worse(step.result.code, worst);
        return worst;
    }

    // By uid, in all logs that are complete.
    std::map<std::string, int> sections() const {
        std::map<std::string, int> count;
        for (const auto& log : store::logs_of(series)) {
            if (log.state != store::LogState::complete) continue;
            OutcomeReader outcomes([&](const Outcome& outcome) { ++count[outcome.uid]; });
            format::ResultLogReader reader(log.file.string(), outcomes);  // strict
            reader.feed(read(log.file));
            reader.finish();
        }
        return count;
    }

    static constexpr int runs = 2;
    test::TemporaryFolder folder;
    store::LogSeries series{folder / "phone_tree", "phone_tree_schedules_", ".log", "### Python End ###"};
    std::vector<Runnable> schedules =
        runnables(with_controls(choose(small_file(), {}, small_subject(), small_pus()), small_subject(), small_pus()));
    const std::string first = schedules[0].uid;
    const std::string big = schedules[1].uid;
    ScriptedConnection connection;
    Request request;
    Listener listener;
    std::vector<Step> steps;
    std::size_t stop_after = 0;
    bool resumed = false;
};

TEST_F(Runs, WriteALogEachWithEverySchedule) {
    run();
    const auto logs = store::logs_of(series);
    ASSERT_EQ(logs.size(), 2U);
    for (const auto& log : logs) EXPECT_EQ(log.state, store::LogState::complete);
    for (const auto& [uid, count] : sections()) EXPECT_EQ(count, uid == big ? runs * repeats_of_best : runs) << uid;
    EXPECT_EQ(steps.size(), schedules.size() * runs + runs * (repeats_of_best - 1));
    EXPECT_EQ(code(), ExitCode::done);
}

TEST_F(Runs, GoOnAfterASchedulesThatFailsAndSayWhy) {
    connection.phone.script = [&](const std::string& uid, int) { return uid == first ? Does::crash : Does::ok; };
    run();
    EXPECT_EQ(code(), ExitCode::device);
    EXPECT_EQ(sections().at(first), runs) << "the log says what became of it";
    EXPECT_THAT(read(series.file(0)), HasSubstr("Status=failed Reason=bt-agent was killed by signal 11"));
}

TEST_F(Runs, TellAWrongResultFromAFailureFromAnUnableDevice) {
    for (const auto& [does, expected] :
         {std::pair{Does::wrong, ExitCode::wrong_result}, std::pair{Does::refuse, ExitCode::data},
          std::pair{Does::out_of_memory, ExitCode::device}, std::pair{Does::hang, ExitCode::device},
          std::pair{Does::stop_in_the_middle, ExitCode::device}}) {
        steps.clear();
        connection.phone.script = [&, done = does](const std::string& uid, int) {
            return uid == first ? done : Does::ok;
        };
        run();
        EXPECT_EQ(code(), expected);
    }
    EXPECT_THAT(read(series.file(0)), HasSubstr("Status=wrong Reason=task 0 differs"));
    EXPECT_THAT(read(series.file(2)), HasSubstr("Reason=PU big cannot run stage 2"));
    EXPECT_THAT(read(series.file(4)), HasSubstr("Reason=out of memory"));
    EXPECT_THAT(read(series.file(6)), HasSubstr("Status=timeout Reason=did not end within 1 s"));
}

TEST(ExitCodes, NameTheWorstAWrongResultBeforeTheDeviceBeforeTheData) {
    EXPECT_EQ(worse(ExitCode::device, ExitCode::wrong_result), ExitCode::wrong_result);
    EXPECT_EQ(worse(ExitCode::data, ExitCode::device), ExitCode::device);
    EXPECT_EQ(worse(ExitCode::data, ExitCode::done), ExitCode::data);
}

TEST_F(Runs, TryAScheduleAgainWhenTheDeviceWasLostInIt) {
    connection.phone.script = [&](const std::string& uid, int attempt) {
        return uid == first && attempt == 1 ? Does::drop : Does::ok;
    };
    run();
    EXPECT_EQ(code(), ExitCode::done);
    EXPECT_EQ(connection.phone.reopened, 1);
    EXPECT_EQ(sections().at(first), runs);
}

TEST_F(Runs, GiveUpAScheduleThatTakesTheDeviceDownEachTimeAndNotTheOthers) {
    connection.phone.script = [&](const std::string& uid, int) { return uid == first ? Does::drop : Does::ok; };
    run();
    EXPECT_EQ(code(), ExitCode::device);
    EXPECT_THAT(read(series.file(0)), HasSubstr("the device was lost 3 times: the cable was pulled"));
    EXPECT_EQ(sections().size(), schedules.size());
}

TEST_F(Runs, GoOnWhereTheyWereWhenTheDeviceDidNotComeBack) {
    connection.never_comes_back = true;
    connection.phone.script = [&](const std::string& uid, int) { return uid == first ? Does::drop : Does::ok; };
    EXPECT_THROW(run(), device::Failure);
    connection.never_comes_back = false;
    connection.phone.script = [](auto&&...) { return Does::ok; };
    run(Resume::yes);
    EXPECT_TRUE(resumed);
    for (const auto& [uid, count] : sections()) EXPECT_EQ(count, uid == big ? runs * repeats_of_best : runs) << uid;
}

TEST_F(Runs, RunNothingTwiceWhereverTheyWereStopped) {
    run();
    const auto whole = sections();
    const std::size_t all = steps.size();
    for (std::size_t stop = 1; stop < all; ++stop) {
        SCOPED_TRACE(stop);
        std::filesystem::remove_all(series.folder);
        connection.phone.ran.clear();
        steps.clear();
        stop_after = stop;
        EXPECT_THROW(run(), Error);
        steps.clear();
        stop_after = 0;
        run(Resume::yes);
        EXPECT_EQ(sections(), whole);
        EXPECT_EQ(connection.phone.ran.size(), all);
        EXPECT_EQ(steps.size(), all) << "what was done before is told as well";
    }
}

TEST_F(Runs, CutOffWhatAKillLeftHalfWritten) {
    stop_after = 5;
    EXPECT_THROW(run(), Error);
    std::ofstream(system::part_of(series.file(0)), std::ios::app)
        << "### Python Begin ###\nSchedule_UID=SCH-half\nTask=0 Ch";
    stop_after = 0;
    run(Resume::yes);
    EXPECT_THAT(read(series.file(0)), Not(HasSubstr("SCH-half")));
    EXPECT_EQ(sections().size(), schedules.size());
}

TEST_F(Runs, ShareAProcessInVirtualTimeWhereNoScheduleCanWarmUpTheNext) {
    run();
    const auto alone = sections();
    EXPECT_EQ(connection.phone.processes, static_cast<int>(steps.size()));
    std::filesystem::remove_all(series.folder);
    request.clock = format::LogClock::virtual_time;
    connection.phone.processes = 0;
    run();
    EXPECT_EQ(sections(), alone);
    EXPECT_EQ(connection.phone.processes, 1 + runs) << "one that tells the best single PU, then one for each run";
}

TEST_F(Runs, InVirtualTimeGiveAScheduleThatFailsAProcessOfItsOwn) {
    request.clock = format::LogClock::virtual_time;
    connection.phone.script = [&](const std::string& uid, int) { return uid == first ? Does::crash : Does::ok; };
    run();
    EXPECT_EQ(code(), ExitCode::device);
    for (const auto& [uid, count] : sections()) EXPECT_EQ(count, uid == big ? runs * repeats_of_best : runs) << uid;
}

TEST_F(Runs, RefuseToGoOnWithOtherSettings) {
    stop_after = 3;
    EXPECT_THROW(run(), Error);
    try {
        begin_runs(series, runs, "other settings", Resume::yes);
        FAIL() << "two measurements would be mixed";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        EXPECT_THAT(error.failed(), HasSubstr("begun with other settings: settings"));
    }
}

TEST_F(Runs, KeepWhatWasNotFinishedWhenTheyBeginAnew) {
    stop_after = 3;
    EXPECT_THROW(run(), Error);
    stop_after = 0;
    run();
    EXPECT_FALSE(resumed);
    EXPECT_TRUE(std::filesystem::exists(system::aborted_of(series.file(0))));
    EXPECT_TRUE(std::filesystem::exists(series.file(2)));
    EXPECT_TRUE(std::filesystem::exists(series.file(3)));
}

}  // namespace
}  // namespace bt::execute::runs_test
