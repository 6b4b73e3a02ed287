#version 450
#extension GL_GOOGLE_include_directive : require
#include "cifar.glsl"
#include "sums.glsl"

// One group for each image.
layout(std430, binding = 0) readonly buffer Input { float value[]; };
layout(std430, binding = 1) readonly buffer Weights { float weight[]; };
layout(std430, binding = 2) readonly buffer Bias { float bias[]; };
layout(std430, binding = 3) writeonly buffer Output { float result[]; };

void main() {
    const uint thread = gl_LocalInvocationID.x;
    for (uint o = 0; o < out_channels; ++o) {
        float part = 0.0;
        for (uint i = thread; i < in_channels; i += group_size)
            part += weight[o * in_channels + i] * value[image_number() * in_channels + i];
        parts[o * group_size + thread] = part;
    }
    barrier();
    if (thread < out_channels) result[image_number() * out_channels + thread] = bias[thread] + sum_of_parts(thread);
}
