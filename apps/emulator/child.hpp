#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bt::emulator {

// A command of the device, in a process group of its own, with a pipe for each of its streams. Ends with its group
// when this object goes.
class Child {
public:
    Child(const std::string& command, const std::vector<std::string>& environment, const std::string& folder);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    int in() const { return in_; }
    int out() const { return out_; }
    int err() const { return err_; }
    int ended() const { return pidfd_; }  // readable once the shell has ended

    void close_in();
    void close_out();
    void close_err();

    int wait();      // exit code as a shell says it: 128 + signal where one ended it
    void hang_up();  // what a device does when the host has gone: SIGHUP to the shell

private:
    pid_t pid_ = -1;
    int pidfd_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    bool reaped_ = false;
};

}  // namespace bt::emulator
