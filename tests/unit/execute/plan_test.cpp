#include "bt/execute/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "bt/core/error.hpp"
#include "unit/execute/small_schedules.hpp"

namespace bt::execute::plan_test {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::function<void()>& what, ExitCode code) {
    try {
        what();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), code);
        return error.failed() + " / " + error.advice();
    }
    return "not refused";
}

TEST(Plans, TakeTheFirstSoManySchedulesOrThoseNamed) {
    const auto pus = small_pus();
    EXPECT_EQ(choose(small_file(), {.count = 2}, small_subject(), pus).size(), 2U);
    const std::string third = small_file().pipelines[2].uid;
    const auto named = choose(small_file(), {.count = 1, .uids = {third}}, small_subject(), pus);
    ASSERT_EQ(named.size(), 1U);
    EXPECT_EQ(named[0].uid, third);
}

TEST(Plans, HoldAControlForEachPuAloneThatIsNotRankedItself) {
    const auto pus = small_pus();
    const auto all = with_controls(choose(small_file(), {}, small_subject(), pus), small_subject(), pus);
    ASSERT_EQ(all.size(), 4U);
    EXPECT_FALSE(is_control(all[1])) << "big alone has a rank";
    EXPECT_TRUE(is_control(all[3]));
    EXPECT_EQ(to_string(all[3].chunks), "1-3 little");
    const auto read = format::read_schedules(format::render(all), "written").pipelines;
    ASSERT_EQ(read.size(), 4U);
    EXPECT_TRUE(is_control(read[3])) << "the file for the device says so as well";
    EXPECT_FALSE(read[3].rank.has_value());
}

TEST(Plans, RefuseWhatTheDeviceCannotRunByTheNameOfTheFault) {
    const auto choosing = [](const format::ScheduleFile& file, const Choice& choice, const Subject& subject) {
        return [=] { choose(file, choice, subject, std::vector{PuName("big")}); };
    };
    Subject other = small_subject();
    other.device = DeviceId("tablet");
    EXPECT_THAT(refusal(choosing(small_file(), {}, other), ExitCode::data), HasSubstr("for the device 'phone'"));
    EXPECT_THAT(refusal(choosing(small_file(), {}, small_subject()), ExitCode::data), HasSubstr("PU little unknown"));
    EXPECT_THAT(refusal(choosing({"empty.json", {}, {}, {}}, {}, small_subject()), ExitCode::data),
                HasSubstr("no schedules in 'empty.json'"));
    const std::string uid = small_file().pipelines[0].uid;
    const std::string typed = uid.substr(0, uid.size() - 1) + "x";
    EXPECT_THAT(refusal(choosing(small_file(), {.uids = {typed}}, small_subject()), ExitCode::usage), HasSubstr(uid));
}

class Orders : public ::testing::Test {
protected:
    std::vector<Job> all(std::uint64_t seed) const {
        std::vector<Job> jobs = opening(schedules, seed);
        const auto rest = remaining(schedules, runs, big, seed);
        jobs.insert(jobs.end(), rest.begin(), rest.end());
        return jobs;
    }

    static constexpr int runs = 4;
    static constexpr std::size_t big = 1;
    std::vector<Runnable> schedules =
        runnables(with_controls(choose(small_file(), {}, small_subject(), small_pus()), small_subject(), small_pus()));
};

TEST_F(Orders, HoldEverySchedulesOfEveryRunOnceAndTheBestSinglePuThrice) {
    std::map<std::pair<std::size_t, int>, int> count;
    for (const Job& job : all(1)) ++count[{job.schedule, job.run}];
    EXPECT_EQ(count.size(), schedules.size() * runs);
    for (const auto& [job, times] : count) EXPECT_EQ(times, job.first == big ? repeats_of_best : 1);
    const auto jobs = all(1);
    EXPECT_EQ(std::set<Job>(jobs.begin(), jobs.end()).size(), jobs.size());
}

TEST_F(Orders, ShowTheBestSinglePuOfEachRunFirstInTheMiddleAndLast) {
    for (int run = 1; run <= runs; ++run) {
        std::vector<Job> of_run;
        for (const Job& job : all(3)) {
            if (job.run == run) of_run.push_back(job);
        }
        EXPECT_EQ(of_run.back().schedule, big);
        EXPECT_EQ(of_run.back().repeat, 2);
        if (run > 1) {
            EXPECT_EQ(of_run.front(), (Job{big, run, 0}));
        } else {
            EXPECT_TRUE(schedules[of_run.front().schedule].to_compare) << "the first run tells the best of them";
        }
    }
}

TEST_F(Orders, MixTheRunsAndComeOutTheSameForTheSameSeed) {
    EXPECT_EQ(all(5), all(5));
    EXPECT_NE(all(5), all(6));
    int changes = 0;
    const auto jobs = all(5);
    for (std::size_t i = 1; i < jobs.size(); ++i) changes += jobs[i].run != jobs[i - 1].run;
    EXPECT_GT(changes, 2 * runs) << "one run after the other would confuse runs with drift";
}

}  // namespace
}  // namespace bt::execute::plan_test
