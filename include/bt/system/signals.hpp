#pragma once

#include <array>
#include <csignal>

#include "bt/system/cancellation.hpp"

namespace bt::system {

// While it lives, the first SIGINT or SIGTERM makes a request; the second one ends the process at once with its exit
// code (130, 143), after `left_behind`, a line of what is then not put in order, went to stderr. One of them at a time.
class InterruptSignals {
public:
    explicit InterruptSignals(Cancellation& cancellation, const char* left_behind = "");
    ~InterruptSignals();
    InterruptSignals(const InterruptSignals&) = delete;
    InterruptSignals& operator=(const InterruptSignals&) = delete;

private:
    struct sigaction interrupt_before_ {};
    struct sigaction terminate_before_ {};
};

// A closed pipe and a file at its size limit become errors of the write instead of the end of the process. Child
// processes start with the usual effects again.
void make_failed_writes_errors();

}  // namespace bt::system
