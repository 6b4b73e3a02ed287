#include "bt/system/cancellation.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "bt/system/file_reader.hpp"
#include "bt/system/signals.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

using namespace std::chrono_literals;

bool is_readable(int fd) {
    pollfd event{fd, POLLIN, 0};
    return ::poll(&event, 1, 0) == 1;
}

TEST(Cancellation, WakesWhoeverPollsAndRemembersTheFirstReason) {
    Cancellation cancellation;
    EXPECT_FALSE(cancellation.requested());
    EXPECT_FALSE(is_readable(cancellation.fd()));
    EXPECT_NO_THROW(cancellation.throw_if_requested());
    cancellation.request(ExitCode::terminated);
    cancellation.request(ExitCode::interrupted);
    EXPECT_TRUE(is_readable(cancellation.fd()));
    EXPECT_EQ(cancellation.why(), ExitCode::terminated);
    try {
        cancellation.throw_if_requested();
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::terminated);
    }
}

TEST(Cancellation, EndsAWaitFromAnotherThread) {
    Cancellation cancellation;
    EXPECT_FALSE(cancellation.wait(0ms));
    std::thread other([&] { cancellation.request(); });
    EXPECT_TRUE(cancellation.wait(1h));
    other.join();
    EXPECT_TRUE(cancellation.wait(0ms));
}

TEST(InterruptSignals, TheFirstAsksAndTheSecondEndsAndSaysWhatIsLeft) {
    const test::TemporaryFolder folder;
    const std::string said = folder / "said";
    test::ForkedProcess process([&](auto step) {
        ::dup2(::open(said.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), STDERR_FILENO);
        Cancellation cancellation;
        const InterruptSignals signals(cancellation, "half a file is left\n");
        ::raise(SIGINT);
        if (!cancellation.requested() || cancellation.why() != ExitCode::interrupted) ::_exit(1);
        step();
        ::raise(SIGINT);
        ::_exit(2);
    });
    EXPECT_TRUE(process.await_step());
    const int status = process.wait();
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 130);
    EXPECT_EQ(read_file(said, 100), "half a file is left\n");
}

TEST(InterruptSignals, SigtermIsToldApartAndTheOldEffectComesBack) {
    test::ForkedProcess process([](auto) {
        ::signal(SIGTERM, SIG_IGN);
        Cancellation cancellation;
        {
            const InterruptSignals signals(cancellation);
            ::raise(SIGTERM);
        }
        ::raise(SIGTERM);  // ignored again
        ::_exit(cancellation.why() == ExitCode::terminated ? 7 : 1);
    });
    EXPECT_EQ(process.exit_status(), 7);
}

}  // namespace
}  // namespace bt::system
