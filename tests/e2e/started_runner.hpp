#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

namespace bt::e2e {

// A `runner` that goes on beside the test, which sends it signals; its output goes nowhere, or its stderr into a file.
class StartedRunner {
public:
    explicit StartedRunner(const std::vector<std::string>& arguments, const std::string& err = "/dev/null");
    ~StartedRunner();
    StartedRunner(const StartedRunner&) = delete;
    StartedRunner& operator=(const StartedRunner&) = delete;

    pid_t pid() const { return pid_; }
    void send(int signal) const;
    void send_and_see_it_taken(int signal) const;  // blocks until it is pending no more
    int wait();                                    // the exit status; 1000 + the signal that ended it
    bool ends_within(std::chrono::microseconds patience) const;

    // Blocks until one of its children has `word` among its arguments.
    void wait_for_child(const std::string& word) const;
    void wait_for_threads(int count) const;               // blocks until it has as many, or is gone
    void kill_child_with(const std::string& word) const;  // -9

private:
    pid_t pid_ = -1;
};

// Whether such a process is there and has not ended yet.
bool lives(pid_t pid);

}  // namespace bt::e2e
