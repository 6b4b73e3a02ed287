#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 4: the binary radix tree of Karras 2012, each node by itself. Its leaves are a range of codes that begins or
// ends at the node's own; how many bits the neighbours share says on which side, and two searches find the other end
// and the place where the range splits.
layout(push_constant) uniform Push { uint points; };
layout(std430, binding = 0) readonly buffer Unique { uint unique[]; };
layout(std430, binding = 1) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 2) writeonly buffer Prefix { uint prefix[]; };
layout(std430, binding = 3) writeonly buffer Parent { uint parent[]; };
layout(std430, binding = 4) writeonly buffer Children { uint children[]; };
layout(std430, binding = 5) writeonly buffer LeafNode { uint leaf_node[]; };

int leaves;

// Leading bits, of 30, that two codes share; less than any where one of them does not exist.
int shared_bits(uint a, int j) {
    if (j < 0 || j >= leaves) return -1;
    return 31 - findMSB((a ^ unique[j]) << 2 | 2u);
}

uint attach(int child, bool is_leaf, uint node) {
    if (is_leaf) leaf_node[child] = node;
    else parent[child] = node;
    return is_leaf ? uint(child) | leaf_bit : uint(child);
}

void write_node(int i) {
    const uint code = unique[i];
    const int left = shared_bits(code, i - 1);
    const int right = shared_bits(code, i + 1);
    const int step = right > left ? 1 : -1;
    const int outside = min(left, right);

    int bound = 2;
    while (shared_bits(code, i + bound * step) > outside && bound < 0x20000000) bound *= 2;
    int reach = 0;
    for (int t = bound / 2; t >= 1; t /= 2) {
        if (shared_bits(code, i + (reach + t) * step) > outside) reach += t;
    }
    const int other = i + reach * step;
    const int bits = shared_bits(code, other);

    int same = 0;
    for (int t = reach; t > 1;) {
        t = (t + 1) / 2;
        if (shared_bits(code, i + (same + t) * step) > bits) same += t;
    }
    const int split = clamp(i + same * step + min(step, 0), 0, leaves - 2);
    prefix[i] = uint(bits);
    children[2 * i] = attach(split, min(i, other) == split, i);
    children[2 * i + 1] = attach(split + 1, max(i, other) == split + 1, i);
}

void write_single_leaf() {
    prefix[0] = 0;
    children[0] = leaf_bit;
    children[1] = 0;
    leaf_node[0] = 0;
}

void main() {
    leaves = int(clamp(counts[leaves_at], 1, points));
    if (first_element() == 0) parent[0] = 0;
    if (first_element() == 0 && leaves == 1) write_single_leaf();
    for (uint i = first_element(); i + 1 < leaves; i += element_stride()) write_node(int(i));
}
