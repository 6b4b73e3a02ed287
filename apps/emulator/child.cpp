#include "emulator/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <system_error>

namespace bt::emulator {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");
    return ends;
}

void close_fd(int& fd) {
    if (fd >= 0) close(fd);
    fd = -1;
}

void set_nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

// Shells whose host went away: reaped when the next command starts.
std::vector<pid_t>& abandoned() {
    static std::vector<pid_t> pids;
    return pids;
}

void reap_abandoned() {
    std::erase_if(abandoned(), [](pid_t pid) { return waitpid(pid, nullptr, WNOHANG) != 0; });
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

// Between fork and exec: nothing that could allocate or lock.
[[noreturn]] void become(char* const* argv, char* const* envp, const char* folder, const std::array<int, 3>& streams) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int i = 0; i < 3; ++i) dup2(streams[static_cast<std::size_t>(i)], i);
    std::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (chdir(folder) == 0) execve(argv[0], argv, envp);
    _exit(127);
}

}  // namespace

Child::Child(const std::string& command, const std::vector<std::string>& environment, const std::string& folder) {
    reap_abandoned();
    const std::vector<std::string> arguments =
        command.empty() ? std::vector<std::string>{"/bin/sh"} : std::vector<std::string>{"/bin/sh", "-c", command};
    const auto argv = pointers(arguments);
    const auto envp = pointers(environment);
    const auto in = make_pipe();
    const auto out = make_pipe();
    const auto err = make_pipe();
    pid_ = fork();
    if (pid_ == 0) become(argv.data(), envp.data(), folder.c_str(), {in[0], out[1], err[1]});
    for (const int fd : {in[0], out[1], err[1]}) close(fd);
    in_ = in[1], out_ = out[0], err_ = err[0];
    if (pid_ < 0) fail("fork");
    setpgid(pid_, pid_);
    for (const int fd : {in_, out_, err_}) set_nonblocking(fd);
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    if (pidfd_ < 0) fail("pidfd_open");
}

Child::~Child() {
    if (!reaped_) {
        kill(pid_, SIGHUP);
        abandoned().push_back(pid_);
    }
    for (int* fd : {&in_, &out_, &err_, &pidfd_}) close_fd(*fd);
}

void Child::close_in() { close_fd(in_); }
void Child::close_out() { close_fd(out_); }
void Child::close_err() { close_fd(err_); }

int Child::wait() {
    if (reaped_) return 0;
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void adopt_orphans() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

void end_all_processes() {
    // Ending one process may hand us its children: again, until there are none.
    for (;;) {
        std::ifstream children("/proc/thread-self/children");
        for (pid_t pid = 0; children >> pid;) kill(pid, SIGKILL);
        if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) return;
    }
}

}  // namespace bt::emulator
