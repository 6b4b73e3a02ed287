#include <algorithm>
#include <cstdint>
#include <span>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree::cpu {
namespace {

class Cells {
public:
    explicit Cells(const Buffers& buffers)
        : extent_(extent_of(buffers)),
          unique_(buffers.as<std::uint32_t>(buffer::unique)),
          prefix_(buffers.as<std::uint32_t>(buffer::node_prefix)),
          node_parent_(buffers.as<std::uint32_t>(buffer::node_parent)),
          leaf_node_(buffers.as<std::uint32_t>(buffer::leaf_node)),
          edges_(buffers.as<std::uint32_t>(buffer::edge_count)),
          offsets_(buffers.as<std::uint32_t>(buffer::cell_offset)),
          code_(buffers.as<std::uint32_t>(buffer::cell_code)),
          level_(buffers.as<std::uint32_t>(buffer::cell_level)),
          parent_(buffers.as<std::uint32_t>(buffer::cell_parent)),
          children_(buffers.as<std::uint32_t>(buffer::cell_children)),
          leaf_cell_(buffers.as<std::uint32_t>(buffer::leaf_cell)) {}

    const Extent& extent() const { return extent_; }

    void clear_children(std::size_t begin, std::size_t end) const {
        std::fill(children_.data() + 8 * begin, children_.data() + 8 * end, no_child);
    }

    // The cells that begin between the node and its parent: a chain from the shallowest down.
    void write_chain(std::size_t node) const {
        const std::uint32_t deepest = deepest_level(node);
        const std::uint32_t length = std::min(edges_[node], deepest + 1);
        const std::uint32_t first = offsets_[node];
        if (length == 0 || std::size_t{first} + length > extent_.cells) return;
        std::uint32_t above = node == 0 ? 0 : owner(node_parent_[node]);
        for (std::uint32_t i = 0; i < length; ++i) {
            const std::uint32_t level = deepest + 1 - length + i;
            write_cell(first + i, unique_[node], level, above);
            above = first + i;
        }
    }

    void write_leaf(std::size_t leaf) const {
        const std::uint32_t node = leaf_node_[leaf];
        const std::uint32_t cell = owner(node);
        const std::uint32_t level = deepest_level(std::min(node, last_node())) + 1;
        leaf_cell_[leaf] = cell;
        children_[8 * std::size_t{cell} + octant(unique_[leaf], level)] = static_cast<std::uint32_t>(leaf) | leaf_bit;
    }

private:
    static std::uint32_t octant(std::uint32_t code, std::uint32_t level) {
        return code >> (code_bits - 3 * level) & 7U;
    }

    void write_cell(std::uint32_t cell, std::uint32_t code, std::uint32_t level, std::uint32_t above) const {
        code_[cell] = code >> (code_bits - 3 * level) << (code_bits - 3 * level);
        level_[cell] = level;
        parent_[cell] = above;
        if (level > 0) children_[8 * std::size_t{above} + octant(code, level)] = cell;
    }

    // The smallest cell that holds all codes below the node. A node without a cell of its own shares the level of its
    // parent; three bits of prefix end a level, so that no more than two such stand above one another.
    std::uint32_t owner(std::uint32_t node) const {
        for (int step = 0; step < 3; ++step) {
            node = std::min(node, last_node());
            if (edges_[node] != 0) break;
            node = node_parent_[node];
        }
        node = std::min(node, last_node());
        return std::min(offsets_[node] + edges_[node] - 1, static_cast<std::uint32_t>(extent_.cells - 1));
    }

    std::uint32_t deepest_level(std::size_t node) const { return std::min(prefix_[node] / 3, bits_per_axis - 1); }
    std::uint32_t last_node() const { return static_cast<std::uint32_t>(extent_.nodes - 1); }

    using Read = std::span<const std::uint32_t>;
    using Write = std::span<std::uint32_t>;
    Extent extent_;
    Read unique_, prefix_, node_parent_, leaf_node_, edges_, offsets_;
    Write code_, level_, parent_, children_, leaf_cell_;
};

}  // namespace

void build_octree(const Buffers& buffers, Team& team) {
    const Cells cells(buffers);
    team.split(cells.extent().cells, [&](std::size_t begin, std::size_t end) { cells.clear_children(begin, end); });
    team.run([&](int member, int size) {
        const Share nodes = share(cells.extent().nodes, member, size);
        for (std::size_t node = nodes.begin; node < nodes.end; ++node) cells.write_chain(node);
        const Share leaves = share(cells.extent().leaves, member, size);
        for (std::size_t leaf = leaves.begin; leaf < leaves.end; ++leaf) cells.write_leaf(leaf);
    });
}

}  // namespace bt::apps::tree::cpu
