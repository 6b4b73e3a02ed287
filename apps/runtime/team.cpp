#include "runtime/team.hpp"

#include <string>
#include <system_error>
#include <utility>

#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"

namespace bt::apps {

Team::Team(int size) {
    if (size < 1) throw usage_error("a team of " + std::to_string(size) + " threads");
    start({}, static_cast<std::size_t>(size) - 1);
}

Team::Team(std::span<const int> cores) {
    if (cores.empty()) throw usage_error("a team without cores");
    start(cores, cores.size() - 1);
}

Team::~Team() { stop(); }

// Starting is a round of its own: each helper pins itself and reports.
void Team::start(std::span<const int> cores, std::size_t helpers) {
    helpers_.reserve(helpers);
    try {
        for (std::size_t i = 0; i < helpers; ++i) {
            Helper& helper = *helpers_.emplace_back(std::make_unique<Helper>());
            busy_.fetch_add(1, std::memory_order_relaxed);
            helper.thread = std::thread(
                [this, &helper, member = static_cast<int>(i) + 1, core = cores.empty() ? -1 : cores[i + 1]] {
                    try {
                        if (core >= 0) pin_this_thread(core);
                    } catch (...) {
                        helper.thrown = std::current_exception();
                    }
                    leave_round();
                    serve(member, helper);
                });
        }
        join_round();
    } catch (const std::system_error& error) {
        stop();
        throw device_error(std::string("cannot start a thread: ") + error.what());
    } catch (...) {
        stop();
        throw;
    }
}

void Team::stop() {
    work_ = nullptr;
    round_.fetch_add(1, std::memory_order_release);
    for (const auto& helper : helpers_) {
        helper->parking.wake();
        if (helper->thread.joinable()) helper->thread.join();
    }
    helpers_.clear();
}

void Team::serve(int member, Helper& helper) {
    std::uint32_t seen = 0;
    for (;;) {
        helper.parking.wait([&] { return round_.load(std::memory_order_acquire) != seen; },
                            spins_.load(std::memory_order_relaxed));
        ++seen;  // no round begins before every member has left the last one
        if (work_ == nullptr) return;
        try {
            (*work_)(member, size());
        } catch (...) {
            helper.thrown = std::current_exception();
        }
        leave_round();
    }
}

void Team::leave_round() {
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) caller_.wake();
}

void Team::join_round() {
    caller_.wait([&] { return busy_.load(std::memory_order_acquire) == 0; }, spins_.load(std::memory_order_relaxed));
    std::exception_ptr first;
    for (const auto& helper : helpers_) {
        const std::exception_ptr thrown = std::exchange(helper->thrown, nullptr);
        if (!first) first = thrown;
    }
    if (first) std::rethrow_exception(first);
}

void Team::run(MemberWork work) {
    if (helpers_.empty()) return work(0, 1);
    work_ = &work;
    busy_.store(static_cast<int>(helpers_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    for (const auto& helper : helpers_) helper->parking.wake();
    try {
        work(0, size());
    } catch (...) {
        const std::exception_ptr mine = std::current_exception();
        try {
            join_round();
        } catch (...) {  // the caller's own comes first
        }
        std::rethrow_exception(mine);
    }
    join_round();
}

}  // namespace bt::apps
