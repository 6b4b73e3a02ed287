#pragma once

#include "tree/cuda/block.cuh"

// Stages 4 to 6: the binary radix tree of Karras 2012, and where its nodes' cells begin.
namespace bt::apps::tree::cuda {

struct RadixTree {
    const Word* unique;
    const Word* counts;
    Word *prefix, *parent, *children, *leaf_node;
};

// Each node by itself. Its leaves are a range of codes that begins or ends at the node's own; how many bits the
// neighbours share says on which side, and two searches find the other end and the place where the range splits.
class NodeWriter {
public:
    __device__ NodeWriter(const RadixTree& tree, int leaves) : tree_(tree), leaves_(leaves) {}

    __device__ void write(int i) const {
        const Word code = tree_.unique[i];
        const int left = shared_bits(code, i - 1);
        const int right = shared_bits(code, i + 1);
        const int step = right > left ? 1 : -1;
        const int other = i + step * reach(code, i, step, min(left, right));
        const int bits = shared_bits(code, other);
        const int split = split_of(code, i, step, abs(other - i), bits);
        tree_.prefix[i] = static_cast<Word>(bits);
        tree_.children[2 * i] = attach(split, min(i, other) == split, i);
        tree_.children[2 * i + 1] = attach(split + 1, max(i, other) == split + 1, i);
    }

private:
    // Leading bits, of 30, that two codes share; less than any where one of them does not exist.
    __device__ int shared_bits(Word a, int j) const {
        if (j < 0 || j >= leaves_) return -1;
        return __clz(static_cast<int>((a ^ tree_.unique[j]) << 2 | 2));
    }
    __device__ int reach(Word code, int i, int step, int outside) const {
        int bound = 2;
        while (bound < 0x20000000 && shared_bits(code, i + bound * step) > outside) bound *= 2;
        int reached = 0;
        for (int t = bound / 2; t >= 1; t /= 2) {
            if (shared_bits(code, i + (reached + t) * step) > outside) reached += t;
        }
        return reached;
    }
    __device__ int split_of(Word code, int i, int step, int length, int bits) const {
        int same = 0;
        for (int t = length; t > 1;) {
            t = (t + 1) / 2;
            if (shared_bits(code, i + (same + t) * step) > bits) same += t;
        }
        return min(max(i + same * step + min(step, 0), 0), leaves_ - 2);
    }
    __device__ Word attach(int child, bool is_leaf, int node) const {
        (is_leaf ? tree_.leaf_node : tree_.parent)[child] = static_cast<Word>(node);
        return static_cast<Word>(child) | (is_leaf ? leaf_bit : 0);
    }

    RadixTree tree_;
    int leaves_;
};

__global__ void build_radix_tree(RadixTree tree, Word points) {
    const Word leaves = clamped(tree.counts[count::leaves], 1, points);
    if (first_element() == 0) tree.parent[0] = 0;
    if (first_element() == 0 && leaves == 1) {
        tree.prefix[0] = 0;
        tree.children[0] = leaf_bit;
        tree.children[1] = no_child;
        tree.leaf_node[0] = 0;
    }
    const NodeWriter writer(tree, static_cast<int>(leaves));
    for (Word i = first_element(); i + 1 < leaves; i += element_stride()) writer.write(static_cast<int>(i));
}

__global__ void count_edges(const Word* prefix, const Word* parent, const Word* counts, Word* edges, Word points) {
    const Word nodes = clamped(counts[count::nodes], 1, points);
    for (Word i = first_element(); i < nodes; i += element_stride()) {
        const Word above = prefix[min(parent[i], points - 1)];
        edges[i] = i == 0 ? prefix[0] / 3 + 1 : prefix[i] / 3 - above / 3;  // level 0 is the root's own
    }
}

__global__ void sum_edges(const Word* edges, const Word* counts, Word* partial, Word points) {
    const Word nodes = clamped(counts[count::nodes], 1, points);
    Word mine = 0;
    for (Word i = 0; i < per_thread; ++i) {
        const Word at = blockIdx.x * tile + i * block_size + threadIdx.x;
        if (at < nodes) mine += edges[at];
    }
    const Word sum = block_sum(mine);
    if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}

__global__ void scan_edges(const Word* edges, const Word* counts, const Word* partial, Word* offsets, Word points) {
    const Word nodes = clamped(counts[count::nodes], 1, points);
    const Word first = blockIdx.x * tile + threadIdx.x * per_thread;
    const Word end = min(first + per_thread, nodes);
    Word mine = 0;
    for (Word at = first; at < end; ++at) mine += edges[at];
    Word total = 0;
    Word sum = partial[blockIdx.x] + scan_exclusive(mine, total);
    for (Word at = first; at < end; ++at) {
        offsets[at] = sum;
        sum += edges[at];
    }
}

}  // namespace bt::apps::tree::cuda
