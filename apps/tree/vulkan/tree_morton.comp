#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 1: the Morton code of each point.
layout(push_constant) uniform Push { uint count; };
layout(std430, binding = 0) readonly buffer Points { float points[]; };
layout(std430, binding = 1) writeonly buffer Codes { uint codes[]; };

uint spread(uint v) {
    v = (v | v << 16) & 0x030000ffu;
    v = (v | v << 8) & 0x0300f00fu;
    v = (v | v << 4) & 0x030c30c3u;
    return (v | v << 2) & 0x09249249u;
}

// Multiplying by a power of two rounds nothing. 1.0 belongs to the last cell.
uint cell_of(float coordinate) {
    const uint cell = uint(coordinate * 1024.0);
    return cell - (cell >> 10);
}

void main() {
    for (uint i = first_element(); i < count; i += element_stride()) {
        const uint x = cell_of(points[i]);
        const uint y = cell_of(points[count + i]);
        const uint z = cell_of(points[2 * count + i]);
        codes[i] = spread(x) << 2 | spread(y) << 1 | spread(z);
    }
}
