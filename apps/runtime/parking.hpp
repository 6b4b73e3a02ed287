#pragma once

#include <atomic>
#include <cstdint>

namespace bt::apps {

namespace detail {
// Whether the kernel can run a full barrier on every core of this process for one sleeping thread (membarrier).
bool has_membarrier();
void membarrier_all();
void futex_sleep(std::atomic<std::uint32_t>& flag, std::uint32_t while_equal);
void futex_wake_one(std::atomic<std::uint32_t>& flag);
}  // namespace detail

// Tells the core that this is a spin loop.
inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield" ::: "memory");
#endif
}

// Where one thread sleeps until another has published something. The sleeper raises a flag, then looks once more; the
// waker publishes, then looks at the flag. One of the two must see the other's write: with membarrier the sleeper
// pays for that (87 against 144 ns for a hop between two cores), without it both exchange the flag.
class Parking {
public:
    Parking() : asymmetric_(detail::has_membarrier()) {}

    // Returns once ready() is true. Spins `spins` rounds before it sleeps; looks after each pause, not before the
    // first, because the caller has just looked, and every look takes the cache line from its writer. One thread at a
    // time.
    template <class Ready>
    void wait(Ready ready, int spins) {
        for (int i = 0; i < spins; ++i) {
            relax();
            if (ready()) return;
        }
        while (!ready()) sleep_unless(ready);
    }

    // After publishing with a release store: any thread.
    void wake() {
        if (asymmetric_) {
            std::atomic_signal_fence(std::memory_order_seq_cst);  // the sleeper's membarrier is the other half
            if (asleep_.load(std::memory_order_relaxed) == 0) [[likely]]
                return;
        }
        if (asleep_.exchange(0, std::memory_order_acq_rel) != 0) detail::futex_wake_one(asleep_);
    }

private:
    // Sleeps on the flag, not on what is published: a sleeper on the index loses wake-ups.
    template <class Ready>
    void sleep_unless(Ready ready) {
        asleep_.exchange(1, std::memory_order_acq_rel);
        if (asymmetric_) detail::membarrier_all();
        if (!ready()) detail::futex_sleep(asleep_, 1);
        asleep_.store(0, std::memory_order_relaxed);
    }

    std::atomic<std::uint32_t> asleep_{0};
    const bool asymmetric_;
};

}  // namespace bt::apps
