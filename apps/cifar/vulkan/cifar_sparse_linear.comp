#version 450
#extension GL_GOOGLE_include_directive : require
#include "cifar.glsl"
#include "sums.glsl"

// One group for each image.
layout(std430, binding = 0) readonly buffer Input { float value[]; };
layout(std430, binding = 1) readonly buffer Rows { uint row_begin[]; };
layout(std430, binding = 2) readonly buffer Columns { uint columns[]; };
layout(std430, binding = 3) readonly buffer Values { float values[]; };
layout(std430, binding = 4) readonly buffer Bias { float bias[]; };
layout(std430, binding = 5) writeonly buffer Output { float result[]; };

void main() {
    const uint thread = gl_LocalInvocationID.x;
    for (uint o = 0; o < out_channels; ++o) {
        float part = 0.0;
        for (uint entry = row_begin[o] + thread; entry < row_begin[o + 1]; entry += group_size)
            part += values[entry] * value[image_number() * in_channels + columns[entry]];
        parts[o * group_size + thread] = part;
    }
    barrier();
    if (thread < out_channels) result[image_number() * out_channels + thread] = bias[thread] + sum_of_parts(thread);
}
