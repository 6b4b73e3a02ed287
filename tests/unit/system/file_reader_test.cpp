#include "bt/system/file_reader.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "bt/core/error.hpp"
#include "bt/core/sha256.hpp"
#include "bt/system/atomic_file.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

ExitCode code_of(const std::function<void()>& read) {
    try {
        read();
    } catch (const Error& error) {
        return error.code();
    }
    return ExitCode::done;
}

TEST(FileReader, ReadsAWholeFileUpToItsBound) {
    const test::TemporaryFolder folder;
    for (const std::size_t size : {0U, 1U, 4095U, 4096U, 100'000U}) {
        const std::string bytes(size, 'b');
        write_file_atomically(folder / "f", bytes);
        EXPECT_EQ(read_file(folder / "f", size), bytes);
        if (size > 0) {
            EXPECT_EQ(code_of([&] { read_file(folder / "f", size - 1); }), ExitCode::data) << size;
        }
    }
}

TEST(FileReader, ReadsFilesThatDoNotSayHowLargeTheyAre) {
    EXPECT_FALSE(read_file("/proc/self/status", 1 << 20).empty());
    EXPECT_EQ(code_of([] { read_file("/dev/zero", 100'000); }), ExitCode::data);
}

TEST(FileReader, TellsAbsentFilesAndFoldersApart) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(read_file_if_there(folder / "absent", 10), std::nullopt);
    EXPECT_EQ(code_of([&] { read_file(folder / "absent", 10); }), ExitCode::data);
    EXPECT_EQ(code_of([&] { read_file_if_there(folder.path(), 10); }), ExitCode::data);
    EXPECT_EQ(code_of([&] { FileReader reader(folder / "absent"); }), ExitCode::data);
}

TEST(FileReader, ABeginningSaysWhetherMoreFollowsAndNeverWaitsForAPipe) {
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "f", "0123456789");
    EXPECT_EQ(read_beginning(folder / "f", 4).bytes, "0123");
    EXPECT_FALSE(read_beginning(folder / "f", 4).whole);
    EXPECT_EQ(read_beginning(folder / "f", 10).bytes, "0123456789");
    EXPECT_TRUE(read_beginning(folder / "f", 10).whole);
    EXPECT_LT(real_clock().wall() - read_beginning(folder / "f", 1).changed, std::chrono::hours(1));
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(code_of([&] { read_beginning(folder / "pipe", 4); }), ExitCode::host);
    EXPECT_EQ(code_of([&] { read_beginning(folder / "absent", 4); }), ExitCode::host);
}

TEST(FileReader, ChunksAreTheFile) {
    const test::TemporaryFolder folder;
    std::string bytes;
    for (int i = 0; i < 10'000; ++i) bytes += std::to_string(i) + "\n";
    write_file_atomically(folder / "f", bytes);
    FileReader reader(folder / "f", 1000);
    std::string read;
    while (const auto chunk = reader.next()) {
        EXPECT_LE(chunk->size(), 1000U);
        read.append(*chunk);
    }
    EXPECT_EQ(read, bytes);
    EXPECT_EQ(sha256_of_file(folder / "f"), sha256_hex(bytes));
}

}  // namespace
}  // namespace bt::system
