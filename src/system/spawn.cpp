#include "system/spawn.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "bt/system/program.hpp"
#include "system/posix.hpp"

namespace bt::system {
namespace {

Error cannot_start(const Command& command, int error) {
    return host_error("cannot start '" + printable(command.argv.front(), 200) +
                      "': " + std::generic_category().message(error));
}

struct Pipe {
    Fd read;
    Fd write;
};

Pipe make_pipe(const Command& command) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw cannot_start(command, errno);
    return {Fd(ends[0]), Fd(ends[1])};
}

// Written before the child starts, so that nobody need feed it: a pipe takes 64 KiB.
Pipe held_open_input(const Command& command, const std::string& bytes) {
    constexpr std::size_t pipe_size = 65536;
    if (bytes.size() > pipe_size) throw cannot_start(command, E2BIG);
    Pipe pipe = make_pipe(command);
    if (const int error = write_all(pipe.write.get(), bytes)) throw cannot_start(command, error);
    return pipe;
}

// Bytes for the child lie in a file without a name: no pipe to fill while we read, and no signal where the child ends
// without having read them all.
Fd open_input(const Command& command, const Input& input) {
    if (input.from == Input::From::ours) return Fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    if (input.from == Input::From::nothing) return open_file("/dev/null", O_RDONLY);
    Fd fd(::memfd_create("stdin", MFD_CLOEXEC));
    if (!fd) throw cannot_start(command, errno);
    if (const int error = write_all(fd.get(), input.bytes)) throw cannot_start(command, error);
    if (::lseek(fd.get(), 0, SEEK_SET) != 0) throw cannot_start(command, errno);
    return fd;
}

std::vector<std::string> merged_environment(const Command& command) {
    std::vector<std::string> merged;
    for (char** variable = ::environ; variable && *variable; ++variable) {
        const std::string_view text = *variable;
        const std::string_view name = text.substr(0, text.find('='));
        const bool replaced = std::any_of(command.environment.begin(), command.environment.end(),
                                          [&](const auto& set) { return set.first == name; });
        if (!replaced) merged.emplace_back(text);
    }
    for (const auto& [name, value] : command.environment) merged.push_back(name + "=" + value);
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (std::string& string : strings) out.push_back(string.data());
    out.push_back(nullptr);
    return out;
}

// All that the new process needs, made before the fork: after it only async-signal-safe calls are allowed, because
// another thread may have held the allocator's lock.
struct Plan {
    std::string program;
    std::string folder;
    std::vector<char*> argv;
    std::vector<char*> environment;
    int in, out, err;
    int failure;  // where the errno of a failed start goes
    bool own_terminal_input;
    pid_t parent;
};

void restore_signals(const Plan& plan) {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &usual, nullptr);
    // In a group of its own, a read from our terminal would stop it for ever; so it fails instead.
    if (plan.own_terminal_input) ::signal(SIGTTIN, SIG_IGN);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Libraries open descriptors without close-on-exec; the child gets none of them.
void mark_all_close_on_exec() {
    if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
    for (int fd = 3; fd < 4096; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);  // before Linux 5.11
}

[[noreturn]] void become(const Plan& plan) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) ::_exit(127);  // it was killed before the line above
    restore_signals(plan);
    const bool ready = ::dup2(plan.in, STDIN_FILENO) >= 0 && ::dup2(plan.out, STDOUT_FILENO) >= 0 &&
                       ::dup2(plan.err, STDERR_FILENO) >= 0 &&
                       (plan.folder.empty() || ::chdir(plan.folder.c_str()) == 0);
    if (ready) {
        mark_all_close_on_exec();
        ::execve(plan.program.c_str(), plan.argv.data(), plan.environment.data());
    }
    const int error = errno;
    [[maybe_unused]] const auto told = ::write(plan.failure, &error, sizeof error);
    ::_exit(127);
}

// No handler of ours may run in the new process: it would write into what both share.
pid_t fork_without_signals(const Plan& plan) {
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0) become(plan);
    const int error = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return pid;
}

// The errno of a start that failed; 0 where the program runs.
int start_failure(int fd) {
    int error = 0;
    ssize_t got = -1;
    do {
        got = ::read(fd, &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof error) ? error : 0;
}

void reap(pid_t pid) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace

std::optional<Spawned> spawn(const Command& command, const Input& input) {
    const auto program = find_program(command.argv.front());
    if (!program) return std::nullopt;
    std::vector<std::string> argv = command.argv;
    std::vector<std::string> environment = merged_environment(command);
    const bool hold = input.from == Input::From::held_open;
    Pipe held = hold ? held_open_input(command, input.bytes) : Pipe{};
    const Fd in = hold ? std::move(held.read) : open_input(command, input);
    Pipe out = make_pipe(command), err = make_pipe(command), failure = make_pipe(command);
    const Plan plan{
        program->native(), command.folder.native(), pointers(argv),      pointers(environment),           in.get(),
        out.write.get(),   err.write.get(),         failure.write.get(), input.from == Input::From::ours, ::getpid()};
    const pid_t pid = fork_without_signals(plan);
    if (pid < 0) throw cannot_start(command, errno);
    ::setpgid(pid, pid);  // both sides do it: whoever comes first, the group is there from now on
    failure.write.reset();
    if (const int error = start_failure(failure.read.get())) {
        reap(pid);
        if (error == ENOENT && command.folder.empty()) return std::nullopt;  // the interpreter of a script
        throw cannot_start(command, error);
    }
    Fd ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!ended) {
        const int error = errno;
        ::kill(-pid, SIGKILL);
        reap(pid);
        throw cannot_start(command, error);
    }
    return Spawned{pid, std::move(ended), std::move(out.read), std::move(err.read), std::move(held.write)};
}

}  // namespace bt::system
