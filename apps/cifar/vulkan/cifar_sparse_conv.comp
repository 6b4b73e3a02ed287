#version 450
#extension GL_GOOGLE_include_directive : require
#include "cifar.glsl"
#include "patch.glsl"

// The convolution with weights in compressed sparse rows. A thread makes four pixels of one channel; the threads of a
// row of weights read the same entries.
layout(std430, binding = 0) readonly buffer Input { float pixel[]; };
layout(std430, binding = 1) readonly buffer Rows { uint row_begin[]; };
layout(std430, binding = 2) readonly buffer Columns { uint columns[]; };
layout(std430, binding = 3) readonly buffer Values { float values[]; };
layout(std430, binding = 4) readonly buffer Bias { float bias[]; };
layout(std430, binding = 5) writeonly buffer Output { float result[]; };

float at(uint plane, int x, int y) {
    const bool inside = x >= 0 && x < int(side);
    return inside ? pixel[plane + uint(y) * side + uint(x)] : 0.0;
}

void main() {
    const uint item = gl_GlobalInvocationID.x;
    if (item >= quads * out_channels) return;
    const Quad quad = quad_at(item % quads);
    const uint channel = item / quads;

    vec4 sum = vec4(bias[channel]);
    for (uint entry = row_begin[channel]; entry < row_begin[channel + 1]; ++entry) {
        const uint column = columns[entry];
        const uint tap = column % 9;
        const int y = int(quad.y + tap / 3) - 1;
        if (y < 0 || y >= int(side)) continue;
        const int x = int(quad.x + tap % 3) - 1;
        const uint plane = (image_number() * in_channels + column / 9) * pixels;
        sum += values[entry] * vec4(at(plane, x, y), at(plane, x + 1, y), at(plane, x + 2, y), at(plane, x + 3, y));
    }
    const uint to = (image_number() * out_channels + channel) * pixels + quad.y * side + quad.x;
    for (uint i = 0; i < 4; ++i) result[to + i] = max(sum[i], 0.0);
}
