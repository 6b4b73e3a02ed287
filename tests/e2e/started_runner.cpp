#include "e2e/started_runner.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <optional>
#include <thread>

#include "bt/system/program.hpp"

namespace bt::e2e {
namespace {

// Threads of the runner start its children: each thread has a list of its own.
std::optional<pid_t> child_with(pid_t pid, const std::string& word) {
    std::error_code error;
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
        std::ifstream file(task.path() / "children");
        for (pid_t child = 0; file >> child;) {
            const auto words = system::command_line_of(child);
            if (std::find(words.begin(), words.end(), word) != words.end()) return child;
        }
    }
    return std::nullopt;
}

// A value of /proc/PID/status; "0" where the process is gone.
std::string status_of(pid_t pid, const std::string& wanted) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/status");
    for (std::string key, value; file >> key && std::getline(file, value);) {
        if (key == wanted) return value;
    }
    return "0";
}

}  // namespace

StartedRunner::StartedRunner(const std::vector<std::string>& arguments, const std::string& err) {
    std::vector<std::string> words{BT_RUNNER};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ != 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_DFL);  // a shell that runs the tests in the background had it ignored
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < 2; ++fd) dup2(nowhere, fd);
    dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600), STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
}

StartedRunner::~StartedRunner() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
}

void StartedRunner::send(int signal) const { kill(pid_, signal); }

void StartedRunner::wait_for_threads(int count) const {
    while (lives(pid_)) {
        if (std::stoi(status_of(pid_, "Threads:")) >= count) return;
        std::this_thread::yield();
    }
}

void StartedRunner::send_and_see_it_taken(int signal) const {
    send(signal);
    const auto pending = [&] {
        return (std::stoull(status_of(pid_, "ShdPnd:"), nullptr, 16) >> (signal - 1) & 1U) != 0;
    };
    while (pending()) std::this_thread::yield();
}

int StartedRunner::wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool StartedRunner::ends_within(std::chrono::microseconds patience) const {
    pollfd ended{static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)), POLLIN, 0};
    const timespec time{patience.count() / 1'000'000, patience.count() % 1'000'000 * 1000};
    const int ready = ppoll(&ended, 1, &time, nullptr);
    close(ended.fd);
    return ready == 1;
}

void StartedRunner::wait_for_child(const std::string& word) const {
    while (!child_with(pid_, word)) std::this_thread::yield();
}

void StartedRunner::kill_child_with(const std::string& word) const {
    if (const auto child = child_with(pid_, word)) kill(*child, SIGKILL);
}

bool lives(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string number, name, state;
    file >> number >> name >> state;
    return !state.empty() && state != "Z" && state != "X";
}

}  // namespace bt::e2e
