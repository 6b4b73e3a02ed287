#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

// The tree of Karras 2012 (a node has the index of the first or the last leaf below it, whichever is not its
// sibling's), found from the gaps between neighbouring codes instead of by search for each node: a node splits at the
// gap where its codes share the fewest bits, and reaches on both sides to the next gap that shares fewer. A stack of
// gaps finds these in linear time, which takes a third of the time of the searches.
namespace bt::apps::tree::cpu {
namespace {

// Leading bits, of 30, that two codes share. The added bit ends the count, whatever the codes are.
inline std::uint32_t shared_bits(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::uint32_t>(std::countl_zero((a ^ b) << (32 - code_bits) | 1U << (31 - code_bits)));
}

class Gaps {
public:
    Gaps(const Buffers& buffers, std::size_t leaves)
        : codes_(buffers.as<const std::uint32_t>(buffer::unique).first(leaves)),
          prefix_(buffers.as<std::uint32_t>(buffer::node_prefix).data()),
          parent_(buffers.as<std::uint32_t>(buffer::node_parent).data()),
          children_(buffers.as<std::uint32_t>(buffer::node_children).data()),
          leaf_node_(buffers.as<std::uint32_t>(buffer::leaf_node).data()) {}

    // Writes the nodes that split at the gaps from `begin` to before `end`; gap g lies between codes g and g + 1.
    void write(std::uint32_t begin, std::uint32_t end) const {
        std::array<Open, code_bits + 4> open;  // each shares more bits than the one below it
        std::size_t height = 0;
        for (std::uint32_t g = begin; g < end; ++g) {
            const std::uint32_t bits = shared_bits(codes_[g], codes_[g + 1]);
            while (height > 0 && open[height - 1].bits >= bits) {
                --height;
                close(open, height, {g, bits});
            }
            open[height++] = {g, bits};
        }
        while (height > 0) {
            --height;
            close(open, height, right_of(open[height]));
        }
    }

private:
    // A gap and the bits that the codes beside it share. One step beyond both ends are gaps that share less than
    // nothing.
    struct Open {
        std::uint32_t gap;
        std::uint32_t bits;
    };
    using Stack = std::array<Open, code_bits + 4>;
    // Shared bits plus one, so that the gaps beyond the ends have 0.
    struct Side {
        std::uint32_t leaf;  // the outermost below the node
        std::uint32_t rank;
    };

    void close(const Stack& open, std::size_t height, Open right) const {
        const Open self = open[height];
        const Side left = height > 0 ? Side{open[height - 1].gap + 1, open[height - 1].bits + 1} : left_of(self);
        close(self, left, right);
    }

    void close(Open self, Side left, Open right) const {
        const bool root = left.rank == 0 && right.bits == beyond;
        const std::uint32_t right_rank = right.bits == beyond ? 0 : right.bits + 1;
        const std::uint32_t node = root ? 0 : left.rank > right_rank ? left.leaf : right.gap;
        prefix_[node] = self.bits;
        children_[2 * node] = attach(self.gap, left.leaf == self.gap, node);
        children_[2 * node + 1] = attach(self.gap + 1, right.gap == self.gap + 1, node);
    }

    std::uint32_t attach(std::uint32_t child, bool is_leaf, std::uint32_t node) const {
        (is_leaf ? leaf_node_ : parent_)[child] = node;
        return is_leaf ? child | leaf_bit : child;
    }

    // Beyond the part: the codes that share the node's bits lie together, so that a binary search finds their ends.
    Side left_of(Open self) const {
        const std::uint32_t low = codes_[self.gap] & ~below(self.bits);
        const auto first = static_cast<std::uint32_t>(std::lower_bound(codes_.begin(), codes_.begin() + self.gap, low) -
                                                      codes_.begin());
        return {first, first == 0 ? 0 : shared_bits(codes_[first - 1], codes_[first]) + 1};
    }
    Open right_of(Open self) const {
        const std::uint32_t high = codes_[self.gap] | below(self.bits);
        const auto last = static_cast<std::uint32_t>(
            std::upper_bound(codes_.begin() + self.gap + 1, codes_.end(), high) - codes_.begin() - 1);
        return {last, last + 1 == codes_.size() ? beyond : shared_bits(codes_[last], codes_[last + 1])};
    }
    static std::uint32_t below(std::uint32_t bits) { return (1U << (code_bits - bits)) - 1; }

    static constexpr std::uint32_t beyond = ~0U;

    std::span<const std::uint32_t> codes_;
    std::uint32_t* prefix_;
    std::uint32_t* parent_;
    std::uint32_t* children_;
    std::uint32_t* leaf_node_;
};

void write_single_leaf(const Buffers& buffers) {
    buffers.as<std::uint32_t>(buffer::node_prefix)[0] = 0;
    const auto children = buffers.as<std::uint32_t>(buffer::node_children);
    children[0] = leaf_bit;
    children[1] = no_child;
    buffers.as<std::uint32_t>(buffer::leaf_node)[0] = 0;
}

}  // namespace

void build_radix_tree(const Buffers& buffers, Team& team) {
    const std::size_t leaves = extent_of(buffers).leaves;
    buffers.as<std::uint32_t>(buffer::node_parent)[0] = 0;
    if (leaves == 1) return write_single_leaf(buffers);
    const Gaps gaps(buffers, leaves);
    team.split(leaves - 1, [&](std::size_t begin, std::size_t end) {
        gaps.write(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end));
    });
}

}  // namespace bt::apps::tree::cpu
