#include "runtime/affinity.hpp"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>
#include <string>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

// Masks as plain words: Android's C library has no pthread_setaffinity_np, and its cpu_set_t ends at 1024 cores.
constexpr int most_cores = 4096;
constexpr std::size_t word_bits = sizeof(unsigned long) * CHAR_BIT;
using Mask = std::vector<unsigned long>;

Mask empty_mask() { return Mask(most_cores / word_bits); }

void set(Mask& mask, int core) {
    const auto bit = static_cast<std::size_t>(core);
    mask[bit / word_bits] |= 1UL << (bit % word_bits);
}

bool ask_for(pid_t thread, const Mask& mask) {
    return syscall(SYS_sched_setaffinity, thread, mask.size() * sizeof(mask[0]), mask.data()) == 0;
}

std::vector<int> cores_of(pid_t thread) {
    Mask mask = empty_mask();
    std::vector<int> cores;
    if (syscall(SYS_sched_getaffinity, thread, mask.size() * sizeof(mask[0]), mask.data()) < 0) return cores;
    for (int core = 0; core < most_cores; ++core) {
        const auto bit = static_cast<std::size_t>(core);
        if ((mask[bit / word_bits] >> (bit % word_bits)) & 1UL) cores.push_back(core);
    }
    return cores;
}

}  // namespace

void pin_this_thread(int core) {
    if (core < 0 || core >= most_cores) throw device_error("core " + std::to_string(core) + " does not exist");
    Mask mask = empty_mask();
    set(mask, core);
    if (!ask_for(0, mask) || cores_of(0) != std::vector<int>{core}) {
        throw device_error("a thread cannot be pinned to core " + std::to_string(core),
                           "the core is offline or outside this shell's cpuset; name the PUs' cores with --pus");
    }
}

bool this_thread_is_pinned_to(int core) { return cores_of(0) == std::vector<int>{core}; }

std::vector<int> allowed_cores() { return cores_of(0); }

AffinityGuard::~AffinityGuard() {
    Mask mask = empty_mask();
    for (const int core : before_) set(mask, core);
    ask_for(0, mask);
}

}  // namespace bt::apps
