#include "bt/system/background_child.hpp"

#include <utility>

namespace bt::system {

// The thread that starts the child also waits for it: the kernel ties a child's death to that of the thread.
BackgroundChild::BackgroundChild(Command command, ChildOptions options) {
    options.cancel.push_back(&stop_);
    std::packaged_task<ChildResult()> task(
        [command = std::move(command), options = std::move(options)] { return run_child(command, options); });
    result_ = task.get_future();
    thread_ = std::thread(std::move(task));
}

BackgroundChild::~BackgroundChild() {
    stop_.request();
    thread_.join();
}

bool BackgroundChild::running() const {
    return result_.valid() && result_.wait_for(std::chrono::seconds(0)) != std::future_status::ready;
}

ChildResult BackgroundChild::wait() { return result_.get(); }

}  // namespace bt::system
