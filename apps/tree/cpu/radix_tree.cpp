#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

// The tree of Karras 2012 (a node has the index of the first or the last leaf below it, whichever is not its
// sibling's), found from the gaps between neighbouring codes instead of by searches for each node. A node splits at the
// gap where its codes differ in the highest bit, and reaches on both sides to the next gap that differs in a higher
// one. There are only 30 bits, so that the last gap of each and a mask of those in reach find that gap without a
// branch: two thirds of the time of a stack of gaps, whose pops no processor predicts.
namespace bt::apps::tree::cpu {
namespace {

// Beyond both ends of the codes is a gap that differs in a higher bit than any.
constexpr std::uint32_t end_bit = 31;

// The highest of the 30 bits in which two codes differ. 0 where they do not, which a wrong stage before could bring.
inline std::uint32_t bit_between(std::uint32_t a, std::uint32_t b) {
    constexpr std::uint32_t all = (1U << code_bits) - 1;
    return static_cast<std::uint32_t>(std::bit_width(((a ^ b) & all) | 1U)) - 1;
}

// The gaps in reach of the one that comes next: each differs in a higher bit than all between.
class Reach {
public:
    explicit Reach(std::uint32_t end) { last_[end_bit] = end; }

    void put(std::uint32_t gap, std::uint32_t bit) {
        mask_ = (mask_ & above(bit)) | 1U << bit;
        last_[bit] = gap;
    }
    std::uint32_t bit_over(std::uint32_t bit) const {
        return static_cast<std::uint32_t>(std::countr_zero(mask_ & above(bit)));
    }
    std::uint32_t gap_of(std::uint32_t bit) const { return last_[bit]; }

private:
    static std::uint32_t above(std::uint32_t bit) { return ~1U << bit; }

    std::uint32_t mask_ = 1U << end_bit;
    std::array<std::uint32_t, 32> last_{};
};

class Gaps {
public:
    Gaps(const Buffers& buffers, std::size_t leaves)
        : codes_(buffers.as<const std::uint32_t>(buffer::unique).first(leaves)),
          left_(buffers.as<std::uint32_t>(buffer::sort_scratch).data()),
          prefix_(buffers.as<std::uint32_t>(buffer::node_prefix).data()),
          children_(buffers.as<std::uint32_t>(buffer::node_children).data()),
          parents_{buffers.as<std::uint32_t>(buffer::node_parent).data(),
                   buffers.as<std::uint32_t>(buffer::leaf_node).data()} {}

    // Writes the nodes that split at the gaps from `begin` to before `end`; gap g lies between codes g and g + 1.
    void write(std::uint32_t begin, std::uint32_t end) const {
        Reach left = reach_left_of(begin);
        for (std::uint32_t g = begin; g < end; ++g) {
            const std::uint32_t bit = bit_between(codes_[g], codes_[g + 1]);
            const std::uint32_t left_bit = left.bit_over(bit);
            left_[g] = (left.gap_of(left_bit) + 1) << packed_bits | left_bit;
            left.put(g, bit);
        }
        Reach right = reach_right_of(end);
        for (std::uint32_t g = end; g-- > begin;) {
            const std::uint32_t bit = bit_between(codes_[g], codes_[g + 1]);
            const std::uint32_t right_bit = right.bit_over(bit);
            write_node(g, bit, right.gap_of(right_bit), right_bit);
            right.put(g, bit);
        }
    }

private:
    // Left leaf and bit together in one word of scratch.
    static constexpr std::uint32_t packed_bits = 5;
    static_assert(leaf_bit == 1U << 31U && most_points <= 1U << (32 - packed_bits) && end_bit < 1U << packed_bits);

    void write_node(std::uint32_t gap, std::uint32_t bit, std::uint32_t right_leaf, std::uint32_t right_bit) const {
        const std::uint32_t left_leaf = left_[gap] >> packed_bits;
        const std::uint32_t left_bit = left_[gap] & ((1U << packed_bits) - 1);
        // The sibling lies where the lower bit differs. The root has none: both are the end's, and its index is 0.
        const std::uint32_t node = choose(left_bit <= right_bit, left_leaf, right_leaf);
        prefix_[node] = code_bits - 1 - bit;
        children_[2 * node] = attach(gap, are_equal(left_leaf, gap), node);
        children_[2 * node + 1] = attach(gap + 1, are_equal(right_leaf, gap + 1), node);
    }

    // is_leaf: 0 or 1.
    std::uint32_t attach(std::uint32_t child, std::uint32_t is_leaf, std::uint32_t node) const {
        parents_[is_leaf][child] = node;
        return child | is_leaf << 31U;
    }

    // In these forms because compilers make branches of the plain ones, and every second guess is wrong.
    static std::uint32_t choose(bool first, std::uint32_t a, std::uint32_t b) {
        return b ^ ((a ^ b) & (0U - (first ? 1U : 0U)));
    }
    static std::uint32_t are_equal(std::uint32_t a, std::uint32_t b) { return ((a ^ b) - 1) >> 31U; }

    // Beyond the part: codes that share their first bits lie together, so that binary searches find the gaps.
    Reach reach_left_of(std::uint32_t begin) const {
        std::array<std::uint32_t, code_bits + 1> gaps;
        std::size_t count = 0;
        for (std::uint32_t at = begin; at > 0 && count < gaps.size();) {
            const std::uint32_t gap = at - 1;
            gaps[count++] = gap;
            const std::uint32_t low = codes_[gap] & ~rest(gap);
            at = index(std::lower_bound(codes_.begin(), codes_.begin() + gap, low));
        }
        Reach reach(~0U);  // one before the first
        while (count > 0) put(reach, gaps[--count]);
        return reach;
    }
    Reach reach_right_of(std::uint32_t end) const {
        std::array<std::uint32_t, code_bits + 1> gaps;
        std::size_t count = 0;
        const std::uint32_t last = static_cast<std::uint32_t>(codes_.size() - 1);
        for (std::uint32_t gap = end; gap < last && count < gaps.size();) {
            gaps[count++] = gap;
            const std::uint32_t high = codes_[gap] | rest(gap);
            gap = index(std::upper_bound(codes_.begin() + gap + 1, codes_.end(), high)) - 1;
        }
        Reach reach(last);
        while (count > 0) put(reach, gaps[--count]);
        return reach;
    }
    void put(Reach& reach, std::uint32_t gap) const { reach.put(gap, bit_between(codes_[gap], codes_[gap + 1])); }

    // The bits that the codes beside the gap do not share.
    std::uint32_t rest(std::uint32_t gap) const { return (2U << bit_between(codes_[gap], codes_[gap + 1])) - 1; }
    using Codes = std::span<const std::uint32_t>;
    std::uint32_t index(Codes::iterator code) const { return static_cast<std::uint32_t>(code - codes_.begin()); }

    Codes codes_;
    std::uint32_t* left_;
    std::uint32_t* prefix_;
    std::uint32_t* children_;
    std::array<std::uint32_t*, 2> parents_;  // of nodes, of leaves
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
