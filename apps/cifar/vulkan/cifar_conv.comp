#version 450
#extension GL_GOOGLE_include_directive : require
#include "cifar.glsl"
#include "patch.glsl"

// A 3×3 convolution with padding 1 and ReLU. A thread makes four pixels of eight channels: of 18 pixels and 18 quadruples
// of weights that it loads come 288 multiplications.
layout(std430, binding = 0) readonly buffer Input { float pixel[]; };
layout(std430, binding = 1) readonly buffer Weights { vec4 weight[]; };  // of four channels
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
layout(std430, binding = 3) writeonly buffer Output { float result[]; };

const uint channels = 8;

float at(uint plane, int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < int(side) && y < int(side);
    return inside ? pixel[plane + uint(y) * side + uint(x)] : 0.0;
}

void main() {
    const uint item = gl_GlobalInvocationID.x;
    if (item >= quads * (out_channels / channels)) return;
    const Quad quad = quad_at(item % quads);
    const uint first = item / quads * channels;

    vec4 sum[channels];
    for (uint c = 0; c < channels; ++c) sum[c] = vec4(bias[first + c]);
    for (uint channel = 0; channel < in_channels; ++channel) {
        const uint plane = (image_number() * in_channels + channel) * pixels;
        for (int ky = 0; ky < 3; ++ky) {
            const int y = int(quad.y) + ky - 1;
            float row[6];
            for (int i = 0; i < 6; ++i) row[i] = at(plane, int(quad.x) + i - 1, y);
            for (int kx = 0; kx < 3; ++kx) {
                const vec4 tap = vec4(row[kx], row[kx + 1], row[kx + 2], row[kx + 3]);
                const uint column = channel * 9 + uint(ky * 3 + kx);
                for (uint block = 0; block < channels / 4; ++block) {
                    const vec4 four = weight[(first / 4 + block) * in_channels * 9 + column];
                    for (uint c = 0; c < 4; ++c) sum[block * 4 + c] += four[c] * tap;
                }
            }
        }
    }
    for (uint c = 0; c < channels; ++c) {
        const uint to = (image_number() * out_channels + first + c) * pixels + quad.y * side + quad.x;
        for (uint i = 0; i < 4; ++i) result[to + i] = max(sum[c][i], 0.0);
    }
}
