#include "runtime/busy_pus.hpp"

#include <utility>

namespace bt::apps {

BusyPus::BusyPus(const std::vector<Work>& works) {
    try {
        for (const Work& each : works) {
            ++starting_;
            threads_.emplace_back([this, each] { work(each); });
        }
    } catch (...) {
        end();
        throw;
    }
    for (int left = starting_.load(); left > 0; left = starting_.load()) starting_.wait(left);
}

void BusyPus::work(const Work& work) {
    bool begun = false;
    const std::function<void()> began = [&] {
        if (std::exchange(begun, true)) return;
        --starting_;
        starting_.notify_all();
    };
    try {
        work.engine->enter();
        while (!over_.load(std::memory_order_relaxed)) work.turn(began);
    } catch (...) {
        if (!failed_.exchange(true)) failure_ = std::current_exception();
    }
    began();
}

void BusyPus::end() {
    over_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
}

}  // namespace bt::apps
