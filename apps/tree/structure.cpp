#include "tree/structure.hpp"

#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "tree/outline.hpp"
#include "tree/reference.hpp"

namespace bt::apps::tree {
namespace {

using Fault = std::optional<std::string>;
using Read = std::span<const std::uint32_t>;

std::string at(const char* what, std::size_t index) { return std::string(what) + " " + std::to_string(index); }

class Check {
public:
    explicit Check(const Buffers& buffers) : buffers_(buffers) {}

    Fault run() {
        if (Fault fault = counts()) return fault;
        if (Fault fault = leaves()) return fault;
        if (Fault fault = radix_tree()) return fault;
        if (Fault fault = cells()) return fault;
        return points();
    }

private:
    Read words(std::size_t i) const { return buffers_.as<const std::uint32_t>(i); }

    Fault counts() {
        const Read counts = words(buffer::counts);
        leaves_ = counts[count::leaves];
        nodes_ = counts[count::nodes];
        cells_ = counts[count::cells];
        if (leaves_ < 1 || leaves_ > words(buffer::unique).size()) return at("impossible number of leaves:", leaves_);
        if (nodes_ != std::max<std::size_t>(1, leaves_ - 1)) return at("impossible number of nodes:", nodes_);
        if (cells_ < 1 || cells_ > words(buffer::cell_code).size()) return at("impossible number of cells:", cells_);
        const Read edges = words(buffer::edge_count).first(nodes_);
        const std::uint64_t total = std::accumulate(edges.begin(), edges.end(), std::uint64_t{0});
        if (total != cells_ || words(buffer::cell_offset)[nodes_ - 1] + edges[nodes_ - 1] != cells_) {
            return "there are " + std::to_string(cells_) + " cells, but the edges hold " + std::to_string(total);
        }
        return std::nullopt;
    }

    Fault leaves() const {
        const Read unique = words(buffer::unique);
        for (std::size_t i = 1; i < leaves_; ++i) {
            if (unique[i - 1] >= unique[i]) return at("codes do not ascend at leaf", i);
        }
        return std::nullopt;
    }

    // Every node but the root, and every leaf, is the child of its parent and of no other; prefixes grow downwards.
    Fault radix_tree() const {
        if (leaves_ == 1) return std::nullopt;
        std::size_t attached = 0;
        for (std::size_t node = 0; node < nodes_; ++node) {
            for (std::size_t side = 0; side < 2; ++side) {
                const std::uint32_t child = words(buffer::node_children)[2 * node + side];
                if (Fault fault = node_child(node, child)) return fault;
                ++attached;
            }
        }
        if (attached != nodes_ - 1 + leaves_) return at("nodes and leaves in the radix tree:", attached);
        return std::nullopt;
    }

    Fault node_child(std::size_t node, std::uint32_t child) const {
        const bool leaf = (child & leaf_bit) != 0;
        const std::size_t index = child & ~leaf_bit;
        if (index >= (leaf ? leaves_ : nodes_)) return at("child beyond the radix tree at node", node);
        if (words(leaf ? buffer::leaf_node : buffer::node_parent)[index] != node) {
            return at("child and parent disagree at node", node);
        }
        const Read prefix = words(buffer::node_prefix);
        if (!leaf && prefix[index] <= prefix[node]) return at("prefix does not grow below node", node);
        return std::nullopt;
    }

    Fault cells() const {
        if (words(buffer::cell_level)[0] != 0 || words(buffer::cell_code)[0] != 0) return "cell 0 is not the root";
        std::size_t attached = 0;
        for (std::size_t cell = 0; cell < cells_; ++cell) {
            for (std::uint32_t octant = 0; octant < 8; ++octant) {
                const std::uint32_t link = words(buffer::cell_children)[8 * cell + octant];
                if (link == no_child) continue;
                ++attached;
                if (Fault fault = cell_child(cell, octant, link)) return fault;
            }
        }
        if (attached != cells_ - 1 + leaves_) {
            return std::to_string(cells_ - 1 + leaves_ - attached) + " cells or leaves hang from no cell";
        }
        return std::nullopt;
    }

    // A child names its parent, lies one level below it, and its code continues the parent's with the octant.
    Fault cell_child(std::size_t cell, std::uint32_t octant, std::uint32_t link) const {
        const bool leaf = (link & leaf_bit) != 0;
        const std::size_t index = link & ~leaf_bit;
        if (index >= (leaf ? leaves_ : cells_)) return at("child beyond the octree at cell", cell);
        if (words(leaf ? buffer::leaf_cell : buffer::cell_parent)[index] != cell) {
            return at("child and parent disagree at cell", cell);
        }
        const std::uint32_t level = words(buffer::cell_level)[cell] + 1;
        if (level > bits_per_axis || (!leaf && words(buffer::cell_level)[index] != level)) {
            return at("level does not grow by one below cell", cell);
        }
        const std::uint32_t code = leaf ? words(buffer::unique)[index] : words(buffer::cell_code)[index];
        const std::uint32_t size = 1U << (code_bits - 3 * level);
        const std::uint32_t expected = words(buffer::cell_code)[cell] / size + octant;
        if (code / size != expected || (!leaf && code % size != 0))
            return at("code outside of its octant below cell", cell);
        return std::nullopt;
    }

    // Every point is followed from the root down to the leaf of its code, and every leaf holds a point.
    Fault points() const {
        const std::span<const float> xyz = buffers_.as<const float>(buffer::points);
        const std::size_t n = xyz.size() / 3;
        std::vector<bool> reached(leaves_, false);
        for (std::size_t i = 0; i < n; ++i) {
            const std::uint32_t code = plain_morton(xyz[i], xyz[n + i], xyz[2 * n + i]);
            const std::optional<std::size_t> leaf = leaf_of(code);
            if (!leaf) return at("no leaf contains point", i);
            reached[*leaf] = true;
        }
        for (std::size_t leaf = 0; leaf < leaves_; ++leaf) {
            if (!reached[leaf]) return at("no point in leaf", leaf);
        }
        return std::nullopt;
    }

    std::optional<std::size_t> leaf_of(std::uint32_t code) const {
        std::size_t cell = 0;
        for (std::uint32_t level = 1; level <= bits_per_axis; ++level) {
            const std::uint32_t octant = code >> (code_bits - 3 * level) & 7U;
            const std::uint32_t link = words(buffer::cell_children)[8 * cell + octant];
            if (link == no_child) return std::nullopt;
            if ((link & leaf_bit) == 0) {
                cell = link;
                continue;
            }
            const std::size_t leaf = link & ~leaf_bit;
            return words(buffer::unique)[leaf] == code ? std::optional(leaf) : std::nullopt;
        }
        return std::nullopt;
    }

    const Buffers& buffers_;
    std::size_t leaves_ = 0;
    std::size_t nodes_ = 0;
    std::size_t cells_ = 0;
};

}  // namespace

Fault fault_in(const Buffers& buffers) { return Check(buffers).run(); }

}  // namespace bt::apps::tree
