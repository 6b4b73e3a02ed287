#pragma once

#include <array>
#include <csignal>

#include "bt/system/cancellation.hpp"

namespace bt::system {

// While it lives, the first SIGINT or SIGTERM makes a request; the second one has its usual effect and ends the
// process. One of them at a time.
class InterruptSignals {
public:
    explicit InterruptSignals(Cancellation& cancellation);
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
