#pragma once

#include <atomic>
#include <concepts>
#include <cstddef>
#include <exception>
#include <memory>
#include <span>
#include <thread>
#include <type_traits>
#include <vector>

#include "runtime/parking.hpp"

namespace bt::apps {

// A borrowed callable, void(int member, int size). Two words, copies nothing: valid as long as the callable is.
class MemberWork {
public:
    template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, MemberWork>)
        MemberWork(const F& work)  // NOLINT(google-explicit-constructor): lambdas are passed as they are
        : object_(&work),
          call_([](const void* object, int member, int size) { (*static_cast<const F*>(object))(member, size); }) {}

    void operator()(int member, int size) const { call_(object_, member, size); }

private:
    const void* object_;
    void (*call_)(const void*, int, int);
};

struct Share {
    std::size_t begin;
    std::size_t end;
};

// The part of `count` items that belongs to one member: contiguous, none left out, sizes differ by at most one.
constexpr Share share(std::size_t count, int member, int size) {
    const auto m = static_cast<std::size_t>(member);
    const auto n = static_cast<std::size_t>(size);
    const std::size_t each = count / n;
    const std::size_t more = count % n;  // the first `more` members take one item more
    const std::size_t begin = m * each + (m < more ? m : more);
    return {begin, begin + each + (m < more ? 1 : 0)};
}

// The threads of one CPU PU, which work on one stage together. The thread that calls run() is member 0; the others are
// the team's own, each pinned to its core. run() neither allocates nor locks.
class Team {
public:
    explicit Team(int size = 1);  // pinned nowhere: references and tests
    // Member i works on cores[i]. Member 0, the caller, pins itself (runtime/affinity.hpp). Throws a device error
    // where a core cannot be had.
    explicit Team(std::span<const int> cores);
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;
    ~Team();

    int size() const { return static_cast<int>(helpers_.size()) + 1; }

    // Rounds to spin before sleeping: few where threads outnumber cores, because a spinning thread then keeps the
    // very thread from its core that it waits for.
    void set_spins(int rounds) { spins_.store(rounds, std::memory_order_relaxed); }

    // Calls work(member, size()) once on every member and returns when all have returned. What one of them throws is
    // thrown here (the first by member number).
    void run(MemberWork work);

    // work(begin, end) on every member that has a share of `count` items.
    template <class F>
    void split(std::size_t count, const F& work) {
        run([&](int member, int size) {
            const Share mine = share(count, member, size);
            if (mine.begin < mine.end) work(mine.begin, mine.end);
        });
    }

private:
    struct alignas(64) Helper {
        Parking parking;
        std::exception_ptr thrown;
        std::thread thread;
    };

    void start(std::span<const int> cores, std::size_t helpers);
    void join_round();
    void serve(int member, Helper& helper);
    void leave_round();
    void stop();

    std::vector<std::unique_ptr<Helper>> helpers_;
    alignas(64) std::atomic<std::uint32_t> round_{0};  // a new value: there is work
    const MemberWork* work_ = nullptr;                 // null: the team ends
    std::atomic<int> spins_{2000};
    alignas(64) std::atomic<int> busy_{0};  // helpers that have not finished this round
    Parking caller_;
};

}  // namespace bt::apps
