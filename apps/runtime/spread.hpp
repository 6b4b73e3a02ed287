#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "runtime/affinity.hpp"
#include "runtime/team.hpp"

namespace bt::apps {

// work(i) for each of `count` items, on every core that this process may use, whoever is free first. For work outside
// the timed path. Throws what one of them threw.
template <class F>
void spread(std::size_t count, const F& work) {
    const std::size_t threads = std::min(count, std::max<std::size_t>(1, allowed_cores().size()));
    if (threads == 0) return;
    std::atomic<std::size_t> next{0};
    Team team(static_cast<int>(threads));
    team.run([&](int, int) {
        for (std::size_t i = next++; i < count; i = next++) work(i);
    });
}

}  // namespace bt::apps
