#pragma once

#include <atomic>

#include "bt/core/error.hpp"
#include "bt/core/units.hpp"
#include "bt/system/fd.hpp"

namespace bt::system {

// A request to stop that any thread, or a signal handler, may make once and that poll() can wait for.
class Cancellation {
public:
    Cancellation();

    // `why`: interrupted (130) or terminated (143). Only the first request counts. Safe in a signal handler.
    void request(ExitCode why = ExitCode::interrupted) noexcept;

    bool requested() const noexcept { return why_.load() != 0; }
    ExitCode why() const noexcept { return ExitCode{why_.load()}; }
    void throw_if_requested() const;

    // Returns at once when a request is made, else after `time`; says whether one was made.
    bool wait(Nanoseconds time) const;

    int fd() const { return event_.get(); }  // readable from the request on; never to be read

private:
    Fd event_;
    std::atomic<int> why_{0};
};

}  // namespace bt::system
