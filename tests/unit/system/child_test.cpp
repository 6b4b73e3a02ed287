#include "bt/system/child.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/background_child.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::system {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

Command shell(const std::string& script) { return {{"sh", "-c", script}}; }

std::size_t open_descriptors() {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator()));
}

// Becomes readable when a process ends that is no child of ours.
Fd watch(int pid) { return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))); }

bool ends(const Fd& watched) {
    if (!watched) return true;  // gone before we looked
    pollfd event{watched.get(), POLLIN, 0};
    return ::poll(&event, 1, 30'000) == 1;
}

TEST(Child, KeepsStatusStdoutAndStderrApart) {
    const ChildResult result = run_child(shell("printf out; printf err >&2; exit 3"));
    EXPECT_EQ(result.end, ChildEnd::exited);
    EXPECT_EQ(result.status, 3);
    EXPECT_FALSE(result.succeeded());
    EXPECT_EQ(result.out, "out");
    EXPECT_EQ(result.err, "err");
    EXPECT_EQ(to_string(result), "exited with status 3");
}

TEST(Child, GetsEveryByteOfItsArgumentsBecauseNoShellSeesThem) {
    std::string every;
    for (int byte = 1; byte < 256; ++byte) every += static_cast<char>(byte);
    EXPECT_EQ(run_child({{"printf", "%s", every}}).out, every);
    EXPECT_EQ(run_child({{"printf", "[%s]", "", "$(id) `id`; rm -rf /"}}).out, "[][$(id) `id`; rm -rf /]");
}

TEST(Child, ReadsNothingTheBytesGivenOrOurs) {
    EXPECT_EQ(run_child({{"cat"}}).out, "");
    const std::string large(3 << 20, 'z');
    ChildOptions options{.input = Input::text(large)};
    EXPECT_EQ(run_child({{"cat"}}, options).out, large);
    EXPECT_TRUE(run_child({{"true"}}, options).succeeded()) << "one that reads nothing of it is no error";
}

TEST(Child, AnInputThatIsHeldOpenGivesItsBytesAndThenNoEnd) {
    const ChildOptions options{.input = Input::held_open("hello\n")};
    const ChildResult result = run_child(shell("read line; echo $line; timeout 0.05 cat; echo $?"), options);
    EXPECT_EQ(result.out, "hello\n124\n") << "124: cat was still waiting for more";
    EXPECT_THROW(run_child({{"cat"}}, {.input = Input::held_open(std::string(70'000, 'x'))}), Error);
}

TEST(Child, OutputLargerThanAPipeOnBothStreamsIsReadWhole) {
    const ChildResult result = run_child(shell("head -c 1000000 /dev/zero & head -c 1500000 /dev/zero >&2; wait"));
    EXPECT_EQ(result.out.size(), 1'000'000U);
    EXPECT_EQ(result.err.size(), 1'500'000U);
}

TEST(Child, LinesComeOneByOneWithTheLastOneThoughItIsNotEnded) {
    std::vector<std::string> lines, errors;
    ChildOptions options;
    options.on_out_line = [&](std::string_view line) { lines.emplace_back(line); };
    options.on_err_line = [&](std::string_view line) { errors.emplace_back(line); };
    const ChildResult result = run_child(shell("printf 'one\\n\\nthree\\r\\nlast'; echo no >&2"), options);
    EXPECT_THAT(lines, ElementsAre("one", "", "three\r", "last"));
    EXPECT_THAT(errors, ElementsAre("no"));
    EXPECT_EQ(result.out, "");
}

TEST(Child, ALineArrivesWhileTheChildIsStillRunning) {
    Cancellation seen;
    ChildOptions options;
    options.on_out_line = [&](std::string_view) { seen.request(); };
    options.cancel = {&seen};
    const ChildResult result = run_child(shell("echo ready; exec sleep 1000"), options);
    EXPECT_EQ(result.end, ChildEnd::cancelled);
    EXPECT_EQ(result.signal, SIGTERM);
}

TEST(Child, ThatOutlivesItsDeadlineIsEnded) {
    ChildOptions options{.deadline = 20ms};
    const ChildResult result = run_child({{"sleep", "1000"}}, options);
    EXPECT_EQ(result.end, ChildEnd::timed_out);
    EXPECT_THAT(to_string(result), HasSubstr("did not end in time"));
}

TEST(Child, ThatIgnoresSigtermIsKilled) {
    Cancellation cancel;
    ChildOptions options;
    options.on_out_line = [&](std::string_view) { cancel.request(); };
    options.cancel = {&cancel};
    options.grace = 20ms;
    const ChildResult result = run_child(shell("trap '' TERM; echo ready; while :; do sleep 1000; done"), options);
    EXPECT_EQ(result.end, ChildEnd::cancelled);
    EXPECT_EQ(result.signal, SIGKILL);
}

TEST(Child, ThatTakesSigtermInOrderIsStillACancelledOne) {
    Cancellation cancel;
    ChildOptions options;
    options.on_err_line = [&](std::string_view) { cancel.request(); };
    options.cancel = {&cancel};
    const ChildResult result =
        run_child(shell("trap 'echo bye; exit 0' TERM; echo ready >&2; while :; do sleep 0.01; done"), options);
    EXPECT_EQ(result.end, ChildEnd::cancelled);
    EXPECT_FALSE(result.succeeded());
    EXPECT_EQ(result.out, "bye\n");
}

TEST(Child, CancelledBeforeItsStartEndsAtOnce) {
    Cancellation cancel;
    cancel.request();
    ChildOptions options;
    options.cancel = {&cancel};
    EXPECT_EQ(run_child({{"sleep", "1000"}}, options).end, ChildEnd::cancelled);
}

TEST(Child, ACrashIsNotAnExit) {
    const ChildResult result = run_child(shell("kill -SEGV $$"));
    EXPECT_EQ(result.end, ChildEnd::signalled);
    EXPECT_EQ(result.signal, SIGSEGV);
    EXPECT_EQ(to_string(result), "was killed by SIGSEGV");
}

TEST(Child, AMissingProgramIsSaidSoAndOneThatCannotStartIsAnError) {
    EXPECT_EQ(run_child({{"no-such-program-here"}}).end, ChildEnd::not_found);
    EXPECT_EQ(run_child({{"/no/such/program"}}).end, ChildEnd::not_found);
    const test::TemporaryFolder folder;
    write_file_atomically(folder / "text", "words");
    EXPECT_THROW(run_child({{(folder / "text").string()}}), Error);
    EXPECT_THROW(run_child({{"true"}, {}, folder / "absent"}), Error);
    EXPECT_THROW(run_child({}), Error);
}

TEST(Child, RunsInTheFolderAndEnvironmentGiven) {
    const test::TemporaryFolder folder;
    ::setenv("BT_TEST_KEPT", "kept", 1);
    ::setenv("BT_TEST_SET", "before", 1);
    const ChildResult result = run_child(
        {{"sh", "-c", "echo $BT_TEST_KEPT $BT_TEST_SET $(pwd -P)"}, {{"BT_TEST_SET", "after"}}, folder.path()});
    EXPECT_EQ(result.out, "kept after " + std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST(Child, AGrandchildThatHoldsThePipeNeitherDelaysTheEndNorLivesOn) {
    Fd grandchild;
    ChildOptions options;
    options.on_out_line = [&](std::string_view pid) { grandchild = watch(std::stoi(std::string(pid))); };
    const ChildResult result = run_child(shell("sleep 1000 & echo $!; exit 4"), options);
    EXPECT_EQ(result.status, 4);
    EXPECT_TRUE(ends(grandchild));
}

TEST(Child, AServerThatItLeavesBehindInASessionOfItsOwnLivesOnAndDelaysNothing) {
    int server = 0;
    ChildOptions options;
    options.on_out_line = [&](std::string_view pid) { server = std::stoi(std::string(pid)); };
    const ChildResult result = run_child(
        shell("trap 'exit 0' USR1; setsid sh -c \"echo \\$\\$; kill -USR1 $$; exec sleep 1000\" & wait"), options);
    EXPECT_TRUE(result.succeeded()) << to_string(result);
    ASSERT_GT(server, 0);
    EXPECT_EQ(::kill(server, 0), 0);
    const Fd watched = watch(server);
    ::kill(server, SIGKILL);
    EXPECT_TRUE(ends(watched));
}

TEST(Child, PrintingMoreThanTheLimitIsAnErrorThatNamesTheProgram) {
    ChildOptions options{.limit = 1000};
    try {
        run_child({{"yes"}}, options);
        FAIL() << "yes never ends";
    } catch (const Error& error) {
        EXPECT_EQ(error.failed(), "yes printed more than 1000 bytes");
    }
    options.on_out_line = [](std::string_view) {};
    EXPECT_THROW(run_child({{"cat", "/dev/zero"}}, options), Error) << "one line without an end";
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no child is left";
}

TEST(Child, ByteListenersGetStdoutAsItIs) {
    std::string bytes;
    ChildOptions options{.limit = 10};
    options.on_out_bytes = [&](std::string_view more) { bytes.append(more); };
    run_child(shell("head -c 500000 /dev/zero; printf 'a\\r\\nb'"), options);
    EXPECT_EQ(bytes, std::string(500'000, '\0') + "a\r\nb");
}

TEST(Child, WhatAListenerThrowsEndsTheChildAndPassesOn) {
    ChildOptions options;
    options.on_out_line = [](std::string_view) { throw std::runtime_error("enough"); };
    EXPECT_THROW(run_child(shell("echo a; exec sleep 1000"), options), std::runtime_error);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(Child, LeavesNoDescriptorAndNoZombieBehind) {
    run_child({{"true"}});
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 20; ++i) {
        run_child({{"true"}}, {.input = Input::text("x")});
        run_child({{"no-such-program-here"}});
    }
    EXPECT_EQ(open_descriptors(), before);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(Child, GetsNoDescriptorOfOursEvenWhereALibraryForgotToCloseIt) {
    ASSERT_EQ(::dup2(STDERR_FILENO, 77), 77);
    const ChildResult result = run_child(shell("test ! -e /proc/self/fd/77"));
    ::close(77);
    EXPECT_TRUE(result.succeeded());
}

TEST(Child, LivesInAGroupOfItsOwnSoThatCtrlCReachesItOnlyThroughUs) {
    const ChildResult result = run_child(shell("cut -d' ' -f1,5 /proc/$$/stat"));
    const std::string pid = result.out.substr(0, result.out.find(' '));
    EXPECT_EQ(result.out, pid + " " + pid + "\n");
}

TEST(Child, DiesWhenWeAreKilled) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe2(pipe.data(), O_CLOEXEC), 0);
    test::ForkedProcess us([&](auto) {
        ChildOptions options;
        options.on_out_line = [&](std::string_view line) {
            const std::string pid(line);
            (void)!::write(pipe[1], pid.c_str(), pid.size() + 1);
        };
        run_child(shell("echo $$; exec sleep 1000"), options);
    });
    std::array<char, 32> pid{};
    ASSERT_GT(::read(pipe[0], pid.data(), pid.size() - 1), 0);
    const Fd grandchild = watch(std::stoi(pid.data()));
    us.kill();
    EXPECT_TRUE(ends(grandchild));
    ::close(pipe[0]);
    ::close(pipe[1]);
}

TEST(BackgroundChild, RunsBesideUsUntilItIsCancelledOrForgotten) {
    Cancellation ready;
    ChildOptions options;
    options.on_out_line = [&](std::string_view) { ready.request(); };
    {
        BackgroundChild child(shell("echo ready; exec sleep 1000"), options);
        ASSERT_TRUE(ready.wait(60s));
        EXPECT_TRUE(child.running());
        child.cancel();
        EXPECT_EQ(child.wait().end, ChildEnd::cancelled);
    }
    { BackgroundChild forgotten({{"sleep", "1000"}}); }
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
    BackgroundChild quick({{"true"}});
    EXPECT_TRUE(quick.wait().succeeded());
}

TEST(Command, IsPrintedSoThatItCanBePasted) {
    EXPECT_EQ(to_string(Command{{"adb", "-s", "a:5555", "shell", "echo 'x y' $HOME", ""}}),
              "adb -s a:5555 shell 'echo '\\''x y'\\'' $HOME' ''");
}

}  // namespace
}  // namespace bt::system
