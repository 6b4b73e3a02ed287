#include "bt/store/numbered_logs.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "bt/system/file_reader.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::numbered_logs_test {
namespace {

class NumberedLogs : public testing::Test {
protected:
    // What a killed process leaves.
    int leave_part(const std::string& text) {
        BegunLog begun = begin_log(series_, Resume::no);
        begun.log.append(text);
        return begun.number;
    }
    int write_whole(const std::string& text) {
        BegunLog begun = begin_log(series_, Resume::no);
        begun.log.append(text);
        begun.log.complete();
        return begun.number;
    }
    std::string names() const {
        std::string text;
        for (const NumberedLog& log : logs_of(series_)) text += log.file.filename().string() + " ";
        return text;
    }

    test::TemporaryFolder folder_;
    LogSeries series_{folder_ / "results", "phone_", ".log"};
};

TEST_F(NumberedLogs, CountFromZeroAndNeverAgainUseANumber) {
    EXPECT_TRUE(logs_of(series_).empty());
    EXPECT_EQ(write_whole("a\n"), 0);
    EXPECT_EQ(write_whole("b\n"), 1);
    test::write_text(series_.file(41), "somebody's");
    EXPECT_EQ(write_whole("c\n"), 42);
    EXPECT_EQ(names(), "phone_000.log phone_001.log phone_041.log phone_042.log ");
    EXPECT_EQ(system::read_file(series_.file(0), 10), "a\n");
}

TEST_F(NumberedLogs, GoOnBeyondThreeDigits) {
    test::write_text(series_.file(999), "x");
    EXPECT_EQ(write_whole("a\n"), 1000);
    EXPECT_EQ(write_whole("a\n"), 1001);
}

TEST_F(NumberedLogs, OtherFilesInTheFolderCountForNothing) {
    for (const char* name : {"phone_12.log", "phone_0x1.log", "phone_-01.log", "phone_099.log~", "phone_007.txt",
                             "phone_9999999999.log", "tablet_005.log", "phone_.log"}) {
        test::write_text(series_.folder / name, "x");
    }
    EXPECT_TRUE(logs_of(series_).empty());
    EXPECT_EQ(write_whole("a\n"), 0);
}

TEST_F(NumberedLogs, AnUnfinishedOneIsKeptAsAbortedByTheNext) {
    EXPECT_EQ(leave_part("half\n"), 0);
    EXPECT_TRUE(has_part(series_));
    EXPECT_EQ(write_whole("a\n"), 1);
    EXPECT_FALSE(has_part(series_));
    EXPECT_EQ(names(), "phone_000.log.aborted phone_001.log ");
    EXPECT_EQ(system::read_file(series_.folder / "phone_000.log.aborted", 10), "half\n");
}

TEST_F(NumberedLogs, ResumeContinuesTheNewestUnfinishedOne) {
    system::GrowingLog::create(series_.file(3))->append("old\n");
    system::GrowingLog::create(series_.file(5))->append("one\ncut");
    {
        BegunLog begun = begin_log(series_, Resume::yes);
        EXPECT_TRUE(begun.resumed);
        EXPECT_EQ(begun.number, 5);
        EXPECT_EQ(begun.log.cut(), 3U);
        begun.log.append("two\n");
        begun.log.complete();
    }
    EXPECT_EQ(system::read_file(series_.file(5), 10), "one\ntwo\n");
    EXPECT_EQ(names(), "phone_003.log.aborted phone_005.log ");
    EXPECT_FALSE(begin_log(series_, Resume::yes).resumed) << "nothing is left to resume";
}

TEST_F(NumberedLogs, OneThatALivingProcessWritesIsLeftAlone) {
    test::ForkedProcess writer([&](auto step) {
        BegunLog begun = begin_log(series_, Resume::no);
        begun.log.append("mine\n");
        step();
        ::pause();
    });
    ASSERT_TRUE(writer.await_step());
    const BegunLog other = begin_log(series_, Resume::yes);
    EXPECT_FALSE(other.resumed);
    EXPECT_EQ(other.number, 1);
    EXPECT_EQ(names(), "phone_000.log.part phone_001.log.part ");
}

}  // namespace
}  // namespace bt::store::numbered_logs_test
