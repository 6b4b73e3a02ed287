#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bt::emulator {

// A command of the device, in a process group of its own, with a pipe for each of its streams. When this object goes
// before the command has ended, the shell gets a hang-up, as from adbd, and what ignores it lives on: a host that wants
// its programs ended must see to it.
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

    int wait();  // exit code as a shell says it: 128 + signal where one ended it

private:
    pid_t pid_ = -1;
    int pidfd_ = -1;
    int in_ = -1;
    int out_ = -1;
    int err_ = -1;
    bool reaped_ = false;
};

// From now on, what a command leaves behind becomes a child of this process.
void adopt_orphans();

// The device is switched off: ends every process that it ever started.
void end_all_processes();

}  // namespace bt::emulator
