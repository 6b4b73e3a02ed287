#include "bt/system/growing_log.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) { return read_file(file, 1 << 20); }

// What a process leaves that was killed after it wrote `text`.
void leave_part(const fs::path& name, const std::string& text) {
    auto log = GrowingLog::create(name);
    ASSERT_TRUE(log);
    log->append(text);
}

TEST(GrowingLog, HasItsNameOnlyWhenItIsComplete) {
    const test::TemporaryFolder folder;
    const fs::path name = folder / "run/log_000.txt";
    auto log = GrowingLog::create(name);
    ASSERT_TRUE(log);
    log->append("one\n");
    EXPECT_EQ(text_of(part_of(name)), "one\n") << "handed over before append returns";
    EXPECT_FALSE(fs::exists(name));
    log->append("two\n");
    log->complete();
    EXPECT_EQ(text_of(name), "one\ntwo\n");
    EXPECT_FALSE(fs::exists(part_of(name)));
}

TEST(GrowingLog, ANameThatWasEverUsedIsTaken) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "a", "measured");
    write_file_atomically(aborted_of(folder / "b"), "measured");
    leave_part(folder / "c", "measured\n");
    for (const char* name : {"a", "b", "c"}) EXPECT_FALSE(GrowingLog::create(folder / name)) << name;
    EXPECT_FALSE(fs::exists(part_of(folder / "a")));
    EXPECT_FALSE(fs::exists(part_of(folder / "b")));
    EXPECT_EQ(text_of(folder / "a"), "measured");
}

TEST(GrowingLog, NeverTakesANameThatSomebodyPutThereMeanwhile) {
    const test::TemporaryFolder folder;
    auto log = GrowingLog::create(folder / "a");
    log->append("new\n");
    write_file_atomically(folder / "a", "old");
    EXPECT_THROW(log->complete(), Error);
    EXPECT_EQ(text_of(folder / "a"), "old");
    EXPECT_EQ(text_of(part_of(folder / "a")), "new\n");
}

TEST(GrowingLog, IsResumedBehindItsLastWholeLine) {
    const test::TemporaryFolder folder;
    leave_part(folder / "a", "one\nTask=1 End=45");  // of End=4567
    {
        auto log = GrowingLog::resume(folder / "a");
        ASSERT_TRUE(log);
        EXPECT_EQ(log->size(), 4U);
        EXPECT_EQ(log->cut(), 13U);
        log->append("two\n");
        log->complete();
    }
    EXPECT_EQ(text_of(folder / "a"), "one\ntwo\n");
    EXPECT_FALSE(GrowingLog::resume(folder / "a"));
}

// The kernel may write a section in parts when a kill comes: whole lines of it are no whole section.
TEST(GrowingLog, OfSectionsIsResumedBehindTheLastWholeOne) {
    const test::TemporaryFolder folder;
    for (const std::size_t tail :
         {std::size_t{0}, std::size_t{1}, std::size_t{4090}, std::size_t{4096}, std::size_t{9000}}) {
        const fs::path name = folder / std::to_string(tail);
        leave_part(name, "begin\n1\nEND\nbegin\n2\nEND\nbegin\n3\n" + std::string(tail, 'x') + "\nEND");
        EXPECT_EQ(GrowingLog::resume(name, "END")->size(), 24U) << tail;
    }
    leave_part(folder / "none", "begin\nEND it is not\n");
    EXPECT_EQ(GrowingLog::resume(folder / "none", "END")->size(), 0U);
}

TEST(GrowingLog, ALineLongerThanABlockIsCutWhole) {
    const test::TemporaryFolder folder;
    for (const std::string& whole : {std::string(), std::string("first\n")}) {
        const fs::path name = folder / std::to_string(whole.size());
        leave_part(name, whole + std::string(20'000, 'x'));
        EXPECT_EQ(GrowingLog::resume(name)->cut(), 20'000U);
        EXPECT_EQ(text_of(part_of(name)), whole);
    }
}

TEST(GrowingLog, OfALivingProcessIsNeitherResumedNorAborted) {
    const test::TemporaryFolder folder;
    const fs::path name = folder / "a";
    test::ForkedProcess writer([&](auto step) {
        auto log = GrowingLog::create(name);
        log->append("one\n");
        step();
        ::pause();
    });
    ASSERT_TRUE(writer.await_step());
    EXPECT_FALSE(GrowingLog::resume(name));
    EXPECT_FALSE(GrowingLog::abort_abandoned(name));
    writer.kill();
    EXPECT_TRUE(GrowingLog::abort_abandoned(name));
    EXPECT_EQ(text_of(aborted_of(name)), "one\n");
    EXPECT_FALSE(fs::exists(part_of(name)));
    EXPECT_FALSE(GrowingLog::abort_abandoned(name));
}

TEST(GrowingLog, AWriterKilledBetweenItsTwoNamesLeavesACompleteLog) {
    const test::TemporaryFolder folder;
    leave_part(folder / "a", "one\n");
    fs::create_hard_link(part_of(folder / "a"), folder / "a");
    EXPECT_FALSE(GrowingLog::abort_abandoned(folder / "a"));
    EXPECT_FALSE(fs::exists(part_of(folder / "a")));
    EXPECT_EQ(text_of(folder / "a"), "one\n");
}

// A writer makes an empty `.part` before it can see that its number was used up; nobody may take that for a log.
TEST(GrowingLog, AnEmptyPartOfANumberThatIsUsedUpIsNoAbortedLog) {
    const test::TemporaryFolder folder;
    const fs::path complete = folder / "log_000.txt", aborted = folder / "log_001.txt",
                   measured = folder / "log_002.txt";
    test::write_text(complete, "all\n");
    test::write_text(part_of(complete), "");
    EXPECT_FALSE(GrowingLog::abort_abandoned(complete));
    EXPECT_FALSE(fs::exists(aborted_of(complete)));
    EXPECT_FALSE(fs::exists(part_of(complete)));

    test::write_text(aborted_of(aborted), "half\n");
    test::write_text(part_of(aborted), "");
    EXPECT_FALSE(GrowingLog::abort_abandoned(aborted));
    EXPECT_EQ(text_of(aborted_of(aborted)), "half\n");
    EXPECT_FALSE(fs::exists(part_of(aborted)));

    test::write_text(measured, "put there by hand\n");
    test::write_text(part_of(measured), "measured\n");
    EXPECT_TRUE(GrowingLog::abort_abandoned(measured));
    EXPECT_EQ(text_of(aborted_of(measured)), "measured\n") << "what was measured is kept";
}

TEST(GrowingLog, AbortedKeepsWhatWasMeasured) {
    const test::TemporaryFolder folder;
    auto log = GrowingLog::create(folder / "a");
    log->append("one\n");
    log->abort();
    EXPECT_EQ(text_of(aborted_of(folder / "a")), "one\n");
}

}  // namespace
}  // namespace bt::system
