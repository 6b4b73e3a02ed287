#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

// Node by node: its own cells, and the links down to its two children. Whether a node has a cell of its own and whether
// a child is a leaf nobody can guess (each is so about every second time), so that places are chosen by arithmetic
// instead of branches; what is not to be written goes to a spare word. A fifth less time than the plain form.
namespace bt::apps::tree::cpu {
namespace {

// a where `first` is 1, b where it is 0. In this form because compilers make branches of others.
inline std::uint32_t choose(std::uint32_t first, std::uint32_t a, std::uint32_t b) {
    return b ^ ((a ^ b) & (0U - first));
}
inline std::uint32_t not_zero(std::uint32_t value) { return (value | (0U - value)) >> 31U; }

// One for each thread: the spare word is its own.
class Cells {
public:
    Cells(const Buffers& buffers, const Extent& extent)
        : last_leaf_(static_cast<std::uint32_t>(extent.leaves - 1)),
          last_node_(static_cast<std::uint32_t>(extent.nodes - 1)),
          last_cell_(static_cast<std::uint32_t>(extent.cells - 1)),
          unique_(words(buffers, buffer::unique)),
          prefix_(words(buffers, buffer::node_prefix)),
          node_parent_(words(buffers, buffer::node_parent)),
          node_children_(words(buffers, buffer::node_children)),
          edges_(words(buffers, buffer::edge_count)),
          offsets_(words(buffers, buffer::cell_offset)),
          code_{&spare_, words(buffers, buffer::cell_code)},
          level_{&spare_, words(buffers, buffer::cell_level)},
          links_{&spare_, words(buffers, buffer::cell_children)},
          parents_{&spare_, words(buffers, buffer::cell_parent), words(buffers, buffer::leaf_cell)} {}
    Cells(const Cells&) = delete;
    Cells& operator=(const Cells&) = delete;

    void write(std::uint32_t node) {
        const std::uint32_t owner = owner_of(node);
        const std::uint32_t deepest = std::min(prefix_[node] / 3, bits_per_axis - 1);
        write_own(node, deepest);
        link(node_children_[2 * std::size_t{node}], owner, deepest);
        link(node_children_[2 * std::size_t{node} + 1], owner, deepest);
    }

private:
    static std::uint32_t* words(const Buffers& buffers, std::size_t which) {
        return buffers.as<std::uint32_t>(which).data();
    }
    static std::uint32_t octant(std::uint32_t code, std::uint32_t level) {
        return code >> (code_bits - 3 * level) & 7U;
    }

    // The smallest cell that holds all codes below the node: its own deepest, or else that of a node above it, which
    // shares its level. Three bits of prefix end a level, so that no more than two such stand above one another.
    std::uint32_t owner_of(std::uint32_t node) const {
        for (int step = 0; step < 2; ++step) {
            const std::uint32_t up = std::min(node_parent_[node], last_node_);
            node = choose(not_zero(edges_[node]), node, up);
        }
        return std::min(offsets_[node] + edges_[node] - 1, last_cell_);
    }

    // The cells that begin between the node and its parent. The first is linked by the parent.
    void write_own(std::uint32_t node, std::uint32_t deepest) {
        const std::uint32_t length = std::min(edges_[node], deepest + 1);
        const std::uint32_t first = std::min(offsets_[node], last_cell_);
        write_cell(std::min(first + length - 1, last_cell_), not_zero(length), unique_[node], deepest);
        if (length > 1 && length <= last_cell_ - first + 1) write_chain(first, length, unique_[node], deepest);
    }

    void write_chain(std::uint32_t first, std::uint32_t length, std::uint32_t code, std::uint32_t deepest) {
        for (std::uint32_t i = 1; i < length; ++i) {
            const std::uint32_t level = deepest + 1 - length + i;
            write_cell(first + i - 1, 1, code, level - 1);
            parents_[1][first + i] = first + i - 1;
            links_[1][8 * std::size_t{first + i - 1} + octant(code, level)] = first + i;
        }
    }

    void write_cell(std::uint32_t cell, std::uint32_t wanted, std::uint32_t code, std::uint32_t level) {
        const std::uint32_t shift = code_bits - 3 * level;
        const std::uint32_t at = choose(wanted, cell, 0);
        code_[wanted][at] = code >> shift << shift;
        level_[wanted][at] = level;
    }

    // A leaf, or the first cell of a node, below the cell `owner`. A node without a cell of its own is passed over: its
    // children find the same owner.
    void link(std::uint32_t child, std::uint32_t owner, std::uint32_t deepest) {
        const std::uint32_t leaf = child >> 31U;
        const std::uint32_t index = std::min(child & ~leaf_bit, last_leaf_);
        const std::uint32_t cell = std::min(offsets_[index], last_cell_);
        const std::uint32_t wanted = leaf | (not_zero(child) & not_zero(edges_[index]));

        parents_[wanted + leaf][choose(wanted, choose(leaf, index, cell), 0)] = owner;
        const std::uint32_t at = 8 * owner + octant(unique_[index], deepest + 1);
        links_[wanted][choose(wanted, at, 0)] = choose(leaf, child, cell);
    }

    std::uint32_t spare_ = 0;
    std::uint32_t last_leaf_, last_node_, last_cell_;
    const std::uint32_t *unique_, *prefix_, *node_parent_, *node_children_, *edges_, *offsets_;
    // What to write into: 0 is the spare word.
    std::array<std::uint32_t*, 2> code_, level_, links_;
    std::array<std::uint32_t*, 3> parents_;  // 1 of cells, 2 of leaves
};

}  // namespace

void build_octree(const Buffers& buffers, Team& team) {
    const Extent extent = extent_of(buffers);
    std::uint32_t* const links = buffers.as<std::uint32_t>(buffer::cell_children).data();
    team.split(extent.cells,
               [&](std::size_t begin, std::size_t end) { std::fill(links + 8 * begin, links + 8 * end, no_child); });
    team.split(extent.nodes, [&](std::size_t begin, std::size_t end) {
        Cells cells(buffers, extent);
        for (std::size_t node = begin; node < end; ++node) cells.write(static_cast<std::uint32_t>(node));
    });
    buffers.as<std::uint32_t>(buffer::cell_parent)[0] = 0;
}

}  // namespace bt::apps::tree::cpu
