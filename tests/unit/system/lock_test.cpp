#include "bt/system/lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/child.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

using testing::HasSubstr;

// The user's folder for locks, for one test.
class Locks : public testing::Test {
protected:
    Locks() {
        if (const char* set = std::getenv("XDG_RUNTIME_DIR")) before_ = set;
        ::setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1);
    }
    ~Locks() override {
        before_.empty() ? ::unsetenv("XDG_RUNTIME_DIR") : ::setenv("XDG_RUNTIME_DIR", before_.c_str(), 1);
    }

    static std::string refusal(const DeviceId& device) {
        try {
            const FileLock lock = lock_device(device);
            return {};
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::device);
            return error.failed();
        }
    }

    test::TemporaryFolder folder_;
    std::string before_;
};

TEST_F(Locks, ADeviceInUseIsRefusedByTheNameOfItsUser) {
    const DeviceId device("192.168.1.4:5555");
    test::ForkedProcess holder([&](auto step) {
        const FileLock lock = lock_device(device);
        step();
        ::pause();
    });
    ASSERT_TRUE(holder.await_step());
    const std::string why = refusal(device);
    EXPECT_THAT(why, HasSubstr("device '192.168.1.4:5555' is in use by process " + std::to_string(holder.pid())));
    EXPECT_THAT(why, HasSubstr("test_system")) << "its command line";
    EXPECT_EQ(refusal(DeviceId("another")), "");
}

TEST_F(Locks, ALockIsGoneWhenItsHolderIsKilled) {
    const DeviceId device("phone");
    test::ForkedProcess holder([&](auto step) {
        const FileLock lock = lock_device(device);
        step();
        ::pause();
    });
    ASSERT_TRUE(holder.await_step());
    EXPECT_NE(refusal(device), "");
    holder.kill();
    EXPECT_EQ(refusal(device), "");
}

TEST_F(Locks, ALockGivenBackLeavesNothing) {
    { const FileLock lock = lock_device(DeviceId("phone")); }
    EXPECT_TRUE(std::filesystem::is_empty(folder_ / "better-together"));
}

TEST_F(Locks, AChildThatOutlivesUsDoesNotKeepTheLock) {
    int server = 0;
    {
        const FileLock lock = lock_device(DeviceId("phone"));
        ChildOptions options;
        options.on_out_line = [&](std::string_view pid) { server = std::stoi(std::string(pid)); };
        run_child(
            {{"sh", "-c", "trap 'exit 0' USR1; setsid sh -c \"echo \\$\\$; kill -USR1 $$; exec sleep 1000\" & wait"}},
            options);
    }
    ASSERT_GT(server, 0);
    EXPECT_EQ(refusal(DeviceId("phone")), "");
    ::kill(server, SIGKILL);
}

TEST_F(Locks, AHolderThatHasNotWrittenItsNameYetIsAnotherProcess) {
    const auto first = FileLock::try_take(folder_ / "lock");
    ASSERT_TRUE(std::holds_alternative<FileLock>(first));
    for (const char* text : {"", "12", "12\nthen", "x\ny\nz"}) {
        ::truncate((folder_ / "lock").c_str(), 0);
        std::FILE* file = std::fopen((folder_ / "lock").c_str(), "r+");
        std::fputs(text, file);
        std::fclose(file);
        const auto second = FileLock::try_take(folder_ / "lock");
        ASSERT_TRUE(std::holds_alternative<LockHolder>(second));
        EXPECT_EQ(std::get<LockHolder>(second).pid, 0) << text;
    }
}

TEST_F(Locks, ManyProcessesAtOnceNeverHoldOneLockTogether) {
    write_file_atomically(folder_ / "count", "");
    const auto worker = [&](auto) {
        for (int taken = 0; taken < 50;) {
            const auto lock = FileLock::try_take(folder_ / "lock");
            if (!std::holds_alternative<FileLock>(lock)) continue;
            // Only one at a time may find this name free.
            if (::mkdir((folder_ / "inside").c_str(), 0700) != 0) ::_exit(1);
            ::rmdir((folder_ / "inside").c_str());
            ++taken;
        }
    };
    test::ForkedProcess a(worker), b(worker), c(worker);
    EXPECT_EQ(a.exit_status(), 0);
    EXPECT_EQ(b.exit_status(), 0);
    EXPECT_EQ(c.exit_status(), 0);
}

TEST_F(Locks, AFolderThatOthersMayWriteOrThatIsALinkIsRefused) {
    EXPECT_EQ(lock_folder(), folder_ / "better-together");
    ::chmod((folder_ / "better-together").c_str(), 0777);
    EXPECT_THROW(lock_folder(), Error);
    std::filesystem::remove(folder_ / "better-together");
    std::filesystem::create_directory(folder_ / "elsewhere");
    ::chmod((folder_ / "elsewhere").c_str(), 0700);
    std::filesystem::create_directory_symlink(folder_ / "elsewhere", folder_ / "better-together");
    EXPECT_THROW(lock_folder(), Error);
}

TEST_F(Locks, WithoutARuntimeFolderOfTheirUserTheyLieInTmp) {
    const std::filesystem::path expected = "/tmp/better-together-" + std::to_string(::geteuid());
    ::unsetenv("XDG_RUNTIME_DIR");
    EXPECT_EQ(lock_folder(), expected);
    ::setenv("XDG_RUNTIME_DIR", (folder_ / "absent").c_str(), 1);
    EXPECT_EQ(lock_folder(), expected);
}

TEST_F(Locks, ARuntimeFolderOfSomebodyElseIsNotUsed) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can make a folder of somebody else's";
    ::setenv("XDG_RUNTIME_DIR", folder_.path().c_str(), 1);
    ASSERT_EQ(::chown(folder_.path().c_str(), 65534, 65534), 0);
    EXPECT_EQ(lock_folder().parent_path(), "/tmp");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "better-together"));
}

}  // namespace
}  // namespace bt::system
