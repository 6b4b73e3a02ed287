#include "cli/lost_device.hpp"

#include <chrono>

namespace bt::cli {

void LostDevice::wait(const device::Failure& why, const std::function<void()>& open) {
    terminal_.warn(why.failed() + "; waiting for it to come back");
    const auto lost = std::chrono::steady_clock::now();
    for (;;) {
        try {
            open();
            waited_ += std::chrono::steady_clock::now() - lost;
            return;
        } catch (const device::Failure&) {
            if (std::chrono::steady_clock::now() >= lost + patience_) throw;
        }
        stop_.wait(std::chrono::milliseconds(500));
        stop_.throw_if_requested();
    }
}

}  // namespace bt::cli
