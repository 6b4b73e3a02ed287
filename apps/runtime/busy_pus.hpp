#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

#include "runtime/engine.hpp"

namespace bt::apps {

// PUs at work without a pause, each on a thread of its own, as long as the object lives: the load beside a measurement.
class BusyPus {
public:
    // What a PU does over and over: `turn` calls `began` before it runs anything.
    struct Work {
        Engine* engine;
        std::function<void(const std::function<void()>& began)> turn;
    };

    // Returns when every PU has begun.
    explicit BusyPus(const std::vector<Work>& works);
    BusyPus(const BusyPus&) = delete;
    BusyPus& operator=(const BusyPus&) = delete;
    ~BusyPus() { end(); }

    void end();
    // The first of a turn, if any; after end().
    std::exception_ptr failure() const { return failure_; }

private:
    void work(const Work& work);

    std::atomic<bool> over_{false};
    std::atomic<int> starting_{0};
    std::atomic<bool> failed_{false};
    std::exception_ptr failure_;
    std::vector<std::thread> threads_;
};

}  // namespace bt::apps
