#pragma once

#include <exception>
#include <thread>
#include <vector>

namespace bt::device {

// Does `work(item)` for every item at once, each on a thread of its own: what is waited for is devices, not this
// machine. Throws the first error when all have ended.
template <class Items, class Work>
void for_each_at_once(Items& items, Work work) {
    std::vector<std::exception_ptr> failures(items.size());
    std::vector<std::thread> threads;
    std::size_t number = 0;
    for (auto& item : items) {
        threads.emplace_back([&work, &item, &failure = failures[number++]] {
            try {
                work(item);
            } catch (...) {
                failure = std::current_exception();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace bt::device
