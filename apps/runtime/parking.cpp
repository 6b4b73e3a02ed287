#include "runtime/parking.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bt::apps::detail {
namespace {

// linux/membarrier.h is missing from older NDKs.
constexpr int query = 0;
constexpr int private_expedited = 1 << 3;
constexpr int register_private_expedited = 1 << 4;

long membarrier(int command) {
#ifdef SYS_membarrier
    return syscall(SYS_membarrier, command, 0, 0);
#else
    return command - command - 1;
#endif
}

bool register_for_membarrier() {
    const long offered = membarrier(query);
    return offered > 0 && (offered & private_expedited) != 0 && membarrier(register_private_expedited) == 0;
}

// The kernel wants a plain word; an atomic of 32 bits is one on every machine that has futexes.
std::uint32_t* word(std::atomic<std::uint32_t>& flag) {
    static_assert(sizeof(flag) == sizeof(std::uint32_t) && std::atomic<std::uint32_t>::is_always_lock_free);
    return reinterpret_cast<std::uint32_t*>(&flag);
}

}  // namespace

bool has_membarrier() {
    static const bool registered = register_for_membarrier();
    return registered;
}

void membarrier_all() { membarrier(private_expedited); }

void futex_sleep(std::atomic<std::uint32_t>& flag, std::uint32_t while_equal) {
    syscall(SYS_futex, word(flag), FUTEX_WAIT_PRIVATE, while_equal, nullptr, nullptr, 0);
}

void futex_wake_one(std::atomic<std::uint32_t>& flag) {
    syscall(SYS_futex, word(flag), FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

}  // namespace bt::apps::detail
