#version 450
#extension GL_GOOGLE_include_directive : require
#include "tree.glsl"

// Stage 7, first of three: cells without children.
layout(push_constant) uniform Push { uint points; uint most_cells; };
layout(std430, binding = 0) readonly buffer Counts { uint counts[]; };
layout(std430, binding = 1) writeonly buffer Links { uint links[]; };

void main() {
    const uint words = 8 * clamp(counts[cells_at], 1, most_cells);
    for (uint i = first_element(); i < words; i += element_stride()) links[i] = 0;
}
