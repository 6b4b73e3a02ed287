#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <stdexcept>

namespace bt::test {

// A second process that runs `work` and tells how far it is through a pipe: a test waits for progress, never for time.
class ForkedProcess {
public:
    // `work` is called with a function that reports one step; what it throws makes the exit status 99.
    template <typename Work>
    explicit ForkedProcess(Work work) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("no fork");
        if (pid_ == 0) {
            ::close(ends[0]);
            run(work, ends[1]);
        }
        ::close(ends[1]);
        progress_ = ends[0];
    }
    ~ForkedProcess() {
        if (pid_ > 0) kill();
        ::close(progress_);
    }
    ForkedProcess(const ForkedProcess&) = delete;
    ForkedProcess& operator=(const ForkedProcess&) = delete;

    int pid() const { return pid_; }

    // Blocks until the next step is reported; false when the process has ended.
    bool await_step() {
        char byte = 0;
        return ::read(progress_, &byte, 1) == 1;
    }

    void kill() {
        ::kill(pid_, SIGKILL);
        wait();
    }

    // The status as waitpid gives it.
    int wait() {
        int status = 0;
        ::waitpid(pid_, &status, 0);
        pid_ = -1;
        return status;
    }

    // Blocks until it has ended; its exit status, -1 where a signal ended it.
    int exit_status() {
        const int status = wait();
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    template <typename Work>
    [[noreturn]] static void run(Work& work, int progress) {
        int status = 0;
        try {
            work([progress] { (void)!::write(progress, "s", 1); });
        } catch (const std::exception&) {
            status = 99;
        }
        ::_exit(status);
    }

    int pid_ = -1;
    int progress_ = -1;
};

}  // namespace bt::test
