#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"
#include "scan.glsl"

// Stage 2, third of three: keys to their places. 256 keys at a time, each marks its bit in the mask of its digit; the
// marks before it are its rank among equals, so that the sort is stable whatever the order of the threads.
layout(push_constant) uniform Push { uint count; uint shift; uint tiles; };
layout(std430, binding = 0) readonly buffer Keys { uint keys[]; };
layout(std430, binding = 1) writeonly buffer Sorted { uint sorted[]; };
layout(std430, binding = 2) readonly buffer Partial { uint partial[]; };

const uint words = group_size / 32;
shared uint marks[words * 256];  // word w of digit d at 256 w + d
shared uint places[256];         // the next key of each digit goes there

void main() {
    const uint me = gl_LocalInvocationID.x;
    const uint tile = gl_WorkGroupID.x;
    places[me] = scan_exclusive(partial[me]) + partial[256 + me * tiles + tile];
    for (uint w = 0; w < words; ++w) marks[256 * w + me] = 0;

    for (uint i = 0; i < per_thread; ++i) {
        barrier();
        const uint at = tile * tile_size + i * group_size + me;
        const uint key = at < count ? keys[at] : 0;
        const uint digit = key >> shift & 255;
        if (at < count) atomicOr(marks[256 * (me / 32) + digit], 1u << me % 32);
        barrier();
        if (at < count) {
            uint rank = bitCount(marks[256 * (me / 32) + digit] & (1u << me % 32) - 1);
            for (uint w = 0; w < me / 32; ++w) rank += bitCount(marks[256 * w + digit]);
            sorted[places[digit] + rank] = key;
        }
        barrier();
        for (uint w = 0; w < words; ++w) {
            places[me] += bitCount(marks[256 * w + me]);
            marks[256 * w + me] = 0;
        }
    }
}
