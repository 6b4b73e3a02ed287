#include "cifar/reference.hpp"

#include <algorithm>

namespace bt::apps::cifar {
namespace {

// Adds one tap of one input plane: the image moved by (dy, dx), zero outside. With x innermost a reference over 128
// images takes a quarter of what the sum per pixel takes, and verification runs at least eight of them.
void add_tap(int side, int dy, int dx, float weight, const float* input, float* output) {
    const int top = std::max(0, -dy), bottom = std::min(side, side - dy);
    const int left = std::max(0, -dx), right = std::min(side, side - dx);
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) output[y * side + x] += weight * input[(y + dy) * side + x + dx];
}

}  // namespace

void reference_conv(const Layer& layer, const float* input, const float* weights, const float* bias, float* output) {
    const int plane = layer.side * layer.side;
    for (int out = 0; out < layer.out_channels; ++out, output += plane) {
        std::fill(output, output + plane, bias[out]);
        for (int in = 0; in < layer.in_channels; ++in)
            for (int ky = 0; ky < 3; ++ky)
                for (int kx = 0; kx < 3; ++kx)
                    add_tap(layer.side, ky - 1, kx - 1, *weights++, input + in * plane, output);
        for (int i = 0; i < plane; ++i) output[i] = output[i] < 0 ? 0 : output[i];
    }
}

void reference_pool(const Layer& layer, const float* input, float* output) {
    const int side = layer.side;
    for (int channel = 0; channel < layer.in_channels; ++channel, input += side * side)
        for (int y = 0; y < side; y += 2)
            for (int x = 0; x < side; x += 2) {
                const float* at = input + y * side + x;
                *output++ = std::max(std::max(at[0], at[1]), std::max(at[side], at[side + 1]));
            }
}

void reference_linear(const Layer& layer, const float* input, const float* weights, const float* bias, float* output) {
    for (int out = 0; out < layer.out_channels; ++out) {
        float sum = bias[out];
        for (int in = 0; in < layer.in_channels; ++in) sum += *weights++ * input[in];
        output[out] = sum;
    }
}

}  // namespace bt::apps::cifar
