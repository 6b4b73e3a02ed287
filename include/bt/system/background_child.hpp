#pragma once

#include <exception>
#include <future>
#include <optional>
#include <thread>

#include "bt/system/child.hpp"

namespace bt::system {

// A child that runs beside us, such as an ssh connection that forwards a port. Its listeners are called on a thread of
// its own.
class BackgroundChild {
public:
    explicit BackgroundChild(Command command, ChildOptions options = {});
    ~BackgroundChild();  // ends the child
    BackgroundChild(const BackgroundChild&) = delete;
    BackgroundChild& operator=(const BackgroundChild&) = delete;

    bool running() const;

    // Asks the child to end; `wait` tells how it did.
    void cancel() { stop_.request(); }

    // Blocks until the child has ended. May be called once. Throws what run_child throws.
    ChildResult wait();

private:
    Cancellation stop_;
    std::future<ChildResult> result_;
    std::thread thread_;
};

}  // namespace bt::system
