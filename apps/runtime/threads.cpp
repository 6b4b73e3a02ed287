#include "runtime/threads.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>

#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"
#include "runtime/monotonic.hpp"

namespace bt::apps {
namespace {

constexpr int few_spins = 20;
constexpr int many_spins = 20'000;  // some 0.5 ms: a stage is often worth less than a sleep and a wake-up

// Lanes begin together, and the caller waits for them with an eye on progress.
class Gate {
public:
    explicit Gate(std::size_t lanes) : running_(lanes), arriving_(lanes) {}

    void arrive_and_wait() {
        std::unique_lock lock(mutex_);
        if (--arriving_ == 0) changed_.notify_all();
        changed_.wait(lock, [this] { return arriving_ == 0; });
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        if (--running_ == 0) changed_.notify_all();
    }
    // For a lane that has no thread.
    void pass() {
        const std::lock_guard lock(mutex_);
        --arriving_;
        --running_;
        changed_.notify_all();
    }
    bool all_left_within(Seconds time) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, time, [this] { return running_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t running_;
    std::size_t arriving_;
};

void drive(Lane& lane, Engine& engine, int spins) {
    std::int64_t start = 0;
    while (!lane.finished()) {
        if (!lane.foreseen()) {
            lane.wait(spins);
            if (lane.finished()) return;
            if (!lane.ready()) continue;
            start = monotonic_ns();
        }
        engine.run(lane.object(), lane.stages());
        lane.look_ahead();
        const std::int64_t end = monotonic_ns();
        lane.done({start, end});
        start = end;
    }
}

void run_lane(Execution& execution, Lane& lane, Engine& engine, int spins, Gate& gate) {
    bool arrived = false;
    try {
        engine.enter();
        arrived = true;
        gate.arrive_and_wait();
        drive(lane, engine, spins);
    } catch (...) {
        execution.fail(std::current_exception());
        if (!arrived) gate.arrive_and_wait();
    }
    gate.leave();
}

void watch(const Execution& execution, Gate& gate, const ThreadOptions& options) {
    std::uint64_t seen = execution.progress();
    bool told = false;
    while (!gate.all_left_within(options.patience)) {
        const std::uint64_t now = execution.progress();
        if (now == seen && !told && options.on_stall) {
            told = true;
            options.on_stall();
        }
        seen = now;
    }
}

}  // namespace

int spins_for(std::span<const Pu* const> pus, std::span<const int> allowed_cores) {
    std::multiset<int> pinned;
    std::size_t threads = 0;
    for (const Pu* pu : pus) {
        pinned.insert(pu->cores.begin(), pu->cores.end());
        threads += std::max<std::size_t>(1, pu->cores.size());  // a GPU's thread waits on some core, too
    }
    const bool shared = std::any_of(pinned.begin(), pinned.end(), [&](int core) { return pinned.count(core) > 1; });
    return shared || threads > allowed_cores.size() ? few_spins : many_spins;
}

void run_with_threads(Execution& execution, std::span<Engine* const> engines, const ThreadOptions& options) {
    std::vector<std::size_t> busy;
    std::vector<const Pu*> pus;
    for (std::size_t pu = 0; pu < execution.pus(); ++pu) {
        if (execution.lane(pu).empty()) continue;
        busy.push_back(pu);
        pus.push_back(&engines[pu]->pu());
    }
    const int spins = spins_for(pus, allowed_cores());
    Gate gate(busy.size());
    std::vector<std::thread> threads;
    threads.reserve(busy.size());
    for (const std::size_t pu : busy) {
        engines[pu]->set_spins(spins);
        try {
            threads.emplace_back([&, pu] { run_lane(execution, execution.lane(pu), *engines[pu], spins, gate); });
        } catch (const std::system_error& error) {
            execution.fail(
                std::make_exception_ptr(device_error(std::string("cannot start a thread: ") + error.what())));
            gate.pass();
        }
    }
    watch(execution, gate, options);
    for (std::thread& thread : threads) thread.join();
    if (const std::exception_ptr failure = execution.failure()) std::rethrow_exception(failure);
}

std::int64_t ThreadDriver::now() { return monotonic_ns(); }

void ThreadDriver::prepare(const TaskObject& object, const Group& group) {
    engines_[group.pu]->prepare(object, group.stages);
}

void ThreadDriver::run(Execution& execution) { run_with_threads(execution, engines_, options_); }

}  // namespace bt::apps
