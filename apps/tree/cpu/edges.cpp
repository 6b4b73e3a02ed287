#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree::cpu {

void count_edges(const Buffers& buffers, Team& team) {
    const auto prefix = buffers.as<const std::uint32_t>(buffer::node_prefix);
    const auto parent = buffers.as<const std::uint32_t>(buffer::node_parent);
    const auto edges = buffers.as<std::uint32_t>(buffer::edge_count);
    const std::size_t last = prefix.size() - 1;
    team.split(extent_of(buffers).nodes, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            const std::uint32_t above = prefix[std::min<std::size_t>(parent[i], last)];
            edges[i] = prefix[i] / 3 - above / 3;
        }
        if (begin == 0) edges[0] = prefix[0] / 3 + 1;  // the root has no parent, and level 0 is its own
    });
}

void sum_edges(const Buffers& buffers, Team& team) {
    const auto edges = buffers.as<const std::uint32_t>(buffer::edge_count);
    const auto offsets = buffers.as<std::uint32_t>(buffer::cell_offset);
    const auto counts = buffers.as<std::uint32_t>(buffer::counts);
    const auto partial = buffers.as<std::uint32_t>(buffer::partial);
    const std::size_t nodes = extent_of(buffers).nodes;
    const auto at = [](int member) { return static_cast<std::size_t>(member); };

    team.run([&](int member, int size) {
        const Share mine = share(nodes, member, size);
        partial[at(member)] = std::accumulate(edges.data() + mine.begin, edges.data() + mine.end, 0U);
    });
    team.run([&](int member, int size) {
        const Share mine = share(nodes, member, size);
        std::exclusive_scan(edges.data() + mine.begin, edges.data() + mine.end, offsets.data() + mine.begin,
                            std::accumulate(partial.data(), partial.data() + member, 0U));
    });
    counts[count::cells] = std::accumulate(partial.data(), partial.data() + team.size(), 0U);
}

}  // namespace bt::apps::tree::cpu
