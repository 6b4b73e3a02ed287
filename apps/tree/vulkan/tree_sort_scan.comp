#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"
#include "scan.glsl"

// Stage 2, second of three: one work group for each digit turns its counts in the tiles into places among the keys of
// this digit, and writes down how many there are.
layout(push_constant) uniform Push { uint count; uint shift; uint tiles; };
layout(std430, binding = 0) buffer Partial { uint partial[]; };

void main() {
    const uint me = gl_LocalInvocationID.x;
    const uint digit = gl_WorkGroupID.x;
    uint sum = 0;
    for (uint first = 0; first < tiles; first += group_size) {
        const uint tile = first + me;
        const uint at = 256 + digit * tiles + tile;
        const uint place = sum + scan_exclusive(tile < tiles ? partial[at] : 0);
        if (tile < tiles) partial[at] = place;
        sum += scan_total();
    }
    if (me == 0) partial[digit] = sum;
}
