#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "bt/system/growing_log.hpp"
#include "bt/system/line_file.hpp"
#include "bt/system/signals.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

namespace fs = std::filesystem;

constexpr int disk_is_full = 42;
const std::string large(300'000, 'x');

void expect(bool condition, int status) {
    if (!condition) ::_exit(status);
}

// Says `disk_is_full` where all three kinds of file were refused in words, and nothing half written stays.
int write_until_refused(const fs::path& folder) {
    int refused = 0;
    const auto attempt = [&](auto write) {
        try {
            write();
        } catch (const Error& error) {
            const bool clear = error.code() == ExitCode::host && !error.advice().empty() &&
                               error.failed().find(folder.string()) != std::string::npos;
            refused += clear ? 1 : 0;
        }
    };
    write_file_atomically(folder / "derived", "old");
    attempt([&] { write_file_atomically(folder / "derived", large); });
    expect(read_file(folder / "derived", 1 << 20) == "old", 1);

    append_line(folder / "lines", "old");
    attempt([&] { append_line(folder / "lines", large); });
    expect(read_file(folder / "lines", 1 << 20) == "old\n", 2);

    auto log = GrowingLog::create(folder / "log");
    log->append("old\n");
    attempt([&] { log->append(large); });
    expect(read_file(log->part(), 1 << 20) == "old\n", 3);
    log->append("more\n");
    log->abort();
    expect(read_file(aborted_of(folder / "log"), 1 << 20) == "old\nmore\n", 4);

    expect(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 3, 5);
    return refused == 3 ? disk_is_full : refused;
}

TEST(FullDisk, AFileSizeLimitIsOneClearErrorAndLeavesNothingHalfWritten) {
    const test::TemporaryFolder folder;
    test::ForkedProcess process([&](auto) {
        make_failed_writes_errors();
        const rlimit limit{100'000, 100'000};
        expect(::setrlimit(RLIMIT_FSIZE, &limit) == 0, 9);
        ::_exit(write_until_refused(folder.path()));
    });
    EXPECT_EQ(process.exit_status(), disk_is_full);
}

TEST(FullDisk, AFileSystemWithoutSpaceIsOneClearErrorAndLeavesNothingHalfWritten) {
    constexpr int cannot_mount = 77;
    const test::TemporaryFolder folder;
    test::ForkedProcess process([&](auto) {
        // A file system of 128 KiB that only this process sees.
        const bool own = ::unshare(CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER)) == 0 &&
                         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                         ::mount("none", folder.path().c_str(), "tmpfs", 0, "size=128k") == 0;
        ::_exit(own ? write_until_refused(folder.path()) : cannot_mount);
    });
    const int status = process.exit_status();
    if (status == cannot_mount) GTEST_SKIP() << "this user may not mount a file system; the size limit covers the rest";
    EXPECT_EQ(status, disk_is_full);
}

}  // namespace
}  // namespace bt::system
