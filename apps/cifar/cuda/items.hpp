#pragma once

#include <cstdint>

// What one thread of a CUDA kernel does. Plain functions for host and device, so that tests on machines without a GPU
// walk through all threads of a grid; launch.cu wraps them into kernels.
#ifdef __CUDACC__
#define BT_ITEM __host__ __device__ inline
#else
#define BT_ITEM inline
#endif

namespace bt::apps::cifar::cuda {

using Word = std::uint32_t;

struct Shape {
    Word in_channels;
    Word out_channels;
    Word side;
};

constexpr Word block_size = 128;
constexpr Word quad = 4;             // pixels side by side that one thread makes
constexpr Word conv_channels = 8;    // of so many output channels
constexpr Word linear_threads = 64;  // that share the sums of one image

struct alignas(16) Four {
    float value[4];
};

BT_ITEM float pixel_or_zero(const float* plane, int side, int x, int y) {
    return x >= 0 && y >= 0 && x < side && y < side ? plane[y * side + x] : 0.0F;
}

// NaN stays: a stage that read what nobody wrote must be found out.
BT_ITEM float positive(float value) { return value < 0 ? 0 : value; }

BT_ITEM Word conv_items(Shape shape) { return shape.side * shape.side / quad * (shape.out_channels / conv_channels); }

BT_ITEM void conv_item(Shape shape, Word image, Word item, const float* input, const Four* weights, const float* bias,
                       float* output) {
    const Word pixels = shape.side * shape.side;
    const Word at = item % (pixels / quad) * quad;
    const Word first = item / (pixels / quad) * conv_channels;
    const int side = static_cast<int>(shape.side);
    const int x = static_cast<int>(at % shape.side), y = static_cast<int>(at / shape.side);
    float sum[conv_channels][quad];
    for (Word c = 0; c < conv_channels; ++c)
        for (Word i = 0; i < quad; ++i) sum[c][i] = bias[first + c];
    for (Word channel = 0; channel < shape.in_channels; ++channel) {
        const float* const plane = input + (image * shape.in_channels + channel) * pixels;
        for (int ky = 0; ky < 3; ++ky) {
            float row[quad + 2];
            for (int i = 0; i < static_cast<int>(quad) + 2; ++i)
                row[i] = pixel_or_zero(plane, side, x + i - 1, y + ky - 1);
            for (int kx = 0; kx < 3; ++kx) {
                const Word column = channel * 9 + static_cast<Word>(ky * 3 + kx);
                for (Word block = 0; block < conv_channels / 4; ++block) {
                    const Four four = weights[(first / 4 + block) * shape.in_channels * 9 + column];
                    for (Word c = 0; c < 4; ++c)
                        for (Word i = 0; i < quad; ++i)
                            sum[block * 4 + c][i] += four.value[c] * row[static_cast<Word>(kx) + i];
                }
            }
        }
    }
    for (Word c = 0; c < conv_channels; ++c)
        for (Word i = 0; i < quad; ++i)
            output[(image * shape.out_channels + first + c) * pixels + at + i] = positive(sum[c][i]);
}

BT_ITEM Word sparse_conv_items(Shape shape) { return shape.side * shape.side / quad * shape.out_channels; }

BT_ITEM void sparse_conv_item(Shape shape, Word image, Word item, const float* input, const Word* row_begin,
                              const Word* columns, const float* values, const float* bias, float* output) {
    const Word pixels = shape.side * shape.side;
    const Word at = item % (pixels / quad) * quad;
    const Word channel = item / (pixels / quad);
    const int side = static_cast<int>(shape.side);
    float sum[quad];
    for (Word i = 0; i < quad; ++i) sum[i] = bias[channel];
    for (Word entry = row_begin[channel]; entry < row_begin[channel + 1]; ++entry) {
        const Word column = columns[entry];
        const int x = static_cast<int>(at % shape.side + column % 3) - 1;
        const int y = static_cast<int>(at / shape.side + column % 9 / 3) - 1;
        const float* const plane = input + (image * shape.in_channels + column / 9) * pixels;
        for (int i = 0; i < static_cast<int>(quad); ++i) sum[i] += values[entry] * pixel_or_zero(plane, side, x + i, y);
    }
    for (Word i = 0; i < quad; ++i) output[(image * shape.out_channels + channel) * pixels + at + i] = positive(sum[i]);
}

BT_ITEM Word pool_items(Shape shape) { return shape.side * shape.side / 4 * shape.out_channels; }

BT_ITEM void pool_item(Shape shape, Word image, Word item, const float* input, float* output) {
    const Word out_side = shape.side / 2;
    const Word out_pixels = out_side * out_side;
    const Word plane = image * shape.out_channels + item / out_pixels;
    const Word x = item % out_side * 2, y = item % out_pixels / out_side * 2;
    const float* const at = input + (plane * shape.side + y) * shape.side + x;
    const float upper = at[0] > at[1] ? at[0] : at[1];
    const float lower = at[shape.side] > at[shape.side + 1] ? at[shape.side] : at[shape.side + 1];
    output[image * shape.out_channels * out_pixels + item] = upper > lower ? upper : lower;
}

// The part of one output's sum that belongs to a thread.
BT_ITEM float linear_part(Shape shape, Word image, Word out, Word thread, const float* input, const float* weights) {
    float part = 0;
    for (Word i = thread; i < shape.in_channels; i += linear_threads)
        part += weights[out * shape.in_channels + i] * input[image * shape.in_channels + i];
    return part;
}

BT_ITEM float sparse_linear_part(Shape shape, Word image, Word out, Word thread, const float* input,
                                 const Word* row_begin, const Word* columns, const float* values) {
    float part = 0;
    for (Word entry = row_begin[out] + thread; entry < row_begin[out + 1]; entry += linear_threads)
        part += values[entry] * input[image * shape.in_channels + columns[entry]];
    return part;
}

// parts: of all threads, output after output.
BT_ITEM float sum_of_parts(const float* parts, Word out, const float* bias) {
    float sum = bias[out];
    for (Word i = 0; i < linear_threads; ++i) sum += parts[out * linear_threads + i];
    return sum;
}

}  // namespace bt::apps::cifar::cuda
