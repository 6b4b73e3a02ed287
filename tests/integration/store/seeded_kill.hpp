#pragma once

#include <atomic>
#include <cstdint>
#include <random>

#include "support/forked_process.hpp"

namespace bt::test {

// Kills a process (kill -9) at a point that only `random` knows: after some of its steps, and then some way into the
// next one. Says how many steps it had reported.
template <typename Work>
int run_and_kill(std::mt19937& random, Work work) {
    ForkedProcess process(work);
    const int steps = std::uniform_int_distribution(0, 5)(random);
    for (int i = 0; i < steps; ++i) {
        if (!process.await_step()) return -1;  // it ended by itself: the test is wrong
    }
    // Not a wait for something: each round is to meet another instruction of the writer.
    const int spins = std::uniform_int_distribution(0, 50'000)(random);
    std::atomic<int> turn{0};
    while (turn.load() < spins) ++turn;
    process.kill();
    return steps;
}

}  // namespace bt::test
