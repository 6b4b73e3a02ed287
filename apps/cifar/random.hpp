#pragma once

#include <cstdint>

#include "runtime/random.hpp"

namespace bt::apps::cifar {

// Streams of one seed are independent of each other.
inline Random stream_of(std::uint64_t seed, std::uint64_t stream) {
    return Random(Random(seed).next() ^ Random(~stream).next());
}

// Mean 0, variance 1, within ±3.47, never 0: the sum of four 16-bit uniforms, whose variance is (2^32 − 1) / 3. The
// standard library's distributions differ between platforms, and two PUs must see the same bytes; this is integers and
// one rounding.
inline float bell(Random& random) {
    const std::uint64_t bits = random.next();
    const auto sum = static_cast<std::int64_t>((bits & 0xffffU) + ((bits >> 16U) & 0xffffU) +
                                               ((bits >> 32U) & 0xffffU) + (bits >> 48U));
    return static_cast<float>((static_cast<double>(sum - 2 * 0xffff) + 0.5) * (1.7320508075688772 / 65536.0));
}

}  // namespace bt::apps::cifar
