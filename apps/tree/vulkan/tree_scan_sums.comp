#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"
#include "scan.glsl"

// Stages 3 and 6, second of three: one work group turns the sums of the tiles into what lies before each, and writes
// down the total.
layout(push_constant) uniform Push { uint tiles; uint which; };
layout(std430, binding = 0) buffer Partial { uint partial[]; };
layout(std430, binding = 1) buffer Counts { uint counts[]; };

void main() {
    const uint me = gl_LocalInvocationID.x;
    uint sum = 0;
    for (uint first = 0; first < tiles; first += group_size) {
        const uint tile = first + me;
        const uint before = sum + scan_exclusive(tile < tiles ? partial[tile] : 0);
        if (tile < tiles) partial[tile] = before;
        sum += scan_total();
    }
    if (me != 0) return;
    counts[which] = sum;
    if (which == leaves_at) counts[nodes_at] = max(1, sum - 1);
}
