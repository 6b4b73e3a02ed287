#pragma once

#include <string>
#include <string_view>

#include "bt/core/error.hpp"

namespace bt::device {

// What can be wrong with a device, each with its own next step for the person who reads it.
enum class Fault {
    absent,           // nobody of that name is connected
    offline,          // known, but does not answer
    unauthorized,     // the device has not accepted this machine's key
    no_permission,    // this user may not use it
    unreachable,      // no connection to the host
    refused,          // ssh: key or password refused
    host_key,         // ssh: the host's key is unknown or has changed
    lost,             // the connection broke in the middle
    timed_out,        // the deadline passed
    full,             // no space left there
    not_executable,   // the folder does not let programs run
    program_missing,  // what should run there is not there
    unsuitable,       // the program there is of another version or for another machine
    garbled,          // what came back is not what was sent
};

std::string_view to_string(Fault fault);
// Whether it can pass by itself: a cable that is plugged in again, a device that starts anew.
bool may_come_back(Fault fault);

// An Error with exit code 3 that callers may tell apart: a campaign goes on after `lost`, not after `full`.
class Failure : public Error {
public:
    Failure(Fault fault, std::string failed, std::string advice)
        : Error(ExitCode::device, std::move(failed), std::move(advice)), fault_(fault) {}
    Fault fault() const { return fault_; }

private:
    Fault fault_;
};

}  // namespace bt::device
