#include <cstdint>

#include "tree/cpu/encode.hpp"
#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree::cpu {
namespace {

static_assert(bits_per_axis == 10, "encode.inc");

Encode* best_encode() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return encode_avx512;
    if (__builtin_cpu_supports("avx2")) return encode_avx2;
#endif
    return encode_plain;
}

}  // namespace

void encode_morton(const Buffers& buffers, Team& team) {
    static Encode* const encode = best_encode();
    const float* points = buffers.as<float>(buffer::points).data();
    const auto codes = buffers.as<std::uint32_t>(buffer::morton);
    const std::size_t n = codes.size();
    team.split(n, [&](std::size_t begin, std::size_t end) {
        encode(points + begin, points + n + begin, points + 2 * n + begin, codes.data() + begin, end - begin);
    });
}

}  // namespace bt::apps::tree::cpu
