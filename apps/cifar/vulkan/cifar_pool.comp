#version 450
#extension GL_GOOGLE_include_directive : require
#include "cifar.glsl"

// The largest of each 2×2 pixels; a thread makes one.
layout(std430, binding = 0) readonly buffer Input { float pixel[]; };
layout(std430, binding = 1) writeonly buffer Output { float result[]; };

const uint out_side = side / 2;
const uint out_pixels = out_side * out_side;

void main() {
    const uint item = gl_GlobalInvocationID.x;
    if (item >= out_channels * out_pixels) return;
    const uint plane = image_number() * out_channels + item / out_pixels;
    const uint y = item % out_pixels / out_side * 2;
    const uint x = item % out_side * 2;
    const uint from = (plane * side + y) * side + x;
    result[image_number() * out_channels * out_pixels + item] =
        max(max(pixel[from], pixel[from + 1]), max(pixel[from + side], pixel[from + side + 1]));
}
