#include "bt/system/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

namespace fs = std::filesystem;

std::size_t entries(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(AtomicFile, ReplacesTheOldFileOnlyWhenTheNewOneIsWhole) {
    const test::TemporaryFolder folder;
    const fs::path target = folder / "deep/er/table.csv";
    write_file_atomically(target, "old");
    {
        AtomicFile file(target);
        file.write(std::string(1 << 20, 'x'));  // more than one buffer: part of it is in the temporary already
        EXPECT_EQ(read_file(target, 100), "old");
        file.write("end");
        file.commit();
    }
    EXPECT_EQ(read_file(target, 2 << 20), std::string(1 << 20, 'x') + "end");
    EXPECT_EQ(entries(target.parent_path()), 1U);
}

TEST(AtomicFile, ThatIsGivenUpLeavesTheOldFileAndNothingElse) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "a", "old");
    {
        AtomicFile file(folder / "a");
        file.write("new");
    }
    EXPECT_EQ(read_file(folder / "a", 100), "old");
    EXPECT_EQ(entries(folder.path()), 1U);
}

TEST(AtomicFile, HasTheModeThatTheUserAskedForAllNewFiles) {
    const test::TemporaryFolder folder;
    const ::mode_t before = ::umask(027);
    write_file_atomically(folder / "a", "x");
    ::umask(before);
    struct stat about {};
    ASSERT_EQ(::stat((folder / "a").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0640U);
}

TEST(AtomicFile, TemporariesOfKilledWritersAreSweptAndThoseOfLivingOnesAreNot) {
    const test::TemporaryFolder folder;
    test::ForkedProcess writer([&](auto step) {
        AtomicFile file(folder / "killed");
        step();
        ::pause();
    });
    ASSERT_TRUE(writer.await_step());
    EXPECT_EQ(sweep_temporaries(folder.path()), 0U);
    EXPECT_EQ(entries(folder.path()), 1U);
    writer.kill();
    EXPECT_EQ(entries(folder.path()), 1U);
    EXPECT_EQ(sweep_temporaries(folder.path()), 1U);
    EXPECT_EQ(entries(folder.path()), 0U);
}

TEST(AtomicFile, ASweepTouchesNothingThatPeopleNamed) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / ".hidden", "x");
    write_file_atomically(folder / "bt-tmp-notes", "x");
    EXPECT_EQ(sweep_temporaries(folder.path()), 0U);
    EXPECT_EQ(entries(folder.path()), 2U);
    EXPECT_EQ(sweep_temporaries(folder / "absent"), 0U);
}

TEST(UpdateFile, OfFourProcessesThatAddRowsAtOnceNoneLosesOne) {
    const test::TemporaryFolder folder;
    constexpr int rows = 25;
    {
        const auto writer = [&](char who) {
            return [&folder, who](auto) {
                for (int i = 0; i < rows; ++i) {
                    update_file(folder / "table", 1 << 20, [who](std::optional<std::string_view> before) {
                        return std::string(before.value_or("head\n")) + who + "\n";
                    });
                }
            };
        };
        test::ForkedProcess a(writer('a')), b(writer('b')), c(writer('c')), d(writer('d'));
        for (auto* process : {&a, &b, &c, &d}) EXPECT_EQ(process->exit_status(), 0);
    }
    const std::string text = read_file(folder / "table", 1 << 20);
    for (const char who : {'a', 'b', 'c', 'd'}) EXPECT_EQ(std::count(text.begin() + 5, text.end(), who), rows) << who;
    EXPECT_EQ(text.size(), 5U + 4 * rows * 2);
}

TEST(UpdateFile, AChangeThatFailsChangesNothing) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "table", "old");
    const auto refuse = [](auto) -> std::string { throw data_error("refused"); };
    EXPECT_THROW(update_file(folder / "table", 100, refuse), Error);
    EXPECT_THROW(update_file(folder / "table", 2, [](auto) { return std::string("new"); }), Error) << "too large";
    EXPECT_EQ(read_file(folder / "table", 100), "old");
}

TEST(AtomicFile, NamesTheFileThatCannotBeWritten) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "file", "x");
    try {
        write_file_atomically(folder / "file/below", "x");
        FAIL() << "a file is not a folder";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::host);
        EXPECT_NE(error.failed().find(folder.path().string()), std::string::npos) << error.failed();
    }
}

}  // namespace
}  // namespace bt::system
