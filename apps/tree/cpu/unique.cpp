#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree::cpu {
namespace {

using Codes = std::span<const std::uint32_t>;

// Of equal codes the last one is kept.
inline bool kept(Codes codes, std::size_t i) { return i + 1 == codes.size() || codes[i] != codes[i + 1]; }

std::uint32_t count_kept(Codes codes, Share part) {
    std::uint32_t count = 0;
    const std::size_t end = std::min(part.end, codes.size() - 1);
    for (std::size_t i = part.begin; i < end; ++i) count += codes[i] != codes[i + 1] ? 1U : 0U;
    return count + (part.end == codes.size() && part.begin < part.end ? 1U : 0U);
}

// Writes every code and moves on only behind the kept ones, without a branch. Cutting the part behind its last kept
// code keeps the writes within the member's own places.
void write_kept(Codes codes, Share part, std::uint32_t* to) {
    while (part.end > part.begin && !kept(codes, part.end - 1)) --part.end;
    if (part.begin == part.end) return;
    for (std::size_t i = part.begin; i + 1 < part.end; ++i) {
        *to = codes[i];
        to += codes[i] != codes[i + 1] ? 1 : 0;
    }
    *to = codes[part.end - 1];
}

}  // namespace

void make_unique(const Buffers& buffers, Team& team) {
    const Codes codes = buffers.as<const std::uint32_t>(buffer::sorted);
    const auto unique = buffers.as<std::uint32_t>(buffer::unique);
    const auto counts = buffers.as<std::uint32_t>(buffer::counts);
    const auto partial = buffers.as<std::uint32_t>(buffer::partial);
    const auto at = [](int member) { return static_cast<std::size_t>(member); };

    team.run([&](int member, int size) { partial[at(member)] = count_kept(codes, share(codes.size(), member, size)); });
    team.run([&](int member, int size) {
        const std::uint32_t first = std::accumulate(partial.data(), partial.data() + member, 0U);
        write_kept(codes, share(codes.size(), member, size), unique.data() + first);
    });
    const std::uint32_t leaves = std::accumulate(partial.data(), partial.data() + team.size(), 0U);
    counts[count::leaves] = leaves;
    counts[count::nodes] = std::max(1U, leaves - 1);
}

}  // namespace bt::apps::tree::cpu
